package io.fairlead.routing.pool;

import org.jspecify.annotations.Nullable;

/**
 * How much may go on at once between the proxy and a cluster; what comes beyond is refused, so that a service in trouble is
 * not buried. {@link #UNLIMITED} stands for no limit. Source: Envoy {@code CircuitBreakers.Thresholds}.
 *
 * @param maxConnections open or being made, to all endpoints together; at least 1
 * @param maxPending requests that wait for a connection, whether it is being made or in use by others; at least 1
 * @param maxRequests requests that have a connection, at least 1
 * @param maxRetries requests that are sent again, or about to be; at least 1; without effect beside a budget
 * @param retryBudget null for none
 */
public record CircuitLimits(
        int maxConnections,
        int maxPending,
        int maxRequests,
        int maxRetries,
        @Nullable RetryBudget retryBudget) {
    /** The limit that is none. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Nothing is limited. */
    public static final CircuitLimits NONE = new CircuitLimits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, null);

    /**
     * Retries as a share of the requests under way.
     *
     * @param percent of requests that have a connection or wait for one, 0 to 100
     * @param minRetries how many retries are always allowed, whatever the share
     */
    public record RetryBudget(double percent, int minRetries) {
        /** Checks the ranges. */
        public RetryBudget {
            if (!(percent >= 0 && percent <= 100) || minRetries < 0) {
                throw new IllegalArgumentException("out of range: percent " + percent + ", minRetries " + minRetries);
            }
        }
    }

    /** Checks the ranges. */
    public CircuitLimits {
        if (maxConnections < 1 || maxPending < 1 || maxRequests < 1 || maxRetries < 1) {
            throw new IllegalArgumentException("less than 1: maxConnections " + maxConnections + ", maxPending "
                    + maxPending + ", maxRequests " + maxRequests + ", maxRetries " + maxRetries);
        }
    }

    /** Whether connections, or the requests that want one, are limited. Retries are another matter. */
    public boolean limitConnectionsOrRequests() {
        return maxConnections != UNLIMITED || maxPending != UNLIMITED || maxRequests != UNLIMITED;
    }
}
