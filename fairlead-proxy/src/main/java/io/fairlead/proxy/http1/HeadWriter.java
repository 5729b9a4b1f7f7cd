package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Puts heads and chunk lines together in an array of its own, to be copied to the network buffer at once. Allocates nothing
 * once the array has grown to the largest head. Checks nothing: what it writes has been parsed or is ours. One for each
 * event loop; not thread-safe.
 */
public final class HeadWriter {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    /** A long has up to 20 characters as a decimal number. */
    private static final int MAX_NUMBER_LENGTH = 20;

    private byte[] bytes = new byte[4096];
    private int size;

    /** An empty writer. */
    public HeadWriter() {}

    /** Forgets what was written. */
    public HeadWriter reset() {
        size = 0;
        return this;
    }

    /** How many bytes were written since {@link #reset}. */
    public int size() {
        return size;
    }

    /** Copies what was written to {@code out}. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, size);
    }

    /** Writes {@code HTTP/1.1}, the status, 100 to 599, and its reason phrase, with the line end. */
    public HeadWriter statusLine(int status) {
        byte[] line = StatusLine.of(status);
        return range(line, 0, line.length);
    }

    /** Writes the version and the line end that follow a method and a target. */
    public HeadWriter endRequestLine() {
        return ascii(" HTTP/1.1\r\n");
    }

    /** Writes a range of bytes. */
    public HeadWriter range(byte[] source, int from, int to) {
        int length = to - from;
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    /** Writes one byte. */
    public HeadWriter octet(int octet) {
        ensure(1);
        bytes[size++] = (byte) octet;
        return this;
    }

    /** Writes characters up to U+00FF, one byte for each. */
    @SuppressWarnings("deprecation") // The only copy without a charset's detour; the characters are Latin-1.
    public HeadWriter ascii(String text) {
        int length = text.length();
        ensure(length);
        text.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    /** Writes a number that is not negative. */
    public HeadWriter decimal(long number) {
        ensure(MAX_NUMBER_LENGTH);
        int length = 1;
        for (long rest = number; rest > 9; rest /= 10) {
            length++;
        }
        long rest = number;
        for (int at = size + length - 1; at >= size; at--) {
            bytes[at] = DIGITS[(int) (rest % 10)];
            rest /= 10;
        }
        size += length;
        return this;
    }

    /** Writes a number that is not negative in lower-case hexadecimal digits. */
    public HeadWriter hexadecimal(long number) {
        ensure(MAX_NUMBER_LENGTH);
        int length = Math.max(1, (67 - Long.numberOfLeadingZeros(number)) / 4);
        for (int shift = 4 * (length - 1); shift >= 0; shift -= 4) {
            bytes[size++] = DIGITS[(int) (number >>> shift) & 15];
        }
        return this;
    }

    /** Writes a name and the colon; its value and {@link #endLine} must follow. */
    public HeadWriter name(HeaderName name) {
        ensure(name.length() + 2);
        size = name.copyTo(bytes, size);
        bytes[size++] = ':';
        bytes[size++] = ' ';
        return this;
    }

    /** Writes a line with a value of Latin-1 characters. */
    public HeadWriter line(HeaderName name, String value) {
        return name(name).ascii(value).endLine();
    }

    /** Writes a line whose value is a range of bytes. */
    public HeadWriter line(HeaderName name, byte[] source, int from, int to) {
        return name(name).range(source, from, to).endLine();
    }

    /** Writes a line whose value is a number that is not negative. */
    public HeadWriter line(HeaderName name, long value) {
        return name(name).decimal(value).endLine();
    }

    /** Writes a line whose value is the current date. */
    public HeadWriter line(HeaderName name, DateText date) {
        name(name);
        ensure(DateText.LENGTH);
        size = date.copyTo(bytes, size);
        return endLine();
    }

    /** Writes line {@code i} of {@code lines}. */
    public HeadWriter line(HeaderLines lines, int i) {
        int nameLength = lines.nameTo(i) - lines.nameFrom(i);
        int valueLength = lines.valueTo(i) - lines.valueFrom(i);
        ensure(nameLength + valueLength + 4);
        System.arraycopy(lines.bytes(), lines.nameFrom(i), bytes, size, nameLength);
        int at = size + nameLength;
        bytes[at++] = ':';
        bytes[at++] = ' ';
        System.arraycopy(lines.bytes(), lines.valueFrom(i), bytes, at, valueLength);
        at += valueLength;
        bytes[at++] = '\r';
        bytes[at++] = '\n';
        size = at;
        return this;
    }

    /** Writes all lines of {@code head} that go on to the next hop. */
    public HeadWriter lines(MessageHead head) {
        HeaderLines lines = head.headers();
        for (int i = 0; i < lines.count(); i++) {
            if (head.isForwarded(i)) {
                line(lines, i);
            }
        }
        return this;
    }

    /** Writes a line end; after the last line, a second one ends the head. */
    public HeadWriter endLine() {
        ensure(2);
        bytes[size++] = '\r';
        bytes[size++] = '\n';
        return this;
    }

    /** Writes the size line of a chunk; the content, at least 1 byte, and {@link #endLine} must follow. */
    public HeadWriter chunkSize(long length) {
        return hexadecimal(length).endLine();
    }

    /** Writes the last chunk and the end of a chunked body without trailers. */
    public HeadWriter lastChunk() {
        return ascii("0\r\n\r\n");
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
