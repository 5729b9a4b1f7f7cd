package io.fairlead.routing.regex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits code points into sequences of byte ranges that are their UTF-8 forms. A range is {@code low | high << 8}. */
final class Utf8Ranges {
    private static final int[] LAST_OF_LENGTH = {0x7f, 0x7ff, 0xffff};

    private final List<int[]> sequences = new ArrayList<>();

    private Utf8Ranges() {}

    static List<int[]> of(CodePoints set) {
        Utf8Ranges ranges = new Utf8Ranges();
        for (CodePoints.Range range : set.ranges()) {
            ranges.add(range.from(), range.to());
        }
        return ranges.sequences;
    }

    private void add(int from, int to) {
        for (int last : LAST_OF_LENGTH) {
            if (from <= last && last < to) {
                if (from == 0x80 && to == CodePoints.MAX) {
                    addAllBeyondAscii();
                } else {
                    add(from, last);
                    add(last + 1, to);
                }
                return;
            }
        }
        if (to < 0x80) {
            sequences.add(new int[] {range(from, to)});
            return;
        }
        // Below a lead byte, a range can only be kept whole if it spans all of its continuation bytes.
        for (int bits = 6; bits <= 18; bits += 6) {
            int mask = (1 << bits) - 1;
            if ((from & ~mask) != (to & ~mask)) {
                if ((from & mask) != 0) {
                    add(from, from | mask);
                    add((from | mask) + 1, to);
                    return;
                } else if ((to & mask) != mask) {
                    add(from, (to & ~mask) - 1);
                    add(to & ~mask, to);
                    return;
                }
            }
        }
        byte[] first = encode(from);
        byte[] last = encode(to);
        int[] sequence = new int[first.length];
        for (int i = 0; i < first.length; i++) {
            sequence[i] = range(first[i] & 0xff, last[i] & 0xff);
        }
        sequences.add(sequence);
    }

    /** RE2 takes a shortcut for this range, which lets surrogates and overlong forms pass; so they pass here, too. */
    private void addAllBeyondAscii() {
        int continuation = range(0x80, 0xbf);
        sequences.add(new int[] {range(0xc2, 0xdf), continuation});
        sequences.add(new int[] {range(0xe0, 0xef), continuation, continuation});
        sequences.add(new int[] {range(0xf0, 0xf4), continuation, continuation, continuation});
    }

    private static int range(int low, int high) {
        return low | high << 8;
    }

    private static byte[] encode(int c) {
        if (c >= 0xd800 && c <= 0xdfff) {
            // Java writes a question mark for half a pair; RE2 writes it like any other code point.
            return new byte[] {(byte) (0xe0 | c >> 12), (byte) (0x80 | c >> 6 & 0x3f), (byte) (0x80 | c & 0x3f)};
        }
        return Character.toString(c).getBytes(StandardCharsets.UTF_8);
    }
}
