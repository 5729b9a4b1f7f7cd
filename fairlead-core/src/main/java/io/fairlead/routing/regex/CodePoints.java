package io.fairlead.routing.regex;

import java.util.ArrayList;
import java.util.List;

/** A set of code points: ascending, separate, inclusive ranges. */
record CodePoints(List<Range> ranges) {
    static final int MAX = 0x10ffff;
    static final CodePoints ALL = of(0, MAX);
    static final CodePoints NONE = new CodePoints(List.of());
    static final CodePoints DIGIT = of('0', '9');
    static final CodePoints SPACE = of('\t', '\n').or(of('\f', '\r')).or(of(' ', ' '));
    static final CodePoints WORD = DIGIT.or(of('A', 'Z')).or(of('_', '_')).or(of('a', 'z'));

    /** The code points {@code from..to}, both included. */
    record Range(int from, int to) {}

    CodePoints {
        ranges = List.copyOf(ranges);
    }

    static CodePoints of(int from, int to) {
        return new CodePoints(List.of(new Range(from, to)));
    }

    CodePoints or(CodePoints other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        all.sort((a, b) -> Integer.compare(a.from, b.from));
        List<Range> merged = new ArrayList<>();
        for (Range range : all) {
            Range last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && range.from <= last.to + 1) {
                merged.set(merged.size() - 1, new Range(last.from, Math.max(last.to, range.to)));
            } else {
                merged.add(range);
            }
        }
        return new CodePoints(merged);
    }

    CodePoints not() {
        List<Range> gaps = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            if (range.from > next) {
                gaps.add(new Range(next, range.from - 1));
            }
            next = range.to + 1;
        }
        if (next <= MAX) {
            gaps.add(new Range(next, MAX));
        }
        return new CodePoints(gaps);
    }

    boolean isAscii() {
        return ranges.isEmpty() || ranges.get(ranges.size() - 1).to < 0x80;
    }

    /**
     * With every code point that differs from a member by case only. Of ASCII letters, k and s have such relatives elsewhere:
     * the Kelvin sign and the long s. Only for ASCII sets.
     */
    CodePoints foldedAscii() {
        CodePoints folded = this;
        for (int upper = 'A'; upper <= 'Z'; upper++) {
            int lower = upper + ('a' - 'A');
            if (contains(upper) || contains(lower)) {
                folded = folded.or(of(upper, upper)).or(of(lower, lower));
            }
        }
        if (folded.contains('k')) {
            folded = folded.or(of(0x212a, 0x212a));
        }
        return folded.contains('s') ? folded.or(of(0x17f, 0x17f)) : folded;
    }

    boolean contains(int codePoint) {
        for (Range range : ranges) {
            if (codePoint >= range.from && codePoint <= range.to) {
                return true;
            }
        }
        return false;
    }

    /** How many code points there are. */
    int size() {
        int size = 0;
        for (Range range : ranges) {
            size += range.to - range.from + 1;
        }
        return size;
    }
}
