package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.upstream.UpstreamHandler.CloseReason;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an upstream. It belongs to one request, or to none while it is idle in its pool; bytes that come in
 * while it is idle were asked for by nobody, and end it. Used on its event loop only.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

    private final UpstreamLoop loop;
    private final AddressPool pool;
    private @Nullable UpstreamHandler handler;
    private @Nullable ChannelHandlerContext context;
    private @Nullable AddressText localAddress;
    private @Nullable Throwable failure;
    private boolean established;
    private boolean ended;

    /** The links and the time of {@link UpstreamLoop}'s list of idle connections. */
    @Nullable
    UpstreamConnection olderIdle;

    @Nullable
    UpstreamConnection newerIdle;

    long idleSinceNanos;

    UpstreamConnection(UpstreamLoop loop, AddressPool pool, UpstreamHandler handler) {
        this.loop = loop;
        this.pool = pool;
        this.handler = handler;
    }

    AddressPool pool() {
        return pool;
    }

    void assign(UpstreamHandler newHandler) {
        handler = newHandler;
    }

    /** This proxy's address of the connection, null before it is established. */
    public @Nullable AddressText localAddress() {
        return localAddress;
    }

    /** Whether the connection is established and open. */
    public boolean isActive() {
        return established && channel().isActive();
    }

    /** Whether bytes written now are sent on rather than piled up. */
    public boolean isWritable() {
        return channel().isWritable();
    }

    /** Writes without flushing; takes over the reference of {@code bytes}. */
    public void write(ByteBuf bytes) {
        ChannelHandlerContext current = requireContext();
        current.write(bytes, current.voidPromise());
    }

    /** Sends what was written. */
    public void flush() {
        requireContext().flush();
    }

    /** Stops or resumes reading, for back-pressure. */
    public void reading(boolean wanted) {
        channel().config().setAutoRead(wanted);
    }

    /** Gives the connection back for the next request. The caller must have read the whole response. */
    public void release() {
        handler = null;
        if (isActive()) {
            channel().config().setAutoRead(true);
            loop.release(this);
        }
    }

    /** Ends the connection; its request hears nothing more of it. */
    public void close() {
        handler = null;
        closeChannel();
    }

    /** A request that no longer wants the connection being made for it: it goes to the pool once it is there. */
    public void abandon() {
        handler = null;
    }

    void closeChannel() {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.close();
        }
    }

    void connected() {
        if (ended) {
            pool.metrics(loop.index()).connectionClosed();
            connectFailed(new ConnectFailure(ConnectFailure.Kind.FAILED, "closed as soon as it was made"));
            return;
        }
        established = true;
        SocketAddress local = channel().localAddress();
        localAddress = local == null ? null : new AddressText(local);
        UpstreamHandler current = handler;
        if (current == null) {
            loop.release(this);
        } else {
            current.upstreamConnected(this);
        }
    }

    void connectFailed(ConnectFailure connectFailure) {
        UpstreamHandler current = handler;
        handler = null;
        if (current != null) {
            current.upstreamConnectFailed(connectFailure);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        UpstreamHandler current = handler;
        if (current == null) {
            ReferenceCountUtil.release(message);
            closeChannel();
        } else {
            current.upstreamRead((ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        UpstreamHandler current = handler;
        if (current != null) {
            current.upstreamReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        UpstreamHandler current = handler;
        if (current != null) {
            current.upstreamWritabilityChanged();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        failure = cause;
        if (!(cause instanceof IOException)) {
            LOG.error("upstream_connection.failed address={}", pool.address(), cause);
        }
        closeChannel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        ended = true;
        if (!established) {
            return;
        }
        pool.metrics(loop.index()).connectionClosed();
        UpstreamHandler current = handler;
        handler = null;
        if (current == null) {
            loop.idleEnded(this);
        } else {
            current.upstreamClosed(failure == null ? CloseReason.REMOTE_CLOSE : CloseReason.RESET);
        }
    }

    private Channel channel() {
        return requireContext().channel();
    }

    private ChannelHandlerContext requireContext() {
        ChannelHandlerContext current = context;
        if (current == null) {
            throw new IllegalStateException("not connected: " + pool.address());
        }
        return current;
    }
}
