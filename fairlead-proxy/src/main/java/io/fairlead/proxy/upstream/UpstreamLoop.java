package io.fairlead.proxy.upstream;

import io.fairlead.proxy.http1.HeadFields;
import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.http1.TrailerFields;
import io.fairlead.proxy.http2.Http2Limits;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.tls.ClientTls;
import io.fairlead.proxy.tls.TlsErrors;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The upstream side of one event loop: makes connections, and has those closed that have been idle for too long. All methods
 * but the accessors of final values are called on the loop.
 */
public final class UpstreamLoop {
    /** Codecs kept for reuse; more are left to the garbage collector. */
    private static final int MAX_SPARE_CODECS = 1024;

    /** As Envoy says it of secrets that it has not been given. */
    private static final ConnectFailure NO_CERTIFICATES =
            new ConnectFailure(ConnectFailure.Kind.FAILED, "TLS error: the certificates cannot be used");

    private final EventLoop eventLoop;
    private final int index;
    private final Settings settings;
    private final Http2Limits http2Limits;
    private final HeadFields.OfResponse responseFields;
    private final TrailerFields trailerFields;
    private final ByteScratch scratch = new ByteScratch();
    private final ArrayDeque<Http1Codec> spareCodecs = new ArrayDeque<>();
    private final List<Swept> swept = new ArrayList<>();

    /** What all loops of a proxy have in common. */
    public record Settings(Transport transport, Ticker ticker, HttpLimits limits) {}

    /**
     * The upstream side of {@code eventLoop}.
     *
     * @param index the position of the loop among all, from 0
     */
    public UpstreamLoop(EventLoop eventLoop, int index, Settings settings) {
        this.eventLoop = eventLoop;
        this.index = index;
        this.settings = settings;
        this.http2Limits = Http2Limits.of(settings.limits());
        this.responseFields = new HeadFields.OfResponse(settings.limits());
        this.trailerFields = new TrailerFields(settings.limits());
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

    long nanos() {
        return settings.ticker().nanos();
    }

    /**
     * Gives the request a connection to {@code endpoint}: an idle one, which is active and can be used at once; else one that
     * is being made or waited for. {@link UpstreamHandler#upstreamConnected} comes later then, maybe with another connection
     * that has become free, or {@link UpstreamHandler#upstreamConnectFailed}, unless the one that is returned is
     * {@link UpstreamStream#reset given up}.
     */
    public UpstreamStream acquire(UpstreamCluster cluster, UpstreamEndpoint endpoint, UpstreamHandler handler) {
        assert eventLoop.inEventLoop();
        ClusterPool pool = cluster.connections();
        boolean http2 = endpoint.pool().tls() == null && pool.settings().speaksHttp2(handler.request());
        return http2
                ? pool.http2On(index).acquire(endpoint.pool(), handler)
                : pool.on(index).acquire(endpoint.pool(), handler);
    }

    /**
     * Makes a connection to {@code endpoint} that carries the bytes of one user. One of {@link TunnelHandler#tunnelConnected}
     * and {@link TunnelHandler#tunnelConnectFailed} comes later, unless it is closed before.
     */
    public TunnelConnection tunnel(UpstreamCluster cluster, UpstreamEndpoint endpoint, TunnelHandler user) {
        assert eventLoop.inEventLoop();
        LoopPool home = cluster.connections().on(index);
        TunnelConnection connection = new TunnelConnection(home, endpoint.pool(), user);
        if (home.claimTunnel()) {
            dial(
                    endpoint.pool(),
                    cluster.connections().settings(),
                    new Dialled(connection, connection::connected, connection::connectFailed));
        } else {
            home.execute(() -> connection.fail(LoopPool.OVERFLOW));
        }
        return connection;
    }

    /** Begins to make a connection. Its pool hears of the end, always later. */
    void connect(UpstreamConnection connection, PoolSettings poolSettings) {
        dial(
                connection.pool(),
                poolSettings,
                new Dialled(connection, connection::connected, connection::connectFailed));
    }

    /** The same for a connection that carries many requests. */
    void connect(Http2UpstreamConnection connection, PoolSettings poolSettings) {
        dial(
                connection.pool(),
                poolSettings,
                new Dialled(connection, connection::connected, connection::connectFailed));
    }

    /** What a connection is made for: exactly one of the two is told how that went. */
    private record Dialled(ChannelHandler handler, Runnable connected, Consumer<ConnectFailure> failed) {}

    private void dial(AddressPool pool, PoolSettings poolSettings, Dialled dialled) {
        Transport transport = settings.transport();
        Bootstrap bootstrap = new Bootstrap()
                .group(eventLoop)
                .channel(transport.streamChannel(pool.address()))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, poolSettings.connectTimeoutMillis())
                .handler(dialled.handler());
        if (pool.isTcp()) {
            bootstrap.option(ChannelOption.TCP_NODELAY, true);
            transport.keepAlive(bootstrap, poolSettings.keepalive());
        }
        long deadline = nanos() + TimeUnit.MILLISECONDS.toNanos(poolSettings.connectTimeoutMillis());
        // Always later, even if it failed at once: the caller does not have the connection yet. And not before the
        // events
        // at hand have been handled: some may be for a socket that is closed meanwhile, whose number the new one gets.
        eventLoop.execute(() -> {
            ChannelFuture connecting = bootstrap.connect(pool.address());
            connecting.addListener(done -> {
                if (!done.isSuccess()) {
                    dialled.failed().accept(failureOf(done.cause()));
                } else if (pool.tls() == null) {
                    dialled.connected().run();
                } else {
                    secure(connecting.channel(), pool, dialled, deadline - nanos());
                }
            });
        });
    }

