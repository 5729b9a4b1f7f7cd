package io.fairlead.resource;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits and times of the connections to a host. */
public record ConnectionPoolSettings(
        @Nullable TcpSettings tcp, @Nullable HttpSettings http) {
    /**
     * For every protocol.
     *
     * @param maxConnections 0 means no limit
     * @param connectTimeout null means 10 s
     * @param maxConnectionDuration null means no limit
     * @param idleTimeout null means 1 h, 0 means none
     */
    public record TcpSettings(
            int maxConnections,
            @Nullable Duration connectTimeout,
            @Nullable TcpKeepalive tcpKeepalive,
            @Nullable Duration maxConnectionDuration,
            @Nullable Duration idleTimeout) {}

    /**
     * Probes on idle connections, in whole seconds.
     *
     * @param probes 0 means the system's
     * @param time null means the system's
     * @param interval null means the system's
     */
    public record TcpKeepalive(
            long probes, @Nullable Duration time, @Nullable Duration interval) {}

    /**
     * For HTTP.
     *
     * @param http1MaxPendingRequests for HTTP/2 too; 0 means no limit
     * @param http2MaxRequests for HTTP/1.1 too; 0 means no limit
     * @param maxRequestsPerConnection 0 means no limit
     * @param maxRetries under way at once; 0 means no limit
     * @param idleTimeout null means the one of TCP, else 1 h
     * @param maxConcurrentStreams 0 means no limit
     * @param http2KeepAlive null means no pings
     */
    public record HttpSettings(
            int http1MaxPendingRequests,
            int http2MaxRequests,
            int maxRequestsPerConnection,
            int maxRetries,
            @Nullable Duration idleTimeout,
            H2UpgradePolicy h2UpgradePolicy,
            boolean useClientProtocol,
            int maxConcurrentStreams,
            @Nullable ConnectionKeepalive http2KeepAlive) {}

    /** Whether HTTP/1.1 becomes HTTP/2 towards the host. */
    public enum H2UpgradePolicy {
        /** As the mesh says. */
        DEFAULT,
        /** It stays. */
        DO_NOT_UPGRADE,
        /** It becomes HTTP/2. */
        UPGRADE
    }

    /** HTTP/2 pings. */
    public record ConnectionKeepalive(
            @Nullable Duration interval, @Nullable Duration timeout) {}
}
