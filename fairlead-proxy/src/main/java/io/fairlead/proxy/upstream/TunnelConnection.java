package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.tls.TlsErrors;
import io.fairlead.proxy.tls.TlsOutput;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to an upstream that carries bytes of one user, as they are: it is never kept for others, and each of its
 * directions may end for itself. Used on its event loop only.
 */
public final class TunnelConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelConnection.class);

    private final LoopPool home;
    private final AddressPool pool;
    private @Nullable TunnelHandler user;
    private @Nullable ChannelHandlerContext context;
    private @Nullable AddressText localAddress;
    private boolean established;
    private boolean ended;

    TunnelConnection(LoopPool home, AddressPool pool, TunnelHandler user) {
        this.home = home;
        this.pool = pool;
        this.user = user;
    }

    /** This proxy's address of the connection, null before it is established. */
    public @Nullable AddressText localAddress() {
        return localAddress;
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

    /** Sends what was written, and then the end of this direction; the other one goes on. */
    public void endOutput() {
        DuplexChannel channel = (DuplexChannel) channel();
        requireContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> TlsOutput.end(channel));
    }

    /** Sends what was written and ends the connection; its user hears nothing more of it. */
    public void closeAfterLastByte() {
        user = null;
        requireContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends the connection, also one that is not established yet; its user hears nothing more of it. */
    public void close() {
        user = null;
        ChannelHandlerContext current = context;
        if (current != null && established) {
            current.close();
        }
    }

    /** Ends the connection with a reset; its user hears nothing more of it. */
    public void reset() {
        user = null;
        ChannelHandlerContext current = context;
        if (current == null) {
            return; // Nobody has heard of it: it is closed as soon as it is made.
        }
        if (current.channel() instanceof SocketChannel socket && socket.isOpen()) {
            socket.config().setSoLinger(0);
        }
        current.close();
    }

    void connected() {
        if (ended) {
            connectFailed(new ConnectFailure(ConnectFailure.Kind.FAILED, "closed as soon as it was made"));
            return;
        }
        established = true;
        home.tunnelConnected();
        ((DuplexChannelConfig) channel().config()).setAllowHalfClosure(true);
        SocketAddress local = channel().localAddress();
        localAddress = local == null ? null : new AddressText(local);
        TunnelHandler current = user;
        if (current == null) {
            requireContext().close();
        } else {
            current.tunnelConnected();
        }
    }

    void connectFailed(ConnectFailure failure) {
        home.tunnelFailed();
        fail(failure);
    }

    /** Tells the user that there is no connection. */
    void fail(ConnectFailure failure) {
        TunnelHandler current = user;
        user = null;
        if (current != null) {
            current.tunnelConnectFailed(failure);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        TunnelHandler current = user;
        if (current == null) {
            ReferenceCountUtil.release(message);
        } else {
            current.tunnelRead((ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        TunnelHandler current = user;
        if (current != null) {
            current.tunnelReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        TunnelHandler current = user;
        if (current != null) {
            current.tunnelWritabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
        TunnelHandler current = user;
        if (event instanceof ChannelInputShutdownEvent && current != null) {
            current.tunnelInputEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext current, Throwable cause) {
        if (established && !TlsErrors.isOfPeer(cause)) {
            LOG.error("tunnel.failed address={}", pool.address(), cause);
        }
        current.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        ended = true;
        if (!established) {
            return;
        }
        home.tunnelClosed();
        TunnelHandler current = user;
        user = null;
        if (current != null) {
            current.tunnelFailed();
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
