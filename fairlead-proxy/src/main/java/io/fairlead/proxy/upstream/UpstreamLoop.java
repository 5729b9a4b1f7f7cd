package io.fairlead.proxy.upstream;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The upstream side of one event loop: makes connections and closes those that have been idle for too long. Idle
 * connections form one list over all pools of the loop, longest idle first. All methods but the accessors of final values
 * are called on the loop.
 */
public final class UpstreamLoop {
    /** Codecs kept for reuse; more are left to the garbage collector. */
    private static final int MAX_SPARE_CODECS = 1024;

    private final EventLoop eventLoop;
    private final int index;
    private final Settings settings;
    private final long idleTimeoutNanos;
    private final ByteScratch scratch = new ByteScratch();
    private final ArrayDeque<Http1Codec> spareCodecs = new ArrayDeque<>();
    private @Nullable UpstreamConnection oldestIdle;
    private @Nullable UpstreamConnection newestIdle;

    /**
     * What all loops of a proxy have in common.
     *
     * @param idleTimeout after which an unused connection is closed; more than zero
     */
    public record Settings(Transport transport, Ticker ticker, Duration idleTimeout, HttpLimits limits) {}

    /**
     * The upstream side of {@code eventLoop}.
     *
     * @param index the position of the loop among all, from 0
     */
    public UpstreamLoop(EventLoop eventLoop, int index, Settings settings) {
        this.eventLoop = eventLoop;
        this.index = index;
        this.settings = settings;
        this.idleTimeoutNanos = settings.idleTimeout().toNanos();
    }

    /** The event loop. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    Ticker ticker() {
        return settings.ticker();
    }

    /** Scratch space for putting heads together. */
    ByteScratch scratch() {
        return scratch;
    }

    Http1Codec takeCodec() {
        Http1Codec spare = spareCodecs.pollLast();
        return spare == null ? new Http1Codec(settings.limits()) : spare;
    }

    void giveBack(Http1Codec codec) {
        codec.reset();
        if (spareCodecs.size() < MAX_SPARE_CODECS) {
            spareCodecs.addLast(codec);
        }
    }

    /** The position of the loop among all, from 0. */
    public int index() {
        return index;
    }

    /**
     * Gives the request a connection to {@code endpoint}: an idle one, which is active and can be used at once; else one that
     * is being made, for which {@link UpstreamHandler#upstreamConnected} or {@link UpstreamHandler#upstreamConnectFailed}
     * comes later, unless it is {@link UpstreamStream#reset given up}.
     */
    public UpstreamStream acquire(UpstreamCluster cluster, UpstreamEndpoint endpoint, UpstreamHandler handler) {
        assert eventLoop.inEventLoop();
        UpstreamConnection idle = endpoint.pool().takeIdle(index);
        while (idle != null) {
            unlink(idle);
            if (idle.isActive()) {
                idle.assign(handler);
                return idle;
            }
            idle = endpoint.pool().takeIdle(index);
        }
        return connect(cluster, endpoint.pool(), handler);
    }

    /**
     * Makes a connection to {@code endpoint} that carries the bytes of one user. One of {@link TunnelHandler#tunnelConnected}
     * and {@link TunnelHandler#tunnelConnectFailed} comes later, unless it is closed before.
     */
    public TunnelConnection tunnel(UpstreamCluster cluster, UpstreamEndpoint endpoint, TunnelHandler user) {
        assert eventLoop.inEventLoop();
        TunnelConnection connection = new TunnelConnection(this, endpoint.pool(), user);
        dial(cluster, endpoint.pool(), new Dialled(connection, connection::connected, connection::connectFailed));
        return connection;
    }

    private UpstreamConnection connect(UpstreamCluster cluster, AddressPool pool, UpstreamHandler handler) {
        UpstreamConnection connection = new UpstreamConnection(this, pool, handler);
        dial(cluster, pool, new Dialled(connection, connection::connected, connection::connectFailed));
        return connection;
    }

    /** What a connection is made for: exactly one of the two is told how that went. */
    private record Dialled(ChannelHandler handler, Runnable connected, Consumer<ConnectFailure> failed) {}

    private void dial(UpstreamCluster cluster, AddressPool pool, Dialled dialled) {
        Bootstrap bootstrap = new Bootstrap()
                .group(eventLoop)
                .channel(settings.transport().streamChannel(pool.address()))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, cluster.connectTimeoutMillis())
                .handler(dialled.handler());
        if (pool.isTcp()) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
        }
        pool.metrics(index).pendingAdded();
        ChannelFuture connecting = bootstrap.connect(pool.address());
        // Always later, even if it failed at once: the caller does not have the connection yet.
        eventLoop.execute(() -> connecting.addListener(done -> {
            pool.metrics(index).pendingRemoved();
            if (done.isSuccess()) {
                pool.metrics(index).connectionOpened();
                dialled.connected().run();
            } else {
                pool.metrics(index).connectFailed();
                dialled.failed().accept(failureOf(done.cause()));
            }
        }));
    }

    private static ConnectFailure failureOf(@Nullable Throwable cause) {
        String message = cause == null ? "unknown" : reasonOf(cause);
        return cause instanceof ConnectTimeoutException
                ? new ConnectFailure(ConnectFailure.Kind.TIMEOUT, message)
                : new ConnectFailure(ConnectFailure.Kind.FAILED, message);
    }

    /** What the operating system says of a failed connection, without the name of the call and the address. */
    private static String reasonOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        int callEnd = message.lastIndexOf("): ");
        return callEnd < 0 ? message : message.substring(callEnd + 3);
    }

    /** Keeps a connection for the next request, or closes it if its pool is full or retired. */
    void release(UpstreamConnection connection) {
        assert eventLoop.inEventLoop();
        if (!connection.pool().offerIdle(index, connection)) {
            connection.closeChannel();
            return;
        }
        connection.idleSinceNanos = settings.ticker().nanos();
        connection.olderIdle = newestIdle;
        if (newestIdle == null) {
            oldestIdle = connection;
        } else {
            newestIdle.newerIdle = connection;
        }
        newestIdle = connection;
    }

    /** Forgets an idle connection that ended by itself. */
    void idleEnded(UpstreamConnection connection) {
        if (connection.pool().removeIdle(index, connection)) {
            unlink(connection);
        }
    }

    private void unlink(UpstreamConnection connection) {
        UpstreamConnection older = connection.olderIdle;
        UpstreamConnection newer = connection.newerIdle;
        if (older == null) {
            oldestIdle = newer;
        } else {
            older.newerIdle = newer;
        }
        if (newer == null) {
            newestIdle = older;
        } else {
            newer.olderIdle = older;
        }
        connection.olderIdle = null;
        connection.newerIdle = null;
    }

    /** Closes connections that have been idle for too long. Call it about once a second. */
    public void closeExpired() {
        long now = settings.ticker().nanos();
        UpstreamConnection oldest = oldestIdle;
        while (oldest != null && now - oldest.idleSinceNanos >= idleTimeoutNanos) {
            idleEnded(oldest);
            oldest.closeChannel();
            oldest = oldestIdle;
        }
    }

    /** Closes this loop's idle connections of a pool that is no longer in use. */
    void closeIdle(AddressPool pool) {
        UpstreamConnection idle = pool.takeIdle(index);
        while (idle != null) {
            unlink(idle);
            idle.closeChannel();
            idle = pool.takeIdle(index);
        }
    }
}
