package io.fairlead.routing;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When endpoints are left out for a while because of their errors. Source: Istio {@code OutlierDetection}, Envoy
 * {@code OutlierDetection}.
 *
 * @param consecutive5xxErrors how many in a row eject an endpoint; 0 for never
 * @param consecutiveGatewayErrors how many of status 502, 503 or 504 in a row do; 0 for never
 * @param localOrigin how failures count that brought no response
 * @param consecutiveLocalOriginFailures how many of these in a row eject an endpoint if they count for themselves; 0 for never
 * @param interval between looks at who may come back; more than zero
 * @param baseEjectionTime how long an endpoint is out for the first time; more than zero
 * @param maxEjectionPercent the share of endpoints that may be out at once, 0 to 100
 * @param minHealthPercent if fewer are left, all are used, 0 to 100
 * @param errorCodes the statuses that count as errors; empty for 500 to 599
 */
public record OutlierPolicy(
        long consecutive5xxErrors,
        long consecutiveGatewayErrors,
        LocalOrigin localOrigin,
        long consecutiveLocalOriginFailures,
        Duration interval,
        Duration baseEjectionTime,
        int maxEjectionPercent,
        int minHealthPercent,
        SortedSet<Integer> errorCodes) {
    /** How failures count that brought no response: failed and broken connections, and timeouts. */
    public enum LocalOrigin {
        /** As the response with status 503 or 504 that the client gets. */
        AS_RESPONSES,
        /** For themselves. */
        SPLIT
    }

    /** Checks the ranges and copies the codes. */
    public OutlierPolicy {
        if (interval.toNanos() <= 0
                || baseEjectionTime.toNanos() <= 0
                || maxEjectionPercent < 0
                || maxEjectionPercent > 100
                || minHealthPercent < 0
                || minHealthPercent > 100) {
            throw new IllegalArgumentException("out of range: interval " + interval + ", baseEjectionTime "
                    + baseEjectionTime + ", maxEjectionPercent " + maxEjectionPercent + ", minHealthPercent "
                    + minHealthPercent);
        }
        errorCodes = Collections.unmodifiableSortedSet(new TreeSet<>(errorCodes));
    }
}
