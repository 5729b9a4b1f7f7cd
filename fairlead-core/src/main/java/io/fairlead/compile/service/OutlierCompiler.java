package io.fairlead.compile.service;

import io.fairlead.resource.OutlierDetection;
import io.fairlead.routing.OutlierPolicy;
import io.fairlead.routing.OutlierPolicy.LocalOrigin;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When endpoints are left out because of their errors. Source: Istio {@code applyOutlierDetection}, Envoy's defaults. */
final class OutlierCompiler {
    private static final long DEFAULT_CONSECUTIVE = 5;
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
    private static final Duration DEFAULT_BASE_EJECTION_TIME = Duration.ofSeconds(30);
    private static final int DEFAULT_MAX_EJECTION_PERCENT = 10;

    private OutlierCompiler() {}

    /** The policy that {@code written} asks for; null if nothing is written. An empty block has Envoy's defaults. */
    static @Nullable OutlierPolicy compile(@Nullable OutlierDetection written) {
        if (written == null) {
            return null;
        }
        SortedSet<Integer> errorCodes = new TreeSet<>();
        for (long code : written.outlierDetectionHttpErrorCodes()) {
            errorCodes.add(Math.toIntExact(Math.min(code, Integer.MAX_VALUE)));
        }
        int percent = written.maxEjectionPercent();
        return new OutlierPolicy(
                orDefault(written.consecutive5xxErrors(), DEFAULT_CONSECUTIVE),
                orDefault(written.consecutiveGatewayErrors(), 0),
                written.splitExternalLocalOriginErrors() ? LocalOrigin.SPLIT : LocalOrigin.AS_RESPONSES,
                orDefault(written.consecutiveLocalOriginFailures(), DEFAULT_CONSECUTIVE),
                positive(written.interval(), DEFAULT_INTERVAL),
                positive(written.baseEjectionTime(), DEFAULT_BASE_EJECTION_TIME),
                percent <= 0 ? DEFAULT_MAX_EJECTION_PERCENT : Math.min(percent, 100),
                Math.max(0, Math.min(written.minHealthPercent(), 100)),
                errorCodes);
    }

    private static long orDefault(@Nullable Long written, long otherwise) {
        return written == null ? otherwise : written;
    }

    private static Duration positive(@Nullable Duration written, Duration otherwise) {
        return written == null || written.isNegative() || written.isZero() ? otherwise : written;
    }
}
