package io.fairlead.server.wire;

import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.overlay.Overlay;
import io.fairlead.server.admin.AdminPage;
import io.fairlead.server.admin.AdminServer;
import io.fairlead.server.admin.ConfigReport;
import io.fairlead.server.admin.Readiness;
import io.fairlead.server.admin.ServerView;
import io.fairlead.server.admin.weights.WeightControl;
import io.fairlead.server.admin.weights.WeightsPage;
import io.fairlead.server.explain.ExplainPage;
import io.fairlead.server.release.Releases;
import io.fairlead.server.release.RolloutsPage;
import io.fairlead.store.ResourceSource;
import io.fairlead.yaml.FolderOptions;
import io.fairlead.yaml.FolderSource;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running server: the configuration is read and watched, the proxy serves it, the admin address shows it. Several
 * may run in one process. Thread-safe.
 */
public final class FairleadServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FairleadServer.class);
    private static final Duration FIRST_BIND_RETRY = Duration.ofSeconds(1);
    private static final Duration ROTATION_CHECK = Duration.ofSeconds(1);

    /** How often the proxy is asked for certificates that cannot be used. */
    private static final Duration CERTIFICATE_CHECK = Duration.ofSeconds(1);

    private final ServerOptions options;
    private final ResourceSource source;
    private final ConfigPipeline pipeline;
    private final RoutingTarget target;
    private final Releases releases;
    private final AdminServer admin;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private FairleadServer(ServerOptions options, RoutingTarget target, InstantSource clock) throws IOException {
        this.options = options;
        this.target = target;
        this.source = new FolderSource(options.config(), FolderOptions.DEFAULT);
        this.releases = new Releases(
                options.state(), new Weights(), target::outcomes, new Releases.Clocks(Ticker.system()::nanos, clock));
        this.pipeline = new ConfigPipeline(options.viewpoint(), target, releases::write, clock, FIRST_BIND_RETRY);
        this.admin = AdminServer.start(options.admin(), new View(), pages(), options.adminToken());
    }

    /**
     * Starts the proxy and the admin address, and reads the configuration. {@link #started()} tells when it is served.
     *
     * @throws IOException if the admin address cannot be bound, the access log cannot be opened, or a path of the
     *     configuration does not exist
     */
    public static FairleadServer start(ServerOptions options) throws IOException {
        for (Path path : options.config()) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
        }
        return start(options, ProxyTarget.start(options), InstantSource.system());
    }

    /** As {@link #start(ServerOptions)}, with something else in the proxy's place, which it closes. */
    static FairleadServer start(ServerOptions options, RoutingTarget target, InstantSource clock) throws IOException {
        FairleadServer server;
        try {
            server = new FairleadServer(options, target, clock);
        } catch (IOException e) {
            target.close();
            throw e;
        }
        LOG.info(
                "server.started admin={} namespace={} labels={} concurrency={}",
                text(server.adminAddress()),
                options.viewpoint().namespace(),
                options.viewpoint().labels(),
                options.concurrency());
        server.watchAccessLog();
        server.pipeline.repeat(server.pipeline::checkCertificates, CERTIFICATE_CHECK);
        server.source.start(server.pipeline::submit);
        return server;
    }

    private Map<String, AdminPage> pages() {
        Map<String, AdminPage> pages = new LinkedHashMap<>();
        pages.put("/weights", new WeightsPage(new Weights()));
        pages.put("/rollouts", new RolloutsPage(releases.engine()));
        pages.put("/explain", new ExplainPage(() -> pipeline.served().report().snapshot(), pipeline::resources));
        return pages;
    }

    private void watchAccessLog() {
        AccessLogOptions log = options.accessLog();
        if (log != null && log.file() != null) {
            LogRotation rotation = new LogRotation(log.file(), target::reopenAccessLog);
            pipeline.repeat(rotation::check, ROTATION_CHECK);
        }
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /** The address of the admin server, with the port that was chosen. */
    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /**
     * Completes when the first configuration is in force, or when it turns out that it cannot be, with what
     * {@link #readiness()} was then. Never fails.
     */
    public CompletableFuture<Readiness> started() {
        return pipeline.started();
    }

    /** Whether the newest accepted configuration is served. */
    public Readiness readiness() {
        Readiness readiness = pipeline.served().readiness();
        return draining.get() ? Readiness.notReady(readiness.version(), "draining") : readiness;
    }

    /** The configuration in force. */
    public ConfigReport config() {
        return pipeline.served().report();
    }

    /** Stops accepting, lets requests under way end for the options' drain time at most, then stops. Blocks until then. */
    public void drain() {
        if (!draining.compareAndSet(false, true)) {
            return;
        }
        LOG.info("server.draining limit={}", options.drainTime());
        source.close();
        target.drain(options.drainTime()).join();
        close();
    }

    /** Stops at once; requests under way are cut off. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        source.close();
        pipeline.close();
        releases.close();
        target.close();
        admin.close();
        LOG.info("server.stopped");
    }

    private final class Weights implements WeightControl {
        @Override
        public Overlay weights() {
            return pipeline.weights().chosen();
        }

        @Override
        public RoutingSnapshot written() {
            return FairleadServer.this.config().snapshot();
        }

        @Override
        public void change(UnaryOperator<Overlay> change) {
            pipeline.weights().choose(change);
        }
    }

    private final class View implements ServerView {
        @Override
        public Readiness readiness() {
            return FairleadServer.this.readiness();
        }

        @Override
        public ConfigReport config() {
            return FairleadServer.this.config();
        }

        @Override
        public MetricSnapshots metrics() {
            List<MetricSnapshot> all = new ArrayList<>();
            target.metrics().forEach(all::add);
            all.addAll(releases.metrics());
            return new MetricSnapshots(all);
        }
    }
}
