package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http.HttpWorker.Watched;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.ParseResult;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.http1.Upgrade;
import io.fairlead.proxy.listen.AcceptedConnection;
import io.fairlead.proxy.listen.Farewell;
import io.fairlead.proxy.message.BodyReader.Result;
import io.fairlead.proxy.message.BodySink;
import io.fairlead.proxy.message.ByteSink;
import io.fairlead.proxy.message.Framing;
import io.fairlead.proxy.message.MessageWriter;
import io.fairlead.proxy.message.ResponseText;
import io.fairlead.proxy.message.ResponseText.Connection;
import io.fairlead.proxy.tls.TlsErrors;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's HTTP/1.1 connection: turns its bytes into one request after the other, each served by an {@link HttpExchange}.
 *
 * <p>What comes is taken at once where possible: heads by the parser, bodies by the upstream. What cannot be taken yet, since
 * the upstream is slow or a pipelined request has to wait for its turn, stays in {@link #input}, and reading stops until it
 * is gone: so a connection never holds more than what one read brought. No request begins while the client does not take the
 * answers to those before it. An exchange, with the arrays for its heads, is lent
 * to the connection from the first byte of a request to the end of its response; an idle connection holds none.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements ClientStream, Watched, ByteSink {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);

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
    private @Nullable ClientFacts facts;
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpExchange exchange;
    /** In phase SKIPPING, the exchange that is over: it knows where the request's body ends. */
    private @Nullable HttpExchange skipped;

    private @Nullable ByteBuf input;
    private Phase phase = Phase.HEAD;
    private long lastNanos;
    private int lingeringBytes;
    private @Nullable Farewell farewell;
    private final MessageWriter writer = new MessageWriter();
    /** What happens after the response in progress. */
    private Connection after = Connection.KEEP_ALIVE;

    private boolean processing;
    private boolean flushWanted;

    Http1Connection(HttpWorker worker, AcceptedConnection accepted) {
        this.worker = worker;
        this.accepted = accepted;
    }

    @Override
    public ClientFacts facts() {
        return Objects.requireNonNull(facts);
    }

    @Override
    public boolean isHttp2() {
        return false;
    }

    @Override
    public ByteBufAllocator allocator() {
        return requireContext().alloc();
    }

    @Override
    public boolean isWritable() {
        return requireContext().channel().isWritable();
    }

    /** Whether the connection should end after the response in progress. */
    private boolean isDraining() {
        return worker.isDraining() || accepted.listener().isDraining();
    }

    @Override
    public void write(ByteBuf bytes) {
        ChannelHandlerContext current = requireContext();
        current.write(bytes, current.voidPromise());
    }

    @Override
    public void proceed() {
        writer.proceed(this);
        flush();
    }

    @Override
    public int head(int status, HeaderEdits edits, Framing framing) {
        HttpExchange current = Objects.requireNonNull(exchange);
        if (status == Upgrade.STATUS) {
            // All that comes from now on is the body of this request.
            current.http1().body().begin(BodyFraming.UNTIL_CLOSE, 0);
            phase = Phase.BODY;
            after = Connection.CLOSE;
        } else if (!current.head().isKeepAlive() || isDraining()) {
            after = Connection.CLOSE;
        }
        ResponseText.Output output = worker.output();
        ResponseText.write(status, edits, framing, after, output);
        writer.head(output.scratch(), framing, this);
        return output.scratch().size();
    }

    @Override
    public void content(ByteBuf in, int count) {
        writer.content(in, count, this);
    }

    @Override
    public void end(@Nullable HeaderLines trailers) {
        writer.end(this);
    }

    @Override
    public void flush() {
        if (processing) {
            flushWanted = true;
        } else {
            flushNow();
        }
    }

    private void flushNow() {
        writer.send(this);
        requireContext().flush();
    }

    /** Drops the rest of the body if it is here already; else the connection ends after the response. */
    @Override
    public void skipRequest() {
        HttpExchange current = Objects.requireNonNull(exchange);
        ByteBuf in = input;
        if (phase == Phase.BODY) {
            long remaining = current.head().refusal() != null
                    ? -1
                    : current.http1().body().remaining();
            if (in == null || remaining < 0 || in.readableBytes() < remaining) {
                after = Connection.CLOSE;
            } else {
                in.skipBytes((int) remaining);
                phase = Phase.RESPONSE;
            }
        }
    }

    @Override
    public void bodyWanted() {
        resume();
    }

    @Override
    public void exchangeEnded(HttpExchange ended) {
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

    @Override
    public void abort() {
        closeNow();
    }

    @Override
    public void closeNow() {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void closeIfIdle() {
        if (phase == Phase.HEAD && exchange == null && input == null) {
            closeAfterLastByte();
        }
    }

    // ---- what the channel tells

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        if (newContext.channel().isActive()) {
            facts = new ClientFacts(accepted);
            lastNanos = worker.ticker().nanos();
            worker.opened(this);
        }
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
        if (!TlsErrors.isOfPeer(cause)) {
            LOG.error("connection.failed id={} client={}", facts().id(), facts().remote(), cause);
        }
        closeNow();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        boolean begun = phase == Phase.BODY || phase == Phase.RESPONSE;
        phase = Phase.CLOSED;
        dropInput();
        writer.drop();
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
                flushNow();
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
        boolean complete = ended.http1().body().read(in, BodySink.NOWHERE) == Result.DONE;
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
            current.http1().parser().reset();
            exchange = current;
            after = Connection.KEEP_ALIVE;
            lastNanos = worker.ticker().nanos();
        }
        RequestHead head = current.head();
        ParseResult result = current.http1().parser().parse(in, head);
        if (result == ParseResult.NEED_MORE) {
            return false;
        }
        if (result == ParseResult.ERROR) {
            phase = Phase.BODY;
            current.refuse();
            return false;
        }
        boolean hasBody = head.framing() == BodyFraming.CHUNKED || head.contentLength() > 0;
        current.http1().body().begin(head.framing(), head.contentLength());
        phase = hasBody ? Phase.BODY : Phase.RESPONSE;
        current.begin(lastNanos);
        return true;
    }

    private boolean body(ByteBuf in) {
        HttpExchange current = exchange;
        if (current == null || !current.takesBody()) {
            return false;
        }
        int before = in.readableBytes();
        Result result = current.http1().body().read(in, current.requestBody());
        if (current != exchange) {
            return true;
        }
        if (result == Result.DONE) {
            phase = phase == Phase.BODY ? Phase.RESPONSE : phase;
            current.requestBody().end(null);
            return true;
        }
        if (result == Result.ERROR) {
            current.badRequestBody();
            return false;
        }
        return phase == Phase.BODY && in.isReadable() && in.readableBytes() < before;
    }

    private void linger() {
        beforeFarewell();
        farewell =
                Farewell.lingering(requireContext().channel(), worker.timeouts().lingering(), lastNanos);
    }

    private void closeAfterLastByte() {
        beforeFarewell();
        farewell =
                Farewell.closing(requireContext().channel(), worker.timeouts().lingering(), lastNanos);
    }

    private void beforeFarewell() {
        phase = Phase.LINGERING;
        dropInput();
        lastNanos = worker.ticker().nanos();
        writer.send(this);
    }

    @Override
    public void checkTimeouts(long nowNanos) {
        long waited = nowNanos - lastNanos;
        Farewell leaving = farewell;
        if (leaving != null) {
            if (leaving.isStuck(nowNanos)) {
                closeNow();
            }
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
            throw new IllegalStateException("the connection is not open yet");
        }
        return current;
    }
}
