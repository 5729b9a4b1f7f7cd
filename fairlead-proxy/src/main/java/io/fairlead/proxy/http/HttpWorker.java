package io.fairlead.proxy.http;

import io.fairlead.proxy.http1.DateText;
import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.message.ResponseText;
import io.fairlead.proxy.observe.AccessLog;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.metrics.DestinationSeries;
import io.fairlead.proxy.observe.metrics.LoopMetrics;
import io.fairlead.proxy.upstream.UpstreamLoop;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the connections of one event loop share and no other thread touches: scratch space, random numbers,
 * counters, spare exchanges, and the list of connections whose time is watched. Event loop only, unless said otherwise.
 */
public final class HttpWorker {
    private static final Logger LOG = LoggerFactory.getLogger(HttpWorker.class);

    /** Exchanges kept for reuse; more are left to the garbage collector. */
    private static final int MAX_SPARE_EXCHANGES = 1024;

    /** How many copies of requests one event loop may have under way to mirrors. */
    private static final int MAX_MIRRORS = 1024;

    private static final long SWEEP_SECONDS = 1;

    private final UpstreamLoop upstream;
    private final Settings settings;
    private final RandomGenerator random;
    private final LoopMetrics metrics;
    private final AccessLog.Loop accessLog;
    private final ResponseText.Output output;
    private final ArrayDeque<HttpExchange> spare = new ArrayDeque<>();
    private final List<Http1Connection> connections = new ArrayList<>();
    private final Set<MirrorRequest> mirrors = new HashSet<>();
    private volatile @Nullable ScheduledFuture<?> sweeping;
    private volatile boolean draining;

    /** What all workers of a proxy have in common. */
    public record Settings(
            HttpLimits limits,
            ProxyTimeouts timeouts,
            Ticker ticker,
            InstantSource clock,
            DestinationSeries unknownDestination,
            Supplier<RoutingTables> tables) {}

    /** The worker of {@code upstream}'s event loop. */
    public HttpWorker(
            UpstreamLoop upstream,
            Settings settings,
            RandomGenerator random,
            LoopMetrics metrics,
            AccessLog.Loop accessLog) {
        this.upstream = upstream;
        this.settings = settings;
        this.random = random;
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.output = new ResponseText.Output(new ByteScratch(), new DateText(settings.clock()));
    }

    /** Begins to watch timeouts. Any thread, once. */
    public void start() {
        sweeping = upstream.eventLoop()
                .scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    /** From now on every connection ends when it can; idle ones at once. Any thread. */
    public void drain() {
        draining = true;
        upstream.eventLoop().execute(() -> List.copyOf(connections).forEach(Http1Connection::closeIfIdle));
    }

    /** Closes all connections, whatever they are doing, and gives up what is on its way to mirrors. Any thread. */
    public void closeAll() {
        ScheduledFuture<?> current = sweeping;
        if (current != null) {
            current.cancel(false);
        }
        upstream.eventLoop().execute(() -> {
            List.copyOf(connections).forEach(Http1Connection::closeNow);
            List.copyOf(mirrors).forEach(MirrorRequest::giveUp);
        });
    }

    boolean isDraining() {
        return draining;
    }

    UpstreamLoop upstream() {
        return upstream;
    }

    HttpLimits limits() {
        return settings.limits();
    }

    ProxyTimeouts timeouts() {
        return settings.timeouts();
    }

    Ticker ticker() {
        return settings.ticker();
    }

    InstantSource clock() {
        return settings.clock();
    }

    /** Where requests count that no route took. */
    DestinationSeries unknownDestination() {
        return settings.unknownDestination();
    }

    /** The routing to use for a request that begins now. */
    RoutingTables tables() {
        return settings.tables().get();
    }

    RandomGenerator random() {
        return random;
    }

    LoopMetrics metrics() {
        return metrics;
    }

    AccessLog.Loop accessLog() {
        return accessLog;
    }

    /** Scratch space for putting heads together, and the date. */
    ResponseText.Output output() {
        return output;
    }

    /** Whether one more mirror request may begin. */
    boolean mayMirror() {
        return mirrors.size() < MAX_MIRRORS;
    }

    void mirrorBegan(MirrorRequest request) {
        mirrors.add(request);
    }

    void mirrorEnded(MirrorRequest request) {
        mirrors.remove(request);
    }

    HttpExchange takeExchange() {
        HttpExchange exchange = spare.pollLast();
        return exchange == null ? new HttpExchange(this) : exchange;
    }

    void giveBack(HttpExchange exchange) {
        if (spare.size() < MAX_SPARE_EXCHANGES) {
            spare.addLast(exchange);
        }
    }

    void opened(Http1Connection connection) {
        connection.position = connections.size();
        connections.add(connection);
        metrics.downstreamConnectionOpened();
    }

    void closed(Http1Connection connection) {
        Http1Connection last = connections.remove(connections.size() - 1);
        if (last != connection) {
            connections.set(connection.position, last);
            last.position = connection.position;
        }
        metrics.downstreamConnectionClosed();
    }

    /** A failure ends its connection only: a task that throws is never run again. */
    private static void checkTimeouts(Http1Connection connection, long now) {
        try {
            connection.checkTimeouts(now);
        } catch (RuntimeException e) {
            LOG.error("connection.timeout_failed id={}", connection.facts().id(), e);
            connection.closeNow();
        }
    }

    private void sweep() {
        long now = ticker().nanos();
        for (int i = connections.size() - 1; i >= 0; i--) {
            checkTimeouts(connections.get(i), now);
        }
        upstream.closeExpired();
    }
}
