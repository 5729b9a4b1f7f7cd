package io.fairlead.proxy.tcp;

import io.fairlead.proxy.observe.AccessLog;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.metrics.DestinationSeries;
import io.fairlead.proxy.observe.metrics.LoopMetrics;
import io.fairlead.proxy.upstream.UpstreamLoop;
import io.fairlead.proxy.upstream.balance.Selection;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Everything that the TCP connections of one event loop share. Event loop only, unless said otherwise. */
public final class TcpWorker {
    private final UpstreamLoop upstream;
    private final Settings settings;
    private final RandomGenerator random;
    private final Selection selection;
    private final LoopMetrics metrics;
    private final AccessLog.Loop accessLog;
    private final Set<TcpConnection> connections = new HashSet<>();

    /** What all workers of a proxy have in common. */
    public record Settings(
            Ticker ticker, InstantSource clock, DestinationSeries unknownDestination, Supplier<TcpTables> tables) {}

    /** The worker of {@code upstream}'s event loop. */
    public TcpWorker(
            UpstreamLoop upstream,
            Settings settings,
            RandomGenerator random,
            LoopMetrics metrics,
            AccessLog.Loop accessLog) {
        this.upstream = upstream;
        this.settings = settings;
        this.random = random;
        this.selection = new Selection(random, upstream.index());
        this.metrics = metrics;
        this.accessLog = accessLog;
    }

    /** Closes all connections. Any thread. */
    public void closeAll() {
        upstream.eventLoop().execute(() -> List.copyOf(connections).forEach(TcpConnection::closeNow));
    }

    UpstreamLoop upstream() {
        return upstream;
    }

    Ticker ticker() {
        return settings.ticker();
    }

    InstantSource clock() {
        return settings.clock();
    }

    /** Where connections count that go nowhere. */
    DestinationSeries unknownDestination() {
        return settings.unknownDestination();
    }

    /** The routing to use for a connection that begins now. */
    TcpTables tables() {
        return settings.tables().get();
    }

    RandomGenerator random() {
        return random;
    }

    /** What the endpoint of a connection is chosen by, which nothing binds yet. */
    Selection selection() {
        selection.reset();
        return selection;
    }

    AccessLog.Loop accessLog() {
        return accessLog;
    }

    void opened(TcpConnection connection) {
        connections.add(connection);
        metrics.downstreamConnectionOpened();
    }

    void closed(TcpConnection connection) {
        connections.remove(connection);
        metrics.downstreamConnectionClosed();
    }
}
