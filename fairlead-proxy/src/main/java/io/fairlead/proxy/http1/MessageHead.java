package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a message, used again and again by one connection.
 *
 * <p>It owns the array that all its ranges lie in, which grows as far as {@link HttpLimits#maxHeadBytes()} asks. Filled by a
 * parser; valid from {@link ParseResult#DONE} until the next message is parsed into it. Not thread-safe.
 */
public abstract sealed class MessageHead permits RequestHead, ResponseHead {
    private static final int INITIAL_BYTES = 2048;
    /** A larger array is given back when the next message begins, so that idle connections stay small. */
    private static final int RETAINED_BYTES = 16_384;

    private static final int INITIAL_LINES = 32;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private @Nullable KnownField[] fields = new KnownField[INITIAL_LINES];
    private boolean[] dropped = new boolean[INITIAL_LINES];
    private BodyFraming framing = BodyFraming.NONE;
    private long contentLength;
    private boolean keepAlive;
    private int minorVersion;
    private int size;
    /** Where added lines may be put: behind the bytes that came. */
    private int filled;

    private @Nullable Refusal refusal;

    MessageHead() {}

    /** The header lines, names in lower case, in the order of arrival; without {@code host}, which is the authority. */
    public abstract HeaderLines headers();

    /** The array that all ranges lie in. Read only. */
    public final byte[] bytes() {
        return bytes;
    }

    /** How the end of the body is found. */
    public final BodyFraming framing() {
        return framing;
    }

    /** How many bytes the body has; 0 unless {@link #framing()} is {@link BodyFraming#LENGTH}. */
    public final long contentLength() {
        return contentLength;
    }

    /** Whether the sender lets the connection go on after this message; false after a refusal. */
    public final boolean isKeepAlive() {
        return keepAlive;
    }

    /** The y of HTTP/1.y: 0 or 1. */
    public final int minorVersion() {
        return minorVersion;
    }

    /** How many bytes the head had on the wire. */
    public final int size() {
        return size;
    }

    /**
     * Whether line {@code i} goes on to the next hop. False for connection, keep-alive, proxy-connection, te, trailer,
     * transfer-encoding, upgrade, http2-settings, for whatever the Connection header names (RFC 9110 section 7.6.1), and for
     * what {@link #drop} was told. Content-Length goes on.
     */
    public final boolean isForwarded(int i) {
        return !dropped[i];
    }

    /** Keeps line {@code i} from going on to the next hop. */
    public final void drop(int i) {
        dropped[i] = true;
    }

    /** Takes line {@code i} out; later lines move up. */
    public final void removeLine(int i) {
        HeaderLines lines = headers();
        int behind = lines.count() - i - 1;
        System.arraycopy(fields, i + 1, fields, i, behind);
        System.arraycopy(dropped, i + 1, dropped, i, behind);
        lines.remove(i);
    }

    /** Adds a line that goes on to the next hop, behind all others; the value may not hold CR, LF or NUL. */
    public final void addLine(HeaderName name, byte[] source, int from, int to) {
        HeaderLines lines = headers();
        int nameFrom = filled;
        int valueFrom = nameFrom + name.length();
        int valueTo = valueFrom + to - from;
        ensureCapacity(valueTo);
        name.copyTo(bytes, nameFrom);
        System.arraycopy(source, from, bytes, valueFrom, to - from);
        filled = valueTo;
        classify(lines.count(), null);
        lines.add(name.hashCode(), nameFrom, valueFrom, valueFrom, valueTo);
    }

    /** Why the head is refused; null unless parsing came to {@link ParseResult#ERROR}. */
    public final @Nullable Refusal refusal() {
        return refusal;
    }

    /** Forgets the last message. */
    void begin() {
        if (bytes.length > RETAINED_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
        framing = BodyFraming.NONE;
        contentLength = 0;
        keepAlive = false;
        minorVersion = 1;
        size = 0;
        refusal = null;
        rebase(bytes);
    }

    /** Starts over with ranges in {@code array}. */
    abstract void rebase(byte[] array);

    /** Tells that the array was replaced by a longer copy. */
    abstract void moved(byte[] array);

    /** Makes room for {@code needed} bytes in all; ranges stay valid. */
    final void ensureCapacity(int needed) {
        if (needed > bytes.length) {
            grow(needed);
        }
    }

    private void grow(int needed) {
        bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        moved(bytes);
    }

    /** Says what the line about to be added is; null for a field without meaning to the codec. */
    final void classify(int line, @Nullable KnownField field) {
        if (line == fields.length) {
            fields = Arrays.copyOf(fields, 2 * line);
            dropped = Arrays.copyOf(dropped, 2 * line);
        }
        fields[line] = field;
        dropped[line] = field != null && field.isHopByHop();
    }

    /** What line {@code i} is; null for a field without meaning to the codec. */
    final @Nullable KnownField field(int i) {
        return fields[i];
    }

    final void frame(BodyFraming bodyFraming, long length) {
        framing = bodyFraming;
        contentLength = length;
    }

    final void keepAlive(boolean goesOn) {
        keepAlive = goesOn;
    }

    final void minorVersion(int minor) {
        minorVersion = minor;
    }

    final void size(int bytesOnWire) {
        size = bytesOnWire;
        filled = bytesOnWire;
    }

    /** Up to where the array is in use. */
    final int filled() {
        return filled;
    }

    /** Tells that the array is in use up to {@code end}. */
    final void fill(int end) {
        filled = end;
    }

    final void refuse(Refusal why) {
        refusal = why;
        keepAlive = false;
    }
}
