package io.fairlead.proxy.http2;

import io.fairlead.proxy.http1.FieldSink;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a connection (RFC 9113 section 5): its states, its windows, and what cannot be sent yet since a window is
 * used up. What is written goes out with the connection's next flush. Event loop only.
 */
public abstract class Http2Stream {
    /** As long as more than this waits for a window, nothing more is asked for. In bytes. */
    private static final int MAX_QUEUED_BYTES = 32 * 1024;

    private final Http2Connection connection;
    private int id;
    private long sendWindow;
    private int receiveWindow;
    /** Bytes that came and were not consumed yet. */
    private int outstanding;
    /** Bytes that were consumed, of which the other side was not told yet. */
    private int untold;

    private @Nullable ArrayDeque<ByteBuf> queue;
    private int queuedBytes;
    private @Nullable HeaderLines queuedTrailers;
    private boolean endQueued;

    private int flagsAt = -1;
    private int flagsEpoch;
    private boolean endSent;
    private boolean endReceived;
    private boolean closed;
    private boolean touched;
    private boolean restUnwanted;

    /** Whether the stream waits in its connection's list of those that a window keeps from sending. */
    boolean blocked;

    /** A stream of {@code connection} that is not open yet. */
    protected Http2Stream(Http2Connection connection) {
        this.connection = connection;
    }

    void open(int streamId, long sendWindowNow, int receiveWindowNow) {
        id = streamId;
        sendWindow = sendWindowNow;
        receiveWindow = receiveWindowNow;
    }

    /** The stream's number, 0 before it is open. */
    public final int id() {
        return id;
    }

    /** Whether the stream can still be written to: it is open, and its end was not written. */
    public final boolean isOpen() {
        return id != 0 && !closed;
    }

    final boolean isClosed() {
        return closed;
    }

    /** Whether all of the other side's message has come. */
    public final boolean isEndReceived() {
        return endReceived;
    }

    /** Whether all of this side's message was written. */
    public final boolean isEndSent() {
        return endSent || endQueued;
    }

    final boolean isEndWritten() {
        return endSent;
    }

    // ---- what the other side sends: for subclasses to take

    /** A head, or trailers, begin: what takes the fields. */
    protected abstract FieldSink fieldsBegin();

    /** All fields have come. False if they are malformed: then the stream is reset. */
    protected abstract boolean fieldsEnd();

    /**
     * Some content has come: the next {@code count} bytes of {@code in}, which stays the caller's. Each byte is to be {@link
     * #consumed} once it need not be kept any more.
     *
     * @return false if the message is malformed
     */
    protected abstract boolean data(ByteBuf in, int count);

    /** The message is complete. False if it is malformed. */
    protected abstract boolean dataEnd();

    /** The other side, or the connection's end, ended the stream. */
    protected abstract void ended(StreamEnd end);

    /** The other side can take more again, or no more for now. */
    protected abstract void writabilityChanged();

    /** A batch of reads is over in which something came for the stream. */
    protected abstract void readComplete();

    /** How a stream ended before both messages were complete. */
    public enum StreamEnd {
        /** The other side reset it. */
        RESET,
        /** The other side says that it did nothing. */
        REFUSED,
        /** The other side broke a rule. */
        MALFORMED,
        /** The connection ended in an orderly way. */
        CONNECTION_CLOSED,
        /** The connection failed. */
        CONNECTION_FAILED
    }

    final void receivedEnd() {
        endReceived = true;
    }

    /** Remembers that something came, for {@link #readComplete}; whether that is news. */
    final boolean touch() {
        boolean isNews = !touched;
        touched = true;
        return isNews;
    }

    final void untouch() {
        touched = false;
    }

    final boolean receives(int bytes) {
        receiveWindow -= bytes;
        outstanding += bytes;
        return receiveWindow >= 0;
    }

    /** Bytes that came need not be kept any more: the other side may send as many again. */
    public final void consumed(int bytes) {
        if (closed || bytes == 0) {
            return;
        }
        outstanding -= bytes;
        untold += bytes;
        connection.consumed(bytes);
        int window = connection.limits().streamWindow();
        if (!endReceived && untold >= window / 2) {
            receiveWindow += untold;
            connection.writer().windowUpdate(id, untold);
            untold = 0;
            connection.flush();
        }
    }

    // ---- what this side sends

    /** Whether what is written now is sent on rather than piled up. */
    public final boolean isWritable() {
        return queuedBytes <= MAX_QUEUED_BYTES && connection.isChannelWritable();
    }

    /** Writes a head; {@link Http2Connection#field} added its fields. Returns how many bytes it takes. */
    protected final int writeHead() {
        connection.writer().headers(id, connection.blockBytes(), false);
        written();
        return connection.blockBytes().size() + Frame.HEADER_BYTES;
    }

    private void written() {
        flagsAt = connection.writer().flagsAt();
        flagsEpoch = connection.writer().epoch();
    }

