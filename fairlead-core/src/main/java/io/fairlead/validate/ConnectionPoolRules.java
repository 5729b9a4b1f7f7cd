package io.fairlead.validate;

import io.fairlead.resource.ConnectionPoolSettings;
import io.fairlead.resource.ConnectionPoolSettings.ConnectionKeepalive;
import io.fairlead.resource.ConnectionPoolSettings.H2UpgradePolicy;
import io.fairlead.resource.ConnectionPoolSettings.HttpSettings;
import io.fairlead.resource.ConnectionPoolSettings.TcpSettings;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Rules on connection pools. Source: Istio {@code validateConnectionPool}. */
final class ConnectionPoolRules {
    private ConnectionPoolRules() {}

    static void check(Field field, @Nullable ConnectionPoolSettings settings) {
        if (settings == null) {
            return;
        }
        if (settings.http() == null && settings.tcp() == null) {
            field.error("The settings say nothing.", "Write http or tcp.");
        }
        if (settings.http() != null) {
            http(field.field("http"), settings.http());
        }
        if (settings.tcp() != null) {
            tcp(field.field("tcp"), settings.tcp());
        }
    }

    private static void http(Field field, HttpSettings http) {
        CommonRules.notNegative(field.field("http1MaxPendingRequests"), http.http1MaxPendingRequests());
        CommonRules.notNegative(field.field("http2MaxRequests"), http.http2MaxRequests());
        CommonRules.notNegative(field.field("maxRequestsPerConnection"), http.maxRequestsPerConnection());
        CommonRules.notNegative(field.field("maxRetries"), http.maxRetries());
        CommonRules.notNegative(field.field("maxConcurrentStreams"), http.maxConcurrentStreams());
        CommonRules.duration(field.field("idleTimeout"), http.idleTimeout());
        if (http.useClientProtocol() && http.h2UpgradePolicy() == H2UpgradePolicy.UPGRADE) {
            field.field("useClientProtocol")
                    .error("useClientProtocol and h2UpgradePolicy UPGRADE exclude each other.", "Remove one.");
        }
        ConnectionKeepalive keepalive = http.http2KeepAlive();
        if (keepalive != null) {
            required(field.field("http2KeepAlive").field("interval"), keepalive.interval());
            required(field.field("http2KeepAlive").field("timeout"), keepalive.timeout());
        }
    }

    private static void required(Field field, @Nullable Duration duration) {
        if (duration == null) {
            field.error("The time is missing.", "Write one.");
        }
        CommonRules.duration(field, duration);
    }

    private static void tcp(Field field, TcpSettings tcp) {
        CommonRules.notNegative(field.field("maxConnections"), tcp.maxConnections());
        CommonRules.duration(field.field("connectTimeout"), tcp.connectTimeout());
        CommonRules.duration(field.field("maxConnectionDuration"), tcp.maxConnectionDuration());
        if (tcp.tcpKeepalive() != null) {
            Field keepalive = field.field("tcpKeepalive");
            CommonRules.duration(keepalive.field("time"), tcp.tcpKeepalive().time());
            CommonRules.duration(keepalive.field("interval"), tcp.tcpKeepalive().interval());
        }
        Duration idle = tcp.idleTimeout();
        // None at all is a time that may be written here.
        if (idle != null && idle.abs().toMillis() != 0) {
            CommonRules.duration(field.field("idleTimeout"), idle);
        }
    }
}
