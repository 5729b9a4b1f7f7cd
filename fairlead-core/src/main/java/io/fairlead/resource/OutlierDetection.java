package io.fairlead.resource;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When an endpoint is left out for a while because of its errors. Present, even empty, turns it on.
 *
 * @param consecutiveErrors deprecated and without effect
 * @param consecutiveLocalOriginFailures null means 5
 * @param consecutiveGatewayErrors null or 0 means off
 * @param consecutive5xxErrors null means 5, 0 means off
 * @param interval null means 10 s
 * @param baseEjectionTime null means 30 s
 * @param maxEjectionPercent 0 means 10
 * @param minHealthPercent 0 means that ejection never stops for lack of endpoints
 * @param outlierDetectionHttpErrorCodes what counts as an error; empty means 5xx
 */
public record OutlierDetection(
        int consecutiveErrors,
        boolean splitExternalLocalOriginErrors,
        @Nullable Long consecutiveLocalOriginFailures,
        @Nullable Long consecutiveGatewayErrors,

        @WireField(protoName = "consecutive_5xx_errors") @Nullable
        Long consecutive5xxErrors,

        @Nullable Duration interval,
        @Nullable Duration baseEjectionTime,
        int maxEjectionPercent,
        int minHealthPercent,
        List<Long> outlierDetectionHttpErrorCodes) {
    public OutlierDetection {
        outlierDetectionHttpErrorCodes = List.copyOf(outlierDetectionHttpErrorCodes);
    }
}
