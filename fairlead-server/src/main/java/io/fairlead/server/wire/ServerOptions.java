package io.fairlead.server.wire;

import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.routing.Viewpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started with.
 *
 * @param config files and folders to read and watch, at least one
 * @param admin where the admin address listens; port 0 takes any free one, which {@link FairleadServer#adminAddress()}
 *     tells
 * @param viewpoint the namespace, labels and locality of the workload that this proxy is
 * @param concurrency how many event loops serve traffic, 1 or more
 * @param accessLog null for no access log
 * @param drainTime how long requests under way may take to end at shutdown, not negative
 * @param state the folder for what must survive a restart, which is made when it is needed; null to remember nothing
 * @param adminToken what callers of the admin address must have to change something; null lets processes of this machine
 */
public record ServerOptions(
        List<Path> config,
        InetSocketAddress admin,
        Viewpoint viewpoint,
        int concurrency,
        @Nullable AccessLogOptions accessLog,
        Duration drainTime,
        @Nullable Path state,
        @Nullable String adminToken) {
    /** The admin port where none is asked for. */
    public static final int DEFAULT_ADMIN_PORT = 15000;
    /** The drain time where none is asked for. */
    public static final Duration DEFAULT_DRAIN_TIME = Duration.ofSeconds(5);

    public ServerOptions {
        config = List.copyOf(config);
        if (config.isEmpty()) {
            throw new IllegalArgumentException("at least one file or folder of configuration is needed");
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be 1 or more: " + concurrency);
        }
        if (drainTime.isNegative()) {
            throw new IllegalArgumentException("drainTime must not be negative: " + drainTime);
        }
    }

    /**
     * The defaults: admin on 127.0.0.1:15000, namespace {@code default} without labels or locality, one event loop per
     * processor, no access log.
     */
    public static ServerOptions of(Path... config) {
        return new ServerOptions(
                List.of(config),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_ADMIN_PORT),
                new Viewpoint("default", Map.of(), ""),
                Runtime.getRuntime().availableProcessors(),
                null,
                DEFAULT_DRAIN_TIME,
                null,
                null);
    }

    /** These options with another admin address. */
    public ServerOptions withAdmin(InetSocketAddress newAdmin) {
        return new ServerOptions(config, newAdmin, viewpoint, concurrency, accessLog, drainTime, state, adminToken);
    }

    /** These options with the admin address on any free port of loopback: for tests, and for several servers side by side. */
    public ServerOptions withEphemeralAdmin() {
        return withAdmin(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** These options for another workload. */
    public ServerOptions withViewpoint(Viewpoint newViewpoint) {
        return new ServerOptions(config, admin, newViewpoint, concurrency, accessLog, drainTime, state, adminToken);
    }

    /** These options with another number of event loops. */
    public ServerOptions withConcurrency(int newConcurrency) {
        return new ServerOptions(config, admin, viewpoint, newConcurrency, accessLog, drainTime, state, adminToken);
    }

    /** These options with another access log, null for none. */
    public ServerOptions withAccessLog(@Nullable AccessLogOptions newAccessLog) {
        return new ServerOptions(config, admin, viewpoint, concurrency, newAccessLog, drainTime, state, adminToken);
    }

    /** These options with another drain time. */
    public ServerOptions withDrainTime(Duration newDrainTime) {
        return new ServerOptions(config, admin, viewpoint, concurrency, accessLog, newDrainTime, state, adminToken);
    }

    /** These options with a token for changes by the admin address; null for none. */
    public ServerOptions withAdminToken(@Nullable String newAdminToken) {
        return new ServerOptions(config, admin, viewpoint, concurrency, accessLog, drainTime, state, newAdminToken);
    }

    /** These options with a folder for what must survive a restart; null to remember nothing. */
    public ServerOptions withState(@Nullable Path newState) {
        return new ServerOptions(config, admin, viewpoint, concurrency, accessLog, drainTime, newState, adminToken);
    }
}
