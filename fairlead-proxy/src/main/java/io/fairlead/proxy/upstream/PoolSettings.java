package io.fairlead.proxy.upstream;

import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.routing.pool.CircuitLimits;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.routing.pool.ConnectionPolicy.Http;
import io.fairlead.routing.pool.ConnectionPolicy.Keepalive;
import io.fairlead.routing.pool.ConnectionPolicy.ProxyProtocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A cluster's {@link ConnectionPolicy} made ready for event loops. Immutable; any thread. */
final class PoolSettings {
    private static final long NEVER = Long.MAX_VALUE;

    private final CircuitLimits limits;
    private final boolean limited;
    private final boolean watchesAge;
    private final int connectTimeoutMillis;
    private final long idleNanos;
    private final long maxAgeNanos;
    private final int maxRequests;
    private final @Nullable Keepalive keepalive;
    private final @Nullable ProxyProtocol proxyProtocol;
    private final Http http;

    PoolSettings(ConnectionPolicy policy) {
        limits = policy.limits();
        limited = limits.limitConnectionsOrRequests();
        connectTimeoutMillis = (int)
                Math.min(Integer.MAX_VALUE, Math.max(1, policy.connectTimeout().toMillis()));
        idleNanos = nanos(policy.idleTimeout());
        maxAgeNanos = nanos(policy.maxDuration());
        watchesAge = maxAgeNanos != NEVER || idleNanos < ConnectionPolicy.DEFAULT_IDLE_TIMEOUT.toNanos();
        maxRequests = policy.maxRequests();
        keepalive = policy.keepalive();
        proxyProtocol = policy.proxyProtocol();
        http = policy.http();
    }

    private static long nanos(@Nullable Duration time) {
        if (time == null || time.compareTo(Duration.ofNanos(NEVER)) >= 0) {
            return NEVER;
        }
        return time.toNanos();
    }

    CircuitLimits limits() {
        return limits;
    }

    /** Whether connections or requests have to be counted before they begin. */
    boolean isLimited() {
        return limited;
    }

    int connectTimeoutMillis() {
        return connectTimeoutMillis;
    }

    @Nullable
    Keepalive keepalive() {
        return keepalive;
    }

    /** How connections say whose they are, null if they do not. */
    @Nullable
    ProxyProtocol proxyProtocol() {
        return proxyProtocol;
    }

    /** Whether a request goes out in HTTP/2. An upgrade does not, nor a connection that is one client's. */
    boolean speaksHttp2(OutgoingRequest request) {
        return !request.isUpgrade()
                && proxyProtocol == null
                && (http.version() == Http.Version.HTTP_2
                        || http.version() == Http.Version.OF_CLIENT && request.isOfHttp2());
    }

    /** How many requests may be under way on one HTTP/2 connection, as far as this side is concerned. */
    int maxStreams() {
        return http.maxStreams() == 0 ? Integer.MAX_VALUE : http.maxStreams();
    }

    /** Whether the time of connections is short, so that it is looked at whenever one is taken. */
    boolean watchesAge() {
        return watchesAge;
    }

    /** Whether any connection is too old some day, used or not. */
    boolean limitsAge() {
        return maxAgeNanos != NEVER;
    }

    boolean isIdleTooLong(long nanos) {
        return nanos >= idleNanos;
    }

    boolean isTooOld(long ageNanos) {
        return ageNanos >= maxAgeNanos;
    }

    /** Whether a connection that took so many requests takes no more. */
    boolean isWornOut(int requests) {
        return maxRequests != 0 && requests >= maxRequests;
    }
}
