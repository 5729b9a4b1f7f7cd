package io.fairlead.routing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header lines of one message, as ranges (half open) of one byte array. Names are in lower case, values without white
 * space around them. Filled again and again by the edge that reads messages; not thread-safe.
 */
public final class HeaderLines {
    private static final int INTS_PER_LINE = 5;

    private byte[] bytes = new byte[0];
    private int[] lines = new int[32 * INTS_PER_LINE];
    private int count;

    /** Starts over with ranges in {@code array}, which is not copied. */
    public void reset(byte[] array) {
        bytes = array;
        count = 0;
    }

    /** Adds a line; {@code nameHash} is {@link HeaderName#hash} of the lower-case name. */
    public void add(int nameHash, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int at = count * INTS_PER_LINE;
        if (at == lines.length) {
            lines = Arrays.copyOf(lines, lines.length * 2);
        }
        lines[at] = nameHash;
        lines[at + 1] = nameFrom;
        lines[at + 2] = nameTo;
        lines[at + 3] = valueFrom;
        lines[at + 4] = valueTo;
        count++;
    }

    /** Takes line {@code i} out; later lines move up. */
    public void remove(int i) {
        int at = i * INTS_PER_LINE;
        System.arraycopy(lines, at + INTS_PER_LINE, lines, at, (count - i - 1) * INTS_PER_LINE);
        count--;
    }

    /** Tells that the array was replaced by {@code array}, a longer copy of it; the ranges stay. */
    public void moved(byte[] array) {
        bytes = array;
    }

    /** The array that all ranges lie in. Read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many lines there are. */
    public int count() {
        return count;
    }

    /** The hash of the name of line {@code i}. */
    public int nameHash(int i) {
        return lines[i * INTS_PER_LINE];
    }

    /** Where the name of line {@code i} begins. */
    public int nameFrom(int i) {
        return lines[i * INTS_PER_LINE + 1];
    }

    /** Where the name of line {@code i} ends. */
    public int nameTo(int i) {
        return lines[i * INTS_PER_LINE + 2];
    }

    /** Where the value of line {@code i} begins. */
    public int valueFrom(int i) {
        return lines[i * INTS_PER_LINE + 3];
    }

    /** Where the value of line {@code i} ends. */
    public int valueTo(int i) {
        return lines[i * INTS_PER_LINE + 4];
    }

    /** Whether line {@code i} has this name. */
    public boolean isNamed(int i, HeaderName name) {
        int at = i * INTS_PER_LINE;
        return lines[at] == name.hashCode()
                && Arrays.equals(bytes, lines[at + 1], lines[at + 2], name.bytes(), 0, name.length());
    }

    /** The first line from line {@code start} on with this name, or -1. */
    public int find(HeaderName name, int start) {
        for (int i = start; i < count; i++) {
            if (isNamed(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** A copy of the value of line {@code i}, one character per byte. For messages and logs. */
    public String value(int i) {
        return new String(bytes, valueFrom(i), valueTo(i) - valueFrom(i), StandardCharsets.ISO_8859_1);
    }

    /** A copy of the name of line {@code i}. For messages and logs. */
    public String name(int i) {
        return new String(bytes, nameFrom(i), nameTo(i) - nameFrom(i), StandardCharsets.ISO_8859_1);
    }
}
