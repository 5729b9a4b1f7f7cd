package io.fairlead.proxy.http;

import io.fairlead.proxy.http2.Http2Connection;
import io.fairlead.proxy.listen.AcceptedConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the first bytes of a connection whether the client speaks HTTP/2, with prior knowledge (RFC 9113 section 3.3) or
 * since TLS negotiated it, or HTTP/1.1, and gives the connection to what serves that. Event loop only.
 */
final class ProtocolSniffer extends ChannelInboundHandlerAdapter implements HttpWorker.Watched {
    private final HttpWorker worker;
    private final AcceptedConnection accepted;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf first;
    private long lastNanos;
    private boolean watched;

    ProtocolSniffer(HttpWorker worker, AcceptedConnection accepted) {
        this.worker = worker;
        this.accepted = accepted;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        if (newContext.channel().isActive()) {
            watched = true;
            lastNanos = worker.ticker().nanos();
            worker.opened(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext current, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf before = first;
        first = null;
        if (before == null) {
            lastNanos = worker.ticker().nanos();
        } else {
            before.writeBytes(bytes);
            bytes.release();
            bytes = before;
        }
        int isPreface = Http2Connection.isPreface(bytes);
        if (isPreface == 0) {
            first = current.alloc().buffer(64).writeBytes(bytes);
            bytes.release();
            return;
        }
        if (isPreface < 0 && isForeign(bytes)) {
            bytes.release();
            current.close();
            return;
        }
        ChannelHandler serving =
                isPreface > 0 ? new Http2ClientConnection(worker, accepted) : new Http1Connection(worker, accepted);
        unwatch();
        current.pipeline().replace(this, null, serving);
        current.fireChannelRead(bytes);
    }

    /**
     * Whether what has come first is a line of three words that is not at all like a request of HTTP/1.x, neither its second
     * word nor its third: then an answer in HTTP/1.1 would not be understood.
     */
    private static boolean isForeign(ByteBuf bytes) {
        int from = bytes.readerIndex();
        int lineEnd = bytes.indexOf(from, bytes.writerIndex(), (byte) '\r');
        int first = lineEnd < 0 ? -1 : bytes.indexOf(from, lineEnd, (byte) ' ');
        int second = first < 0 ? -1 : bytes.indexOf(first + 1, lineEnd, (byte) ' ');
        if (second < 0 || bytes.indexOf(second + 1, lineEnd, (byte) ' ') >= 0) {
            return false;
        }
        boolean isTarget = bytes.indexOf(first + 1, second, (byte) '/') >= 0 || bytes.getByte(first + 1) == '*';
        return !isTarget && bytes.indexOf(second + 1, lineEnd, (byte) '/') < 0;
    }

    private void unwatch() {
        if (watched) {
            watched = false;
            worker.closed(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        ByteBuf rest = first;
        first = null;
        if (rest != null) {
            rest.release();
        }
        unwatch();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext current, Throwable cause) {
        current.close();
    }

    @Override
    public void checkTimeouts(long nowNanos) {
        Duration limit =
                first == null ? worker.timeouts().idle() : worker.timeouts().requestHeader();
        if (nowNanos - lastNanos > limit.toNanos()
                || worker.isDraining()
                || accepted.listener().isDraining()) {
            closeNow();
        }
    }

    @Override
    public void closeIfIdle() {
        closeNow();
    }

    @Override
    public void closeNow() {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.close();
        }
    }
}
