package io.fairlead.compile.service;

import io.fairlead.compile.service.RegisteredService.Port.Traffic;
import io.fairlead.resource.ConnectionPoolSettings;
import io.fairlead.resource.ConnectionPoolSettings.H2UpgradePolicy;
import io.fairlead.resource.ConnectionPoolSettings.HttpSettings;
import io.fairlead.resource.ConnectionPoolSettings.TcpKeepalive;
import io.fairlead.resource.ConnectionPoolSettings.TcpSettings;
import io.fairlead.resource.TrafficPolicy;
import io.fairlead.routing.pool.CircuitLimits;
import io.fairlead.routing.pool.CircuitLimits.RetryBudget;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.routing.pool.ConnectionPolicy.Http;
import io.fairlead.routing.pool.ConnectionPolicy.Http.Version;
import io.fairlead.routing.pool.ConnectionPolicy.Keepalive;
import io.fairlead.routing.pool.ConnectionPolicy.ProxyProtocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How connections are made and kept, and how many. Source: Istio {@code applyConnectionPool}, Envoy's defaults. */
final class ConnectionCompiler {
    private static final double DEFAULT_BUDGET_PERCENT = 20;
    private static final int DEFAULT_MIN_RETRIES = 3;

    private ConnectionCompiler() {}

    /** The PROXY protocol of a policy, null for none. */
    static @Nullable ProxyProtocol proxyProtocol(TrafficPolicy.@Nullable ProxyProtocol written) {
        if (written == null) {
            return null;
        }
        return written.version() == TrafficPolicy.ProxyProtocol.Version.V2 ? ProxyProtocol.V2 : ProxyProtocol.V1;
    }

    static ConnectionPolicy compile(
            @Nullable ConnectionPoolSettings written, TrafficPolicy.@Nullable RetryBudget budget) {
        TcpSettings tcp = written == null ? null : written.tcp();
        HttpSettings http = written == null ? null : written.http();
        return new ConnectionPolicy(
                positive(tcp == null ? null : tcp.connectTimeout(), ClusterCompiler.DEFAULT_CONNECT_TIMEOUT),
                idleTimeout(tcp, http),
                tcp == null ? null : unlessZero(tcp.maxConnectionDuration()),
                http == null ? 0 : Math.max(0, http.maxRequestsPerConnection()),
                tcp == null ? null : keepalive(tcp.tcpKeepalive()),
                limits(tcp, http, budget));
    }

    /** How HTTP is spoken. Source: Istio {@code setUpstreamProtocol}, {@code shouldH2Upgrade}. */
    static Http http(Traffic traffic, @Nullable ConnectionPoolSettings written) {
        HttpSettings http = written == null ? null : written.http();
        int maxStreams = http == null ? 0 : Math.max(0, http.maxConcurrentStreams());
        if (http != null && http.useClientProtocol()) {
            return new Http(Version.OF_CLIENT, maxStreams);
        }
        boolean upgraded = http != null && http.h2UpgradePolicy() == H2UpgradePolicy.UPGRADE;
        return new Http(traffic == Traffic.HTTP_2 || upgraded ? Version.HTTP_2 : Version.HTTP_1, maxStreams);
    }

    private static CircuitLimits limits(
            @Nullable TcpSettings tcp, @Nullable HttpSettings http, TrafficPolicy.@Nullable RetryBudget budget) {
        return new CircuitLimits(
                limit(tcp == null ? 0 : tcp.maxConnections()),
                limit(http == null ? 0 : http.http1MaxPendingRequests()),
                limit(http == null ? 0 : http.http2MaxRequests()),
                limit(http == null ? 0 : http.maxRetries()),
                budget == null ? null : budget(budget));
    }

    /** As in Istio, 0 is what is not written, which is no limit. */
    private static int limit(int written) {
        return written <= 0 ? CircuitLimits.UNLIMITED : written;
    }

    private static RetryBudget budget(TrafficPolicy.RetryBudget written) {
        Double percent = written.percent();
        long least = written.minRetryConcurrency();
        return new RetryBudget(
                percent == null ? DEFAULT_BUDGET_PERCENT : Math.max(0, Math.min(percent, 100)),
                least <= 0 ? DEFAULT_MIN_RETRIES : toInt(least));
    }

    /** The time of HTTP, else that of TCP, which may be 0 for never. */
    private static @Nullable Duration idleTimeout(@Nullable TcpSettings tcp, @Nullable HttpSettings http) {
        Duration ofHttp = http == null ? null : http.idleTimeout();
        Duration written = ofHttp != null || tcp == null ? ofHttp : tcp.idleTimeout();
        return written == null ? ConnectionPolicy.DEFAULT_IDLE_TIMEOUT : unlessZero(written);
    }

    private static @Nullable Keepalive keepalive(@Nullable TcpKeepalive written) {
        return written == null
                ? null
                : new Keepalive(
                        toInt(Math.max(0, written.probes())), seconds(written.time()), seconds(written.interval()));
    }

    private static int seconds(@Nullable Duration time) {
        return time == null ? 0 : toInt(Math.max(0, time.toSeconds()));
    }

    private static int toInt(long number) {
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    private static @Nullable Duration unlessZero(@Nullable Duration time) {
        return time == null || time.isZero() || time.isNegative() ? null : time;
    }

    private static Duration positive(@Nullable Duration written, Duration otherwise) {
        Duration time = unlessZero(written);
        return time == null ? otherwise : time;
    }
}
