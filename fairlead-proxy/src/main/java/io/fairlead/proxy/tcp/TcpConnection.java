package io.fairlead.proxy.tcp;

import io.fairlead.proxy.listen.AcceptedConnection;
import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.proxy.observe.metrics.DestinationSeries;
import io.fairlead.proxy.observe.metrics.TcpCells;
import io.fairlead.proxy.proxyprotocol.ProxyHeader;
import io.fairlead.proxy.tls.TlsErrors;
import io.fairlead.proxy.tls.TlsOutput;
import io.fairlead.proxy.upstream.TunnelConnection;
import io.fairlead.proxy.upstream.TunnelHandler;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.fairlead.proxy.upstream.balance.Selection;
import io.fairlead.routing.balance.XxHash64;
import io.fairlead.routing.pool.ConnectionPolicy.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection and the one to an upstream, whose bytes are handed over as they come.
 *
 * <p>Nothing is copied: both sides live on one event loop, and what one reads the other writes. A side that does not take its
 * bytes stops the reading of the other one, so that no more is held than a socket's buffers and one read. Either side may end
 * its direction; the other direction goes on until it ends too, or nothing comes for the idle time. A reset of one side
 * becomes a reset of the other. Nothing is read of the client before there is a connection to an upstream, for which there is
 * one try. It is counted and logged once, when the client's connection has ended. Event loop only. Source: Envoy
 * {@code TcpProxy}.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter implements TunnelHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final AtomicLong IDS = new AtomicLong();

    /** Of a client that is gone before it was looked at. */
    private static final SocketAddress UNKNOWN = new SocketAddress() {
        @Override
        public String toString() {
            return "unknown";
        }
    };

    private final TcpWorker worker;
    private final AcceptedConnection accepted;
    private final RequestFacts facts = new RequestFacts();
    private DestinationSeries series;
    private @Nullable TcpCells counts;
    private @Nullable ChannelHandlerContext context;
    private @Nullable TunnelConnection upstream;
    private @Nullable UpstreamEndpoint endpoint;
    private @Nullable ProxyProtocol proxyProtocol;
    /** What came of the client before it could be handed over: no more than was read to choose the chain. */
    private @Nullable ByteBuf early;

    private @Nullable ScheduledFuture<?> idleTimer;
    private @Nullable ScheduledFuture<?> durationTimer;
    private long idleNanos;
    private long lastNanos;
    private boolean begun;
    private boolean established;
    private boolean inputEnded;
    private boolean upstreamInputEnded;
    private boolean reset;
    private boolean closed;

    TcpConnection(TcpWorker worker, AcceptedConnection accepted) {
        this.worker = worker;
        this.accepted = accepted;
        this.series = worker.unknownDestination();
    }

    // ---- the beginning

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        if (newContext.channel().isActive()) {
            begin();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext current) {
        begin();
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        Channel channel = channel();
        channel.config().setAutoRead(false);
        ((DuplexChannelConfig) channel.config()).setAllowHalfClosure(true);
        lastNanos = worker.ticker().nanos();
        worker.opened(this);
        facts.protocol("");
        facts.connectionId(IDS.incrementAndGet());
        facts.start(worker.clock().millis(), lastNanos);
        facts.downstream(
                addressOf(accepted.serverAddress()),
                addressOf(accepted.clientAddress()),
                addressOf(channel.remoteAddress()));
        facts.requestedServerName(accepted.serverName());
        connect();
    }

    private static AddressText addressOf(@Nullable SocketAddress address) {
        return new AddressText(address == null ? UNKNOWN : address);
    }

    private void connect() {
        String content = accepted.chain().content().name();
        TcpForwarding forwarding =
                worker.tables().forwarding(accepted.listener().key(), content);
        if (forwarding == null) {
            giveUp(ResponseFlag.NO_ROUTE_FOUND);
            return;
        }
        TcpForwarding.Destination destination = forwarding.draw(worker.random());
        facts.upstreamCluster(destination.clusterName());
        UpstreamCluster cluster = destination.cluster();
        if (cluster == null) {
            giveUp(ResponseFlag.NO_CLUSTER_FOUND);
            return;
        }
        Selection selection = worker.selection();
        AddressText client = facts.downstreamRemote();
        if (forwarding.bindsToSource() && client != null) {
            selection.bindTo(XxHash64.hash(client.withoutPort()));
        }
        UpstreamEndpoint picked = cluster.pick(selection);
        if (picked == null) {
            series = cluster.noEndpointSeries();
            giveUp(ResponseFlag.NO_HEALTHY_UPSTREAM);
            return;
        }
        proxyProtocol = cluster.config().connections().proxyProtocol();
        series = picked.series();
        endpoint = picked;
        facts.upstreamHost(picked.address());
        facts.addAttempt();
        picked.requestStarted();
        counts().opened();
        startTimers(forwarding);
        upstream = worker.upstream().tunnel(cluster, picked, this);
    }

    private TcpCells counts() {
        TcpCells current = counts;
        if (current == null) {
            current = series.tcp(worker.upstream().index());
            counts = current;
        }
        return current;
    }

    /** Ends a connection that cannot be served. */
    private void giveUp(ResponseFlag flag) {
        facts.flag(flag);
        if (endpoint == null) {
            counts().opened();
        }
        closeNow();
    }

    // ---- time

    private void startTimers(TcpForwarding forwarding) {
        idleNanos = forwarding.idleNanos();
        if (idleNanos > 0) {
            idleTimer = schedule(this::checkIdle, idleNanos);
        }
        if (forwarding.maxNanos() > 0) {
            durationTimer = schedule(this::tooLong, forwarding.maxNanos());
        }
    }

    private ScheduledFuture<?> schedule(Runnable task, long nanos) {
        return worker.upstream().eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** One timer runs at a time, however often bytes come: it looks when the last ones did. */
    private void checkIdle() {
        long left = idleNanos - (worker.ticker().nanos() - lastNanos);
        if (left <= 0) {
            closeNow();
        } else {
            idleTimer = schedule(this::checkIdle, left);
        }
    }

    private void tooLong() {
        facts.flag(ResponseFlag.DURATION_TIMEOUT);
        closeNow();
    }

    private static void cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void bytesMoved() {
        lastNanos = worker.ticker().nanos();
    }

    // ---- from the client to the upstream

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        TunnelConnection target = upstream;
        if (closed) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        int count = bytes.readableBytes();
        counts().received(count);
        facts.addReceived(count, count);
        if (target == null || !established) {
            ByteBuf waiting = early;
            early = waiting == null ? bytes : Unpooled.wrappedBuffer(waiting, bytes);
            return;
        }
        target.write(bytes);
        if (!target.isWritable()) {
            channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        TunnelConnection target = upstream;
        if (established && target != null) {
            bytesMoved();
            target.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext current, Object event) {
        boolean ended = event instanceof ChannelInputShutdownEvent
                || event instanceof SslCloseCompletionEvent said && said.isSuccess();
        if (ended && !inputEnded) {
            inputEnded = true;
            if (established) {
                endUpstreamOutput();
            }
        }
        current.fireUserEventTriggered(event);
    }

    private void endUpstreamOutput() {
        TunnelConnection target = upstream;
        if (target == null) {
            return;
        }
        bytesMoved();
        if (upstreamInputEnded) {
            closeBothAfterLastByte();
        } else {
            target.endOutput();
        }
    }

    @Override
    public void tunnelWritabilityChanged() {
        TunnelConnection target = upstream;
        if (target != null && established) {
            bytesMoved();
            channel().config().setAutoRead(target.isWritable());
        }
    }

    // ---- from the upstream to the client

    @Override
    public void tunnelConnected() {
        TunnelConnection connection = upstream;
        if (connection == null) {
            return;
        }
        established = true;
        facts.upstreamLocal(connection.localAddress());
        UpstreamEndpoint reached = endpoint;
        if (reached != null) {
            reached.connected();
        }
        bytesMoved();
        sayWhose(connection);
        ByteBuf waiting = early;
        early = null;
        if (waiting != null) {
            connection.write(waiting);
            connection.flush();
        }
        if (inputEnded) {
            endUpstreamOutput();
        } else {
            channel().config().setAutoRead(connection.isWritable());
        }
    }

    /** The PROXY header, where the upstream wants one. */
    private void sayWhose(TunnelConnection connection) {
        AddressText client = facts.downstreamRemote();
        AddressText local = facts.downstreamLocal();
        if (proxyProtocol != null && client != null && local != null) {
            ProxyHeader header = new ProxyHeader(client.address(), local.address());
            ByteBufAllocator allocator = requireContext().alloc();
            connection.write(proxyProtocol == ProxyProtocol.V1 ? header.toV1(allocator) : header.toV2(allocator));
            connection.flush();
        }
    }

    @Override
    public void tunnelConnectFailed(ConnectFailure failure) {
        upstream = null;
        if (failure.kind() == ConnectFailure.Kind.OVERFLOW) {
            giveUp(ResponseFlag.UPSTREAM_OVERFLOW);
            return;
        }
        UpstreamEndpoint failed = endpoint;
        if (failed != null) {
            failed.failed(503);
        }
        facts.upstreamTransportFailureReason(failure.kind() == ConnectFailure.Kind.TIMEOUT ? null : failure.message());
        facts.flag(ResponseFlag.UPSTREAM_CONNECTION_FAILURE);
        giveUp(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED);
    }

    @Override
    public void tunnelRead(ByteBuf bytes) {
        if (closed) {
            bytes.release();
            return;
        }
        int count = bytes.readableBytes();
        counts().sent(count);
        facts.addSent(count, count);
        ChannelHandlerContext current = requireContext();
        current.write(bytes, current.voidPromise());
        TunnelConnection source = upstream;
        if (source != null && !current.channel().isWritable()) {
            source.reading(false);
        }
    }

    @Override
    public void tunnelReadComplete() {
        bytesMoved();
        requireContext().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext current) {
        TunnelConnection source = upstream;
        if (source != null && established) {
            bytesMoved();
            source.reading(current.channel().isWritable());
        }
    }

    @Override
    public void tunnelInputEnded() {
        upstreamInputEnded = true;
        bytesMoved();
        if (inputEnded) {
            closeBothAfterLastByte();
        } else {
            DuplexChannel channel = (DuplexChannel) channel();
            requireContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> TlsOutput.end(channel));
        }
    }

    // ---- the end

    /** Both sides have said all, though perhaps not sent it yet. */
    private void closeBothAfterLastByte() {
        TunnelConnection target = upstream;
        upstream = null;
        if (target != null) {
            target.closeAfterLastByte();
        }
        requireContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void tunnelFailed() {
        upstream = null;
        if (channel() instanceof SocketChannel socket && socket.isOpen()) {
            socket.config().setSoLinger(0);
        }
        closeNow();
    }

    /** Ends both connections; what is not sent yet is dropped. */
    void closeNow() {
        requireContext().close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext current, Throwable cause) {
        if (TlsErrors.isOfPeer(cause)) {
            reset = true;
        } else {
            LOG.error(
                    "connection.failed id={} listener={}",
                    facts.connectionId(),
                    accepted.listener().key(),
                    cause);
        }
        current.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        if (!begun || closed) {
            return;
        }
        closed = true;
        cancel(idleTimer);
        cancel(durationTimer);
        ByteBuf waiting = early;
        early = null;
        if (waiting != null) {
            waiting.release();
        }
        releaseUpstream();
        UpstreamEndpoint used = endpoint;
        if (used != null) {
            used.requestEnded();
        }
        facts.end(worker.ticker().nanos());
        counts().closed(facts.flags());
        worker.accessLog().log(facts);
        worker.closed(this);
    }

    private void releaseUpstream() {
        TunnelConnection left = upstream;
        upstream = null;
        if (left == null) {
            return;
        }
        if (reset && established) {
            left.reset();
        } else {
            left.close();
        }
    }

    private Channel channel() {
        return requireContext().channel();
    }

    private ChannelHandlerContext requireContext() {
        ChannelHandlerContext current = context;
        if (current == null) {
            throw new IllegalStateException("not open yet: " + accepted);
        }
        return current;
    }
}
