package io.fairlead.proxy.listen;

import io.fairlead.proxy.tls.ClientHelloReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds what comes from a client until its TLS hello is complete, tells the server name in it, and hands everything on.
 * Something else than TLS has no server name. A hello that no server would take, or that takes too long, ends the
 * connection. What is held is bounded by {@link ClientHelloReader#MAX_BYTES} and one read.
 */
final class HelloPeek extends ChannelInboundHandlerAdapter {
    private final ClientHelloReader reader = new ClientHelloReader();
    private final Consumer<String> whenKnown;
    private final long timeoutMillis;
    private @Nullable ByteBuf held;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * A peek at one connection.
     *
     * @param whenKnown is told the name in lower case, "" for none, and adds what is to get the bytes; it may close the
     *     connection instead
     */
    HelloPeek(Consumer<String> whenKnown, long timeoutMillis) {
        this.whenKnown = whenKnown;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer = context.executor().schedule(() -> context.close(), timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf before = held;
        ByteBuf all = before == null ? bytes : joined(context, before, bytes);
        held = all;
        ClientHelloReader.Result result = reader.read(all);
        switch (result) {
            case NEED_MORE -> {}
            case MALFORMED -> context.close();
            case FOUND, NOT_TLS -> {
                String name = reader.serverName();
                whenKnown.accept(name == null ? "" : name);
                context.pipeline().remove(this);
            }
        }
    }

    /** Copied, so that bytes that come one by one neither hold a buffer each nor nest. */
    private static ByteBuf joined(ChannelHandlerContext context, ByteBuf before, ByteBuf bytes) {
        ByteBuf room = before;
        if (before.writableBytes() < bytes.readableBytes()) {
            room = context.alloc().buffer(2 * (before.readableBytes() + bytes.readableBytes()));
            room.writeBytes(before);
            before.release();
        }
        room.writeBytes(bytes);
        bytes.release();
        return room;
    }

    /** Hands on what was held, or drops it if the connection is closed. */
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
        if (context.channel().isActive()) {
            context.fireChannelRead(rest);
            context.fireChannelReadComplete();
        } else {
            rest.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A client that goes away while it says hello is nothing to tell of.
        context.close();
    }
}
