package io.fairlead.proxy.observe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A byte array that is written from front to back, emptied and written again, so that text is put together without
 * allocation. It grows as needed; what is put into it is bounded by the limits on headers and by the configuration. A slice
 * taken from it keeps its bytes even if the array grows, until {@link #clear}. Not thread-safe.
 */
public final class ByteScratch {
    /** An array larger than this (bytes) is given back by {@link #clear}, so that one huge message does not stay in memory. */
    static final int MAX_RETAINED_BYTES = 64 * 1024;

    private static final int INITIAL_BYTES = 512;
    private static final int MAX_DECIMAL_DIGITS = 20;

    private final ByteSlice lookup = new ByteSlice();
    private byte[] array = new byte[INITIAL_BYTES];
    private int size;

    /** The array written to: bytes {@code 0..size()} are filled. A new one after growth. */
    public byte[] array() {
        return array;
    }

    /** How many bytes are filled. */
    public int size() {
        return size;
    }

    /** Empties it. */
    public void clear() {
        size = 0;
        if (array.length > MAX_RETAINED_BYTES) {
            array = new byte[INITIAL_BYTES];
        }
    }

    /** Forgets what lies behind the first {@code newSize} bytes. */
    public void truncate(int newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException("cannot truncate " + size + " bytes to " + newSize);
        }
        size = newSize;
    }

    /** Adds {@code count} bytes with undefined content, to be filled by the caller, and returns where they begin. */
    public int reserve(int count) {
        int at = size;
        if (array.length - at < count) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, Math.addExact(at, count)));
        }
        size = at + count;
        return at;
    }

    /** Adds one byte: the low eight bits. */
    public void append(int oneByte) {
        int at = reserve(1);
        array[at] = (byte) oneByte;
    }

    /** Adds a range, which may lie in this scratch's own array. */
    public void append(byte[] source, int from, int to) {
        int at = reserve(to - from);
        System.arraycopy(source, from, array, at, to - from);
    }

    /** Adds all bytes of {@code source}. */
    public void append(byte[] source) {
        append(source, 0, source.length);
    }

    /** Adds what a slice points to. */
    public void append(ByteSlice slice) {
        append(slice.array(), slice.from(), slice.to());
    }

    /** Adds text, one byte per character: meant for ASCII; what is above 0xFF becomes a question mark. */
    public void append(String text) {
        int length = text.length();
        int at = reserve(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            array[at + i] = (byte) (c > 0xFF ? '?' : c);
        }
    }

    /** Adds a number in decimal digits. */
    public void appendDecimal(long number) {
        if (number == Long.MIN_VALUE) {
            append("-9223372036854775808");
            return;
        }
        int end = reserve(MAX_DECIMAL_DIGITS) + MAX_DECIMAL_DIGITS;
        int at = end;
        long rest = Math.abs(number);
        do {
            array[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (number < 0) {
            array[--at] = '-';
        }
        int start = end - MAX_DECIMAL_DIGITS;
        System.arraycopy(array, at, array, start, end - at);
        size = start + end - at;
    }

    /** Adds a number of at most nine digits, with leading zeros up to {@code digits}. */
    void appendPadded(int number, int digits) {
        int at = reserve(digits);
        int rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** A slice for whoever writes to this scratch and must look something up first. */
    ByteSlice lookup() {
        return lookup;
    }

    /** A copy, one character per byte. For messages and tests. */
    @Override
    public String toString() {
        return new String(array, 0, size, StandardCharsets.ISO_8859_1);
    }
}
