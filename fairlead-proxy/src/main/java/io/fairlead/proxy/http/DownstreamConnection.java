package io.fairlead.proxy.http;

import io.fairlead.proxy.http.ResponseWriter.Connection;
import io.fairlead.proxy.http1.ParseResult;
import io.fairlead.proxy.listen.AcceptedConnection;
import io.fairlead.proxy.observe.AddressText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection: turns its bytes into one request after the other, each served by an {@link HttpExchange}.
 *
 * <p>What comes is taken at once where possible: heads by the parser, bodies by the upstream. What cannot be taken yet, since
 * the upstream is slow or a pipelined request has to wait for its turn, stays in {@link #input}, and reading stops until it
 * is gone: so a connection never holds more than what one read brought. No request begins while the client does not take the
 * answers to those before it. An exchange, with the arrays for its heads, is lent
 * to the connection from the first byte of a request to the end of its response; an idle connection holds none.
 */
final class DownstreamConnection extends ChannelInboundHandlerAdapter implements ByteSink {
    private static final Logger LOG = LoggerFactory.getLogger(DownstreamConnection.class);
    private static final AtomicLong IDS = new AtomicLong();

    /** How much of a refused request is read and dropped before the connection is closed regardless. */
    private static final int MAX_LINGERING_BYTES = 1 << 20;

    private enum Phase {
        /** Waiting for a head, or reading one. */
        HEAD,
        /** Reading a body. */
        BODY,
        /** The request is complete, its response is not. */
        RESPONSE,
        /** The response is complete, the request is not: its rest is dropped, so that the next request can follow. */
        SKIPPING,
        /** All is said, though perhaps not sent yet; what still comes is dropped until the connection is closed. */
        LINGERING,
        CLOSED
    }

    private final HttpWorker worker;
    private final AcceptedConnection accepted;
    private final long id = IDS.incrementAndGet();
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpExchange exchange;
    /** In phase SKIPPING, the exchange that is over: it knows where the request's body ends. */
    private @Nullable HttpExchange skipped;

    private @Nullable ByteBuf input;
    private Phase phase = Phase.HEAD;
    private AddressText local = new AddressText(UNKNOWN);
    private AddressText remote = local;
    private byte[] remoteIp = new byte[0];
    private long lastNanos;
    private int lingeringBytes;
    private long lastUnsentBytes;
    private boolean processing;
    private boolean flushWanted;
    private boolean open;

    /** Where the worker keeps this connection. */
    int position;

    private static final SocketAddress UNKNOWN = new SocketAddress() {
        @Override
        public String toString() {
            return "unknown";
        }
    };

    DownstreamConnection(HttpWorker worker, AcceptedConnection accepted) {
        this.worker = worker;
        this.accepted = accepted;
    }

    // ---- what an exchange asks

    /** What a request that begins now is routed by, null if the configuration no longer has what the connection came for. */
    RoutingTables.@Nullable Table table() {
        return worker.tables()
                .table(accepted.listener().key(), accepted.chain().content().name());
    }

    long id() {
        return id;
    }

    AddressText localAddress() {
        return local;
    }

    AddressText remoteAddress() {
        return remote;
    }

    /** The client's IP address in ASCII; not copied. */
    byte[] remoteIp() {
        return remoteIp;
    }

    ByteBufAllocator allocator() {
        return requireContext().alloc();
    }

    EventLoop eventLoop() {
        return worker.upstream().eventLoop();
    }

    boolean isWritable() {
        return requireContext().channel().isWritable();
    }

    /** Whether the connection should end after the response in progress. */
    boolean isDraining() {
        return worker.isDraining() || accepted.listener().isDraining();
    }

    @Override
    public void write(ByteBuf bytes) {
        ChannelHandlerContext current = requireContext();
        current.write(bytes, current.voidPromise());
    }

    /** Sends what was written, at once or at the end of the input being processed. */
    void flush() {
        if (processing) {
            flushWanted = true;
        } else {
            requireContext().flush();
        }
    }

    /** Drops the rest of a body of known length if it is here already; whether it was. */
    boolean skipBody(long remaining) {
        ByteBuf in = input;
        if (phase != Phase.BODY || in == null || in.readableBytes() < remaining) {
            return false;
        }
        in.skipBytes((int) remaining);
        phase = Phase.RESPONSE;
        return true;
    }

    /** The upstream can take more of the body. */
    void bodyWanted() {
        resume();
    }

    /** The exchange is over and its response written. The exchange must not be used any more. */
    void exchangeEnded(HttpExchange ended, Connection after) {
        exchange = null;
        boolean requestComplete = phase == Phase.RESPONSE;
        lastNanos = worker.ticker().nanos();
        if (after == Connection.KEEP_ALIVE && phase == Phase.BODY) {
            phase = Phase.SKIPPING;
            skipped = ended;
            lingeringBytes = 0;
            resume();
            return;
        }
        worker.giveBack(ended);
        if (phase == Phase.CLOSED) {
            return;
        }
        if (after == Connection.KEEP_ALIVE && requestComplete) {
            phase = Phase.HEAD;
            resume();
        } else if (requestComplete && (input == null || !input.isReadable())) {
            closeAfterLastByte();
        } else {
            linger();
        }
    }

    /** Ends the connection without another byte: the response in progress cannot be completed. */
    void closeNow() {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.close();
        }
    }

    /** Ends the connection if no request is in progress or waits; what was written still goes out. */
    void closeIfIdle() {
        if (phase == Phase.HEAD && exchange == null && input == null) {
            closeAfterLastByte();
        }
    }

    // ---- what the channel tells

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        if (newContext.channel().isActive()) {
            opened(newContext);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext current) {
        if (!open) {
            opened(current);
        }
    }

    private void opened(ChannelHandlerContext current) {
        open = true;
        local = new AddressText(orUnknown(current.channel().localAddress()));
        remote = new AddressText(orUnknown(current.channel().remoteAddress()));
        remoteIp = remote.withoutPort().getBytes(StandardCharsets.US_ASCII);
        lastNanos = worker.ticker().nanos();
        worker.opened(this);
    }

    private static SocketAddress orUnknown(@Nullable SocketAddress address) {
        return address == null ? UNKNOWN : address;
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            lingeringBytes += bytes.readableBytes();
            bytes.release();
            if (lingeringBytes > MAX_LINGERING_BYTES) {
                closeNow();
            }
            return;
        }
        ByteBuf waiting = input;
        input = waiting == null ? bytes : Unpooled.wrappedBuffer(waiting, bytes);
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        flushUpstream();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        HttpExchange current = exchange;
        if (current != null) {
            current.downstreamWritabilityChanged();
        }
        if (phase == Phase.HEAD && isWritable()) {
            resume();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("connection.failed id={} client={}", id, remote, cause);
        }
        closeNow();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        boolean begun = phase == Phase.BODY || phase == Phase.RESPONSE;
        phase = Phase.CLOSED;
        dropInput();
        HttpExchange ended = skipped;
        if (ended != null) {
            skipped = null;
            worker.giveBack(ended);
        }
        HttpExchange current = exchange;
        if (current != null) {
            exchange = null;
            if (begun) {
                current.downstreamClosed();
            }
            current.forget();
            worker.giveBack(current);
        }
        worker.closed(this);
    }

    // ---- requests

    /** Goes on with what has come, outside of a read: so nobody else flushes what goes to the upstream because of it. */
    private void resume() {
        if (!processing) {
            process();
            flushUpstream();
        }
    }

    private void flushUpstream() {
        HttpExchange current = exchange;
        if (current != null) {
            current.flushUpstream();
        }
    }

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean progress = true;
            while (progress) {
                progress = step();
            }
        } finally {
            processing = false;
        }
        ByteBuf rest = input;
        if (rest != null && !rest.isReadable()) {
            dropInput();
        }
        if (phase != Phase.CLOSED) {
            if (flushWanted) {
                flushWanted = false;
                requireContext().flush();
            }
            requireContext().channel().config().setAutoRead(input == null);
        }
    }

    /** Takes what can be taken of the input; whether something changed so that more may be. */
    private boolean step() {
        ByteBuf in = input;
        return switch (phase) {
            case HEAD -> in != null && in.isReadable() && (exchange != null || isWritable()) && head(in);
            case BODY -> body(in == null ? Unpooled.EMPTY_BUFFER : in);
            case SKIPPING -> in != null && skip(in);
            case RESPONSE, LINGERING, CLOSED -> false;
        };
    }

    private void giveUpSkipping() {
        HttpExchange ended = skipped;
        skipped = null;
        if (ended != null) {
            worker.giveBack(ended);
        }
        linger();
    }

    /** Drops what has come of a request that was answered early; gives up on one that is too long. */
    private boolean skip(ByteBuf in) {
        HttpExchange ended = skipped;
        if (ended == null) {
            return false;
        }
        int before = in.readableBytes();
        boolean complete = ended.requestBody(in);
        lingeringBytes += before - in.readableBytes();
        if (!complete && lingeringBytes <= MAX_LINGERING_BYTES) {
            return false;
        }
        if (complete) {
            skipped = null;
            worker.giveBack(ended);
            phase = Phase.HEAD;
            lastNanos = worker.ticker().nanos();
        } else {
            giveUpSkipping();
        }
        return complete;
    }

    private boolean head(ByteBuf in) {
        HttpExchange current = exchange;
        if (current == null) {
            current = worker.takeExchange();
            current.attach(this);
            exchange = current;
            lastNanos = worker.ticker().nanos();
        }
        ParseResult result = current.parseHead(in);
        if (result == ParseResult.NEED_MORE) {
            return false;
        }
        if (result == ParseResult.ERROR) {
            phase = Phase.BODY;
            current.refuse();
            return false;
        }
        phase = current.hasBody() ? Phase.BODY : Phase.RESPONSE;
        current.begin(lastNanos);
        return true;
    }

    private boolean body(ByteBuf in) {
        HttpExchange current = exchange;
        if (current == null) {
            return false;
        }
        int before = in.readableBytes();
        if (current.requestBody(in)) {
            phase = phase == Phase.BODY ? Phase.RESPONSE : phase;
            current.requestCompleted();
            return true;
        }
        return phase == Phase.BODY && in.isReadable() && in.readableBytes() < before;
    }

    /** Tells the client that nothing more comes, and waits for it to close, so that it reads the answer before a reset. */
    private void linger() {
        DuplexChannel channel = (DuplexChannel) requireContext().channel();
        whenAllIsSent(sent -> channel.shutdownOutput());
    }

    private void closeAfterLastByte() {
        whenAllIsSent(ChannelFutureListener.CLOSE);
    }

    /** Both closing and ending the output would discard what the client has not taken yet: so they wait for it. */
    private void whenAllIsSent(ChannelFutureListener end) {
        phase = Phase.LINGERING;
        dropInput();
        ChannelHandlerContext current = requireContext();
        current.channel().config().setAutoRead(true);
        lastNanos = worker.ticker().nanos();
        current.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(end);
    }

    /** How many bytes the client has not taken yet. */
    private long unsentBytes() {
        ChannelOutboundBuffer buffer = requireContext().channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void checkLingering(long nowNanos) {
        long unsent = unsentBytes();
        if (unsent != lastUnsentBytes) {
            lastUnsentBytes = unsent;
            lastNanos = nowNanos;
        } else if (nowNanos - lastNanos > worker.timeouts().lingering().toNanos()) {
            closeNow();
        }
    }

    void checkTimeouts(long nowNanos) {
        long waited = nowNanos - lastNanos;
        if (phase == Phase.LINGERING) {
            checkLingering(nowNanos);
        } else if (phase == Phase.SKIPPING
                && waited > worker.timeouts().lingering().toNanos()) {
            giveUpSkipping();
        } else if (phase == Phase.HEAD) {
            HttpExchange current = exchange;
            if (current == null) {
                if (waited > worker.timeouts().idle().toNanos()) {
                    closeNow();
                } else if (isDraining()) {
                    closeIfIdle();
                }
            } else if (waited > worker.timeouts().requestHeader().toNanos()) {
                phase = Phase.BODY;
                current.refuse(LocalReply.REQUEST_HEADER_TIMEOUT);
            }
        }
    }

    private void dropInput() {
        ByteBuf rest = input;
        input = null;
        if (rest != null) {
            rest.release();
        }
    }

    private ChannelHandlerContext requireContext() {
        ChannelHandlerContext current = context;
        if (current == null) {
            throw new IllegalStateException("connection " + id + " is not open yet");
        }
        return current;
    }
}
