package io.fairlead.resource;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How connections and requests to a host are made. */
public record TrafficPolicy(
        @Nullable LoadBalancerSettings loadBalancer,
        @Nullable ConnectionPoolSettings connectionPool,
        @Nullable OutlierDetection outlierDetection,
        @Nullable ClientTlsSettings tls,
        List<PortTrafficPolicy> portLevelSettings,
        @Nullable TunnelSettings tunnel,
        @Nullable ProxyProtocol proxyProtocol,
        @Nullable RetryBudget retryBudget) {
    public TrafficPolicy {
        portLevelSettings = List.copyOf(portLevelSettings);
    }

    /**
     * The policy of one service port, instead of that of the whole host.
     *
     * @param port null if not written, which is invalid
     */
    public record PortTrafficPolicy(
            Destination.@Nullable PortSelector port,
            @Nullable LoadBalancerSettings loadBalancer,
            @Nullable ConnectionPoolSettings connectionPool,
            @Nullable OutlierDetection outlierDetection,
            @Nullable ClientTlsSettings tls) {}

    /**
     * TCP carried in HTTP.
     *
     * @param protocol "" means {@code CONNECT}
     * @param targetPort 0 if not written
     */
    public record TunnelSettings(String protocol, String targetHost, long targetPort) {}

    /** The PROXY protocol towards the host. */
    public record ProxyProtocol(@WireField(closed = true) Version version) {
        /** The version of the header. */
        public enum Version {
            /** Text. */
            V1,
            /** Binary. */
            V2
        }
    }

    /**
     * Retries as a share of the requests under way.
     *
     * @param percent null means 20
     * @param minRetryConcurrency 0 means 3
     * @param budgetInterval null means 0
     */
    public record RetryBudget(
            @Nullable Double percent,
            long minRetryConcurrency,
            @Nullable Duration budgetInterval) {}
}
