package io.fairlead.proxy.http2;

import io.fairlead.proxy.http2.Http2Stream.StreamEnd;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.collection.IntObjectHashMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of an HTTP/2 connection (RFC 9113): streams, windows, settings, and the rules that the other side must keep. What
 * differs between a server and a client is for subclasses.
 *
 * <p>Everything that is written in one turn of the event loop goes out at its end, in as few writes as possible. Each stream
 * hands on what comes at once, and lets the other side send more only as what came is consumed; so a connection never holds
 * more than its windows. A violation ends the stream, or the connection, that it concerns, with the code that the standard
 * asks for.
 */
public abstract class Http2Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Which end this is. */
    public enum Role {
        CLIENT,
        SERVER
    }

    /** How a stream comes to be forgotten. */
    enum Forgetting {
        FINISHED,
        RESET_BY_US,
        RESET_BY_PEER
    }

    private final Role role;
    private final Http2Limits limits;
    private final FloodGuard guard;
    private final FrameWriter writer = new FrameWriter();
    private final IncomingFrames incoming;
    private final FrameReader reader;
    private final HpackEncoder encoder = new HpackEncoder(true);
    private final ByteScratch block;
    private final ByteSlice name = new ByteSlice();
    private final ByteSlice value = new ByteSlice();
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
    private final ClosedStreams closedStreams = new ClosedStreams();
    private final ArrayDeque<Http2Stream> blocked = new ArrayDeque<>();
    private final List<Http2Stream> touched = new ArrayList<>();
    private final Runnable flushTask = this::flushNow;

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf input;
    private int prefaceRead;
    private int nextStreamId;

    private long sendWindow = Frame.DEFAULT_WINDOW;
    private int initialSendWindow = Frame.DEFAULT_WINDOW;
    private int untold;
    private @Nullable Throwable failure;
    private boolean ending;
    private boolean flushScheduled;
    private boolean reading;

    /**
     * One end of a connection that is not open yet.
     *
     * @param block where header blocks are put together; shared with whatever runs on the same event loop
     */
    protected Http2Connection(Role role, Http2Limits limits, Ticker ticker, ByteScratch block) {
        this.role = role;
        this.limits = limits;
        this.block = block;
        this.guard = new FloodGuard(ticker);
        this.incoming = new IncomingFrames(this, guard);
        this.reader = new FrameReader(incoming, limits.heads().maxHeadBytes());
        this.prefaceRead = role == Role.SERVER ? 0 : PREFACE.length;
        this.nextStreamId = role == Role.SERVER ? 2 : 1;
    }

    /** A client opens a stream: what serves it. */
    protected abstract Http2Stream accept();

    /** The other side announced its settings, for the first time or again. */
    protected abstract void settingsChanged();

    /** The other side will process no further streams. */
    protected abstract void goAwayReceived();

    /** A stream is over, for whatever reason. */
    protected abstract void streamClosed();

    /** A PING of this side came back. */
    protected abstract void pingAcknowledged();

    /** The last byte has been written: the connection is to be closed once that is sent. */
    protected abstract void farewell();

    /** The connection is gone; all streams were told. */
    protected abstract void closed();

    /** Whether the first eight bytes of {@code in} begin HTTP/2, cannot tell yet, or do not: 1, 0 or -1. */
    public static int isPreface(ByteBuf in) {
        int count = Math.min(8, in.readableBytes());
        for (int i = 0; i < count; i++) {
            if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                return -1;
            }
        }
        return count == 8 ? 1 : 0;
    }

    /** What the other side may do. */
    protected final Http2Limits limits() {
        return limits;
    }

    /** How many streams are open. */
    protected final int openStreams() {
        return streams.size();
    }

    /** How many streams the other side lets this one have open. */
    protected final int peerMaxStreams() {
        return incoming.peerMaxStreams();
    }

    /** Whether the connection is about to end: nothing new is begun on it. */
    protected final boolean isEnding() {
        return ending;
    }

    /** Whether stream identifiers are left to open. */
    protected final boolean hasStreamIds() {
        return nextStreamId > 0;
    }

    /** Opens a stream of this side, whose head must be written next. */
    protected final void open(Http2Stream stream) {
        int id = nextStreamId;
        nextStreamId += 2;
        add(stream, id);
    }

    final void add(Http2Stream stream, int id) {
        stream.open(id, initialSendWindow, limits.streamWindow());
        streams.put(id, stream);
    }

    /** Tells the other side that no further streams are accepted: for now all that it has opened already. */
    protected final void announceEnd() {
        writer.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR);
        writer.ping(0, 0);
        flush();
    }

    /** Accepts no further streams from now on. */
    protected final void acceptNoMore() {
        writer.goAway(incoming.acceptNoMore(), ErrorCode.NO_ERROR);
        flush();
    }

    /** Ends the connection, with everything on it. */
    protected final void end(ErrorCode code) {
        if (ending) {
            return;
        }
        ending = true;
        writer.goAway(incoming.lastOpened(), code);
        endStreams(StreamEnd.CONNECTION_FAILED);
        flushNow();
        farewell();
    }

    /** Whether a batch of reads is in progress: its end is told to the streams that it brought something for. */
    protected final boolean isReading() {
        return reading;
    }

    /** The channel's context. */
    protected final ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not connected");
    }

    /** Begins a header block; {@link #field} adds to it. */
    protected final ByteScratch beginBlock() {
        block.clear();
        encoder.begin(block);
        return block;
    }

    final ByteScratch blockBytes() {
        return block;
    }

    /** Adds a field to the header block. */
    protected final void field(ByteSlice fieldName, ByteSlice fieldValue) {
        encoder.field(fieldName, fieldValue, block);
    }

    final void fields(HeaderLines lines) {
        for (int i = 0; i < lines.count(); i++) {
            name.set(lines.bytes(), lines.nameFrom(i), lines.nameTo(i));
            value.set(lines.bytes(), lines.valueFrom(i), lines.valueTo(i));
            encoder.field(name, value, block);
        }
    }

    final Role role() {
        return role;
    }

    /** Whether a stream of this side's numbers was never opened. */
    final boolean isUnused(int streamId) {
        return nextStreamId > 0 && streamId >= nextStreamId;
    }

    final @Nullable Http2Stream stream(int streamId) {
        return streams.get(streamId);
    }

    /** All open streams; the array is the caller's. */
    final Http2Stream[] streams() {
        return streams.values().toArray(new Http2Stream[0]);
    }

    final ClosedStreams closedStreams() {
        return closedStreams;
    }

    final HpackEncoder encoder() {
        return encoder;
    }

    /** Something came for a stream. */
    final void touch(Http2Stream stream) {
        if (stream.touch()) {
            touched.add(stream);
        }
    }

    /** The window of the whole connection grows; false if it would get too large. */
    final boolean growSendWindow(int increment) {
        sendWindow += increment;
        return sendWindow <= Integer.MAX_VALUE;
    }

    /** The window that streams begin with changes, also for those that are open; false if one would get too large. */
    final boolean initialSendWindow(int window) {
        long change = (long) window - initialSendWindow;
        initialSendWindow = window;
        for (Http2Stream stream : streams.values()) {
            if (!stream.growSendWindow(change)) {
                return false;
            }
        }
        return true;
    }

    final FrameWriter writer() {
        return writer;
    }

    final boolean isChannelWritable() {
        return context().channel().isWritable();
    }

    final long sendWindow() {
        return sendWindow;
    }

    final void sent(int bytes) {
        sendWindow -= bytes;
        guard.useful();
    }

    final void consumed(int bytes) {
        untold += bytes;
        if (untold >= limits.connectionWindow() / 2 && !ending) {
            incoming.growReceiveWindow(untold);
            writer.windowUpdate(0, untold);
            untold = 0;
            flush();
        }
    }

    /** The stream has something to send that a window does not allow yet. */
    final void block(Http2Stream stream) {
        if (!stream.blocked) {
            stream.blocked = true;
            blocked.add(stream);
        }
    }

    final void finished(Http2Stream stream) {
        forget(stream, Forgetting.FINISHED);
    }

    final void forget(Http2Stream stream, Forgetting how) {
        if (streams.remove(stream.id()) != null) {
            closedStreams.add(stream.id(), how);
            stream.close();
            streamClosed();
        }
    }

    /** Sends what was written, at the end of this turn of the event loop. */
    public final void flush() {
        if (!flushScheduled) {
            flushScheduled = true;
            context().channel().eventLoop().execute(flushTask);
        }
    }

    private void flushNow() {
        flushScheduled = false;
        if (context().channel().isActive()) {
            sendBlocked();
            writer.flush();
        } else {
            writer.drop();
        }
    }

    /** Sends what streams have waiting, one frame each in turn, until the windows are used up. */
    private void sendBlocked() {
        while (sendWindow > 0 && !blocked.isEmpty() && isChannelWritable()) {
            Http2Stream stream = blocked.remove();
            if (!stream.isClosed() && stream.sendQueued()) {
                blocked.add(stream);
            } else {
                stream.blocked = false;
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        writer.attach(newContext);
        if (role == Role.SERVER) {
            begin();
        }
    }

    /** Begins the connection, which is established. A client calls it before it opens a stream, once. */
    protected final void begin() {
        if (role == Role.CLIENT) {
            writer.bytes(PREFACE);
            writer.settings(
                    Frame.ENABLE_PUSH,
                    0,
                    Frame.INITIAL_WINDOW_SIZE,
                    limits.streamWindow(),
                    Frame.MAX_HEADER_LIST_SIZE,
                    limits.heads().maxHeadBytes());
        } else {
            writer.settings(
                    Frame.MAX_CONCURRENT_STREAMS,
                    limits.maxStreams(),
                    Frame.INITIAL_WINDOW_SIZE,
                    limits.streamWindow(),
                    Frame.MAX_HEADER_LIST_SIZE,
                    limits.heads().maxHeadBytes());
        }
        writer.windowUpdate(0, limits.connectionWindow() - Frame.DEFAULT_WINDOW);
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext current, Object message) {
        ByteBuf in = (ByteBuf) message;
        reading = true;
        ByteBuf before = input;
        input = null;
        if (before != null) {
            before.writeBytes(in);
            in.release();
            in = before;
        }
        try {
            if (!ending && readPreface(in)) {
                read(in);
            }
            if (!ending && in.isReadable()) {
                input = current.alloc()
                        .buffer(Frame.HEADER_BYTES + in.readableBytes())
                        .writeBytes(in);
            }
        } finally {
            in.release();
        }
    }

    private boolean readPreface(ByteBuf in) {
        while (prefaceRead < PREFACE.length && in.isReadable()) {
            if (in.readByte() != PREFACE[prefaceRead++]) {
                end(ErrorCode.PROTOCOL_ERROR);
                return false;
            }
        }
        return prefaceRead == PREFACE.length;
    }

    private void read(ByteBuf in) {
        boolean again = true;
        while (again && !ending) {
            try {
                reader.read(in);
                again = false;
            } catch (Violation violation) {
                LOG.debug(
                        "http2.violation code={} stream={} reason=\"{}\"",
                        violation.code(),
                        violation.streamId(),
                        violation.getMessage());
                if (violation.streamId() == 0) {
                    end(violation.code());
                } else {
                    violated(violation);
                }
            }
        }
    }

    private void violated(Violation violation) {
        Http2Stream stream = streams.get(violation.streamId());
        writer.reset(violation.streamId(), violation.code());
        flush();
        if (stream != null) {
            forget(stream, Forgetting.RESET_BY_US);
            stream.ended(StreamEnd.MALFORMED);
        } else {
            closedStreams.add(violation.streamId(), Forgetting.RESET_BY_US);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        reading = false;
        for (int i = 0; i < touched.size(); i++) {
            Http2Stream stream = touched.get(i);
            stream.untouch();
            stream.readComplete();
        }
        touched.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        for (Http2Stream stream : streams()) {
            stream.writabilityChanged();
        }
        flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        failure = cause;
        if (!(cause instanceof IOException)) {
            LOG.error("http2.connection_failed", cause);
        }
        context().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        ending = true;
        ByteBuf rest = input;
        input = null;
        if (rest != null) {
            rest.release();
        }
        writer.drop();
        endStreams(failure == null ? StreamEnd.CONNECTION_CLOSED : StreamEnd.CONNECTION_FAILED);
        closed();
    }

    private void endStreams(StreamEnd end) {
        for (Http2Stream stream : streams()) {
            streams.remove(stream.id());
            stream.close();
            stream.ended(end);
        }
        blocked.clear();
    }
}
