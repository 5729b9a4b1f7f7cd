package io.fairlead.proxy.observe;

import java.nio.charset.StandardCharsets;

/**
 * A range (half open) of a byte array that belongs to someone else: an out-parameter that is filled again and again. Valid
 * until the owner of the array starts over. Not thread-safe.
 */
public final class ByteSlice {
    private static final byte[] NONE = new byte[0];

    private byte[] array = NONE;
    private int from;
    private int to;

    /** Points to {@code from..to} of {@code array}, which is not copied. */
    public void set(byte[] array, int from, int to) {
        this.array = array;
        this.from = from;
        this.to = to;
    }

    /** Points to nothing. */
    public void clear() {
        set(NONE, 0, 0);
    }

    /** The array that the range lies in. Read only. */
    public byte[] array() {
        return array;
    }

    /** Where the range begins. */
    public int from() {
        return from;
    }

    /** Where the range ends. */
    public int to() {
        return to;
    }

    /** How many bytes the range has. */
    public int length() {
        return to - from;
    }

    /** A copy, one character per byte. For messages and tests. */
    @Override
    public String toString() {
        return new String(array, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