    /** Writes the next {@code count} bytes of {@code in}, as soon as the windows let it. */
    protected final void writeContent(ByteBuf in, int count) {
        if (closed || isEndSent()) {
            in.skipBytes(count);
            return;
        }
        int left = count;
        if (queuedBytes == 0) {
            left -= writeNow(in, count);
        }
        if (left > 0) {
            ArrayDeque<ByteBuf> waiting = queue;
            if (waiting == null) {
                waiting = new ArrayDeque<>(4);
                queue = waiting;
            }
            waiting.add(in.readRetainedSlice(left));
            queuedBytes += left;
            connection.block(this);
        }
    }

    /** Writes as much of the next {@code count} bytes as the windows allow, and returns how much. */
    private int writeNow(ByteBuf in, int count) {
        int allowed = (int) Math.min(count, Math.min(sendWindow, connection.sendWindow()));
        int left = allowed;
        while (left > 0) {
            int length = Math.min(left, Frame.MAX_PAYLOAD_BYTES);
            connection.writer().data(id, in, length);
            left -= length;
        }
        if (allowed > 0) {
            written();
            sendWindow -= allowed;
            connection.sent(allowed);
            return allowed;
        }
        return 0;
    }

    /** Ends the message, behind everything that was written. */
    protected final void writeEnd(@Nullable HeaderLines trailers) {
        if (closed || isEndSent()) {
            return;
        }
        if (queuedBytes > 0) {
            endQueued = true;
            queuedTrailers = trailers == null ? null : copyOf(trailers);
        } else {
            writeEndNow(trailers);
        }
    }

    private void writeEndNow(@Nullable HeaderLines trailers) {
        endSent = true;
        FrameWriter writer = connection.writer();
        if (trailers != null && trailers.count() > 0) {
            connection.beginBlock();
            connection.fields(trailers);
            writer.headers(id, connection.blockBytes(), true);
        } else if (flagsAt >= 0 && flagsEpoch == writer.epoch()) {
            writer.endAt(flagsAt);
        } else {
            writer.end(id);
        }
        if (endReceived) {
            connection.finished(this);
        } else if (restUnwanted) {
            reset(ErrorCode.NO_ERROR);
        }
    }

    /** Nobody wants the rest of the other side's message: once this side's is sent, the stream ends (section 8.1). */
    protected final void dropRest() {
        restUnwanted = true;
        if (endSent && !endReceived) {
            reset(ErrorCode.NO_ERROR);
        }
    }

    /** The same lines, with bytes of their own. */
    protected static HeaderLines copyOf(HeaderLines lines) {
        HeaderLines copy = new HeaderLines();
        copy.reset(lines.bytes().clone());
        for (int i = 0; i < lines.count(); i++) {
            copy.add(lines.nameHash(i), lines.nameFrom(i), lines.nameTo(i), lines.valueFrom(i), lines.valueTo(i));
        }
        return copy;
    }

    /** Ends the stream at once, whatever is in progress, and tells the other side why. */
    public final void reset(ErrorCode code) {
        if (isOpen()) {
            connection.writer().reset(id, code);
            connection.forget(this, Http2Connection.Forgetting.RESET_BY_US);
            connection.flush();
        }
    }

    /** The other side's window for the stream changes; false if it would get too large. */
    final boolean growSendWindow(long increment) {
        boolean wasBlocked = sendWindow <= 0;
        sendWindow += increment;
        if (sendWindow > Integer.MAX_VALUE) {
            return false;
        }
        if (wasBlocked && sendWindow > 0 && queuedBytes > 0) {
            connection.block(this);
        }
        return true;
    }

    /** Sends at most one frame of what waits. Whether more waits that the stream's window allows. */
    final boolean sendQueued() {
        ArrayDeque<ByteBuf> waiting = Objects.requireNonNull(queue);
        boolean wasFull = queuedBytes > MAX_QUEUED_BYTES;
        ByteBuf first = waiting.element();
        int sent = writeNow(first, Math.min(first.readableBytes(), Frame.MAX_PAYLOAD_BYTES));
        queuedBytes -= sent;
        if (!first.isReadable()) {
            waiting.remove();
            first.release();
        }
        if (queuedBytes == 0 && endQueued) {
            endQueued = false;
            writeEndNow(queuedTrailers);
        } else if (wasFull && queuedBytes <= MAX_QUEUED_BYTES) {
            writabilityChanged();
        }
        return queuedBytes > 0 && sendWindow > 0 && !closed;
    }

    /** Lets go of everything; what came and nobody consumed counts as consumed for the connection. */
    final void close() {
        closed = true;
        connection.consumed(outstanding);
        outstanding = 0;
        queuedBytes = 0;
        ArrayDeque<ByteBuf> waiting = queue;
        queue = null;
        if (waiting != null) {
            waiting.forEach(ByteBuf::release);
        }
    }
}
