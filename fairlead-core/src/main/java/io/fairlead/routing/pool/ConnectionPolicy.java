package io.fairlead.routing.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How connections to the endpoints of a cluster are made and kept. Source: Istio {@code ConnectionPoolSettings}.
 *
 * @param connectTimeout more than zero
 * @param idleTimeout after which a connection without requests is closed; null for never
 * @param maxDuration after which a connection takes no further requests; null for never
 * @param maxRequests how many requests one connection takes; 0 for any number
 * @param keepalive null for no probes
 * @param proxyProtocol how a connection begins that says whose it is; null if it does not
 * @param http how HTTP is spoken on them
 */
public record ConnectionPolicy(
        Duration connectTimeout,
        @Nullable Duration idleTimeout,
        @Nullable Duration maxDuration,
        int maxRequests,
        @Nullable Keepalive keepalive,
        CircuitLimits limits,
        @Nullable ProxyProtocol proxyProtocol,
        Http http) {
    /** How long an unused connection is kept unless told otherwise. Source: Envoy {@code HttpProtocolOptions}. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofHours(1);

    /**
     * TCP's probes on connections on which nothing moves; 0 stands for what the system has.
     *
     * @param probes how many may go unanswered
     * @param timeSeconds before the first one
     * @param intervalSeconds between them
     */
    public record Keepalive(int probes, int timeSeconds, int intervalSeconds) {
        /** Checks the ranges. */
        public Keepalive {
            if (probes < 0 || timeSeconds < 0 || intervalSeconds < 0) {
                throw new IllegalArgumentException("negative: probes " + probes + ", timeSeconds " + timeSeconds
                        + ", intervalSeconds " + intervalSeconds);
            }
        }
    }

    /** The versions of the PROXY protocol. */
    public enum ProxyProtocol {
        /** Text. */
        V1,
        /** Bytes. */
        V2
    }

    /**
     * How HTTP is spoken to endpoints.
     *
     * @param maxStreams how many requests may be under way on one HTTP/2 connection; 0 for as many as the endpoint lets
     */
    public record Http(Version version, int maxStreams) {
        /** HTTP/1.1, whatever the client speaks. */
        public static final Http ONE = new Http(Version.HTTP_1, 0);

        /** Which version that is. */
        public enum Version {
            HTTP_1,
            /** With prior knowledge, unless TLS negotiates it. */
            HTTP_2,
            /** The one that the client speaks. */
            OF_CLIENT
        }

        /** Checks the range. */
        public Http {
            if (maxStreams < 0) {
                throw new IllegalArgumentException("maxStreams " + maxStreams);
            }
        }
    }

    /** Connections that do not say whose they are, and speak HTTP/1.1. */
    public ConnectionPolicy(
            Duration connectTimeout,
            @Nullable Duration idleTimeout,
            @Nullable Duration maxDuration,
            int maxRequests,
            @Nullable Keepalive keepalive,
            CircuitLimits limits) {
        this(connectTimeout, idleTimeout, maxDuration, maxRequests, keepalive, limits, null, Http.ONE);
    }

    /** Checks the ranges. */
    public ConnectionPolicy {
        if (connectTimeout.toNanos() <= 0 || isEmpty(idleTimeout) || isEmpty(maxDuration) || maxRequests < 0) {
            throw new IllegalArgumentException("out of range: connectTimeout " + connectTimeout + ", idleTimeout "
                    + idleTimeout + ", maxDuration " + maxDuration + ", maxRequests " + maxRequests);
        }
    }

    private static boolean isEmpty(@Nullable Duration time) {
        return time != null && (time.isZero() || time.isNegative());
    }

    /** What holds where nothing is configured but how long to wait for a connection. */
    public static ConnectionPolicy of(Duration connectTimeout) {
        return new ConnectionPolicy(connectTimeout, DEFAULT_IDLE_TIMEOUT, null, 0, null, CircuitLimits.NONE);
    }

    /** The same with other limits. */
    public ConnectionPolicy withLimits(CircuitLimits newLimits) {
        return new ConnectionPolicy(
                connectTimeout, idleTimeout, maxDuration, maxRequests, keepalive, newLimits, proxyProtocol, http);
    }

    /** The same with another beginning of connections, null for none. */
    public ConnectionPolicy withProxyProtocol(@Nullable ProxyProtocol version) {
        return new ConnectionPolicy(
                connectTimeout, idleTimeout, maxDuration, maxRequests, keepalive, limits, version, http);
    }

    /** The same with another way to speak HTTP. */
    public ConnectionPolicy withHttp(Http newHttp) {
        return new ConnectionPolicy(
                connectTimeout, idleTimeout, maxDuration, maxRequests, keepalive, limits, proxyProtocol, newHttp);
    }
}
