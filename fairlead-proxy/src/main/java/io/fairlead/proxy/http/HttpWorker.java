package io.fairlead.proxy.http;

import io.fairlead.proxy.http1.HeadFields;
import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.http1.TrailerFields;
import io.fairlead.proxy.http2.Http2Limits;
import io.fairlead.proxy.listen.ProxyTimeouts;
import io.fairlead.proxy.message.DateText;
import io.fairlead.proxy.message.ResponseText;
import io.fairlead.proxy.observe.AccessLog;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.metrics.DestinationSeries;
import io.fairlead.proxy.observe.metrics.LoopMetrics;
import io.fairlead.proxy.upstream.UpstreamLoop;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
    private final Set<Watched> connections = new LinkedHashSet<>();
    private final HeadFields.OfRequest headFields;
    private final TrailerFields trailerFields;
    private final Http2Limits http2Limits;
    private final Set<MirrorRequest> mirrors = new HashSet<>();
    private volatile @Nullable ScheduledFuture<?> sweeping;
    private volatile boolean draining;

    /** A client's connection, whose time is watched. Event loop only. */
    interface Watched {
        /** Ends what has taken too long. Called about once a second. */
        void checkTimeouts(long nowNanos);

        /** The proxy drains: the connection ends as soon as no request is in progress; what was written still goes out. */
        void closeIfIdle();

        /** Ends the connection without another byte. */
        void closeNow();
    }

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
        this.headFields = new HeadFields.OfRequest(settings.limits());
        this.trailerFields = new TrailerFields(settings.limits());
        this.http2Limits = Http2Limits.of(settings.limits());
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
        upstream.eventLoop().execute(() -> List.copyOf(connections).forEach(Watched::closeIfIdle));
    }

    /** Closes all connections, whatever they are doing, and gives up what is on its way to mirrors. Any thread. */
    public void closeAll() {
        ScheduledFuture<?> current = sweeping;
        if (current != null) {
            current.cancel(false);
        }
        upstream.eventLoop().execute(() -> {
            List.copyOf(connections).forEach(Watched::closeNow);
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

    /** Puts heads of HTTP/2 requests together, one at a time. */
    HeadFields.OfRequest headFields() {
        return headFields;
    }

    /** Puts trailers of HTTP/2 requests together, one at a time. */
    TrailerFields trailerFields() {
        return trailerFields;
    }

    Http2Limits http2Limits() {
        return http2Limits;
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

    void opened(Watched connection) {
        connections.add(connection);
        metrics.downstreamConnectionOpened();
    }

    void closed(Watched connection) {
        connections.remove(connection);
        metrics.downstreamConnectionClosed();
    }

    /** A failure ends its connection only: a task that throws is never run again. */
    private static void checkTimeouts(Watched connection, long now) {
        try {
            connection.checkTimeouts(now);
        } catch (RuntimeException e) {
            LOG.error("connection.timeout_failed client={}", connection, e);
            connection.closeNow();
        }
    }

    private void sweep() {
        long now = ticker().nanos();
        for (Watched connection : List.copyOf(connections)) {
            checkTimeouts(connection, now);
        }
        upstream.closeExpired();
    }
}