    /** Begins TLS. The connection is nobody's before the handshake is over. */
    private static void secure(Channel channel, AddressPool pool, Dialled dialled, long nanosLeft) {
        ClientTls tls = Objects.requireNonNull(pool.tls());
        SslHandler handler = tls.newHandler(channel.alloc(), pool.host(), pool.port());
        if (handler == null) {
            dialled.failed().accept(NO_CERTIFICATES);
            channel.close();
            return;
        }
        handler.setHandshakeTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanosLeft)), TimeUnit.MILLISECONDS);
        channel.pipeline().addFirst(handler);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                dialled.connected().run();
            } else {
                dialled.failed().accept(handshakeFailure(done.cause()));
            }
        });
    }

    /** The reason in the form of Envoy's {@code upstream_transport_failure_reason}. */
    private static ConnectFailure handshakeFailure(@Nullable Throwable cause) {
        return cause instanceof SslHandshakeTimeoutException
                ? new ConnectFailure(ConnectFailure.Kind.TIMEOUT, "TLS handshake timed out")
                : new ConnectFailure(
                        ConnectFailure.Kind.FAILED, "TLS_error:|" + TlsErrors.reason(cause) + "|:TLS_error_end");
    }

    private static ConnectFailure failureOf(@Nullable Throwable cause) {
        String message = reasonOf(cause);
        return cause instanceof ConnectTimeoutException
                ? new ConnectFailure(ConnectFailure.Kind.TIMEOUT, message)
                : new ConnectFailure(ConnectFailure.Kind.FAILED, "delayed connect error: " + message);
    }

    /** What the operating system says of a failed connection, without the name of the call and the address. */
    private static String reasonOf(@Nullable Throwable cause) {
        String message = TlsErrors.reason(cause);
        int callEnd = message.lastIndexOf("): ");
        return callEnd < 0 ? message : message.substring(callEnd + 3);
    }

    /** A pool whose connections are looked at from time to time. */
    interface Swept {
        /** Closes connections that have been idle for too long or are too old. Whether any is left to look at. */
        boolean closeExpired(long now);
    }

    /** What the endpoints may do on HTTP/2 connections. */
    Http2Limits http2Limits() {
        return http2Limits;
    }

    /** Puts heads of HTTP/2 responses together, one at a time. */
    HeadFields.OfResponse responseFields() {
        return responseFields;
    }

    /** Puts trailers of HTTP/2 responses together, one at a time. */
    TrailerFields trailerFields() {
        return trailerFields;
    }

    /** Looks at the idle connections of a pool from time to time, until it says that there are none. */
    void sweep(Swept pool) {
        swept.add(pool);
    }

    /** Closes connections that have been idle for too long or are too old. Call it about once a second. */
    public void closeExpired() {
        long now = nanos();
        swept.removeIf(pool -> !pool.closeExpired(now));
    }
}
