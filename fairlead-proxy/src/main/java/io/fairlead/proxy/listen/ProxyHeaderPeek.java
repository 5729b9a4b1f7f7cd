package io.fairlead.proxy.listen;

import io.fairlead.proxy.proxyprotocol.ProxyHeader;
import io.fairlead.proxy.proxyprotocol.ProxyHeaderReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the PROXY header off the beginning of a connection, keeps what it tells with the channel, and hands on what follows. A
 * connection without a header, with one that cannot be read, or whose header takes too long is closed: whoever connects
 * without could claim any address. What is held is bounded by {@link ProxyHeaderReader#MAX_V2_BYTES} and one read.
 */
final class ProxyHeaderPeek extends ChannelInboundHandlerAdapter {
    /** What the header of a connection tells; absent if it tells nothing, or there is none. */
    static final AttributeKey<ProxyHeader> HEADER = AttributeKey.valueOf("fairlead.proxy-header");

    private final ProxyHeaderReader reader = new ProxyHeaderReader();
    private final Runnable whenRead;
    private final long timeoutMillis;
    private @Nullable ByteBuf held;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * A peek at one connection.
     *
     * @param whenRead adds what is to get the bytes behind the header; it may close the connection instead
     */
    ProxyHeaderPeek(Runnable whenRead, long timeoutMillis) {
        this.whenRead = whenRead;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer = context.executor().schedule(() -> context.close(), timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf all = held;
        if (all == null) {
            all = bytes;
            held = bytes;
        } else {
            // Copied, so that bytes that come one by one do not hold a buffer each.
            ByteBuf joined = context.alloc().buffer(all.readableBytes() + bytes.readableBytes());
            joined.writeBytes(all).writeBytes(bytes);
            all.release();
            bytes.release();
            all = joined;
            held = joined;
        }
        switch (reader.read(all)) {
            case NEED_MORE -> {
                // Wait.
            }
            case MALFORMED -> context.close();
            case FOUND -> {
                ProxyHeader header = reader.header();
                if (header != null) {
                    context.channel().attr(HEADER).set(header);
                }
                whenRead.run();
                context.pipeline().remove(this);
            }
        }
    }

    /** Hands on what was behind the header, or drops it if the connection is closed. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ScheduledFuture<?> waiting = timer;
        if (waiting != null) {
            waiting.cancel(false);
        }
        ByteBuf rest = held;
        held = null;
        if (rest == null) {
            return;
        }
        if (context.channel().isActive() && rest.isReadable()) {
            context.fireChannelRead(rest);
            context.fireChannelReadComplete();
        } else {
            rest.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A client that goes away before it said anything is nothing to tell of.
        context.close();
    }
}
