package io.fairlead.routing.regex;

import org.jspecify.annotations.Nullable;

/** A pattern and how far it has been read. */
final class PatternText {
    private final int[] codePoints;
    private int at;

    PatternText(String pattern) {
        this.codePoints = pattern.codePoints().toArray();
    }

    /**
     * How often something repeats.
     *
     * @param max {@link RegexNode.Repeat#UNBOUNDED} for no end
     */
    record Bounds(int min, int max) {}

    /** A place in the text. */
    record Mark(int at) {}

    Mark mark() {
        return new Mark(at);
    }

    void reset(Mark mark) {
        at = mark.at;
    }

    boolean hasMore() {
        return at < codePoints.length;
    }

    boolean isAt(int c) {
        return at < codePoints.length && codePoints[at] == c;
    }

    boolean isAt(String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (at + i >= codePoints.length || codePoints[at + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean take(int c) {
        boolean found = isAt(c);
        at += found ? 1 : 0;
        return found;
    }

    boolean take(String expected) {
        boolean found = isAt(expected);
        at += found ? expected.length() : 0;
        return found;
    }

    int next() throws UnsupportedPatternException {
        if (at == codePoints.length) {
            throw new UnsupportedPatternException("the pattern ends early");
        }
        return codePoints[at++];
    }

    void skipPast(int c) throws UnsupportedPatternException {
        while (next() != c) {
            // Read on.
        }
    }

    /** Reads {@code {n}}, {@code {n,}} or {@code {n,m}}; null, and nothing is read, where the brace is just a brace. */
    @Nullable
    Bounds takeBounds() {
        int start = at;
        if (take('{')) {
            int min = number();
            int max = min;
            if (min >= 0 && take(',')) {
                max = isAt('}') ? RegexNode.Repeat.UNBOUNDED : number();
                min = max < 0 && !isAt('}') ? -1 : min;
            }
            if (min >= 0 && take('}')) {
                return new Bounds(min, max);
            }
        }
        at = start;
        return null;
    }

    /** The character that stands behind a backslash just read. */
    int escaped() throws UnsupportedPatternException {
        int c = next();
        return switch (c) {
            case 'a' -> 7;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            case 'x' -> hex();
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c - '0');
            default -> {
                if (c >= 0x80 || c != '_' && CodePoints.WORD.contains(c)) {
                    throw new UnsupportedPatternException("escape " + Character.toString(c));
                }
                yield c;
            }
        };
    }

    private int octal(int first) {
        int value = first;
        for (int i = 0; i < 2 && hasMore() && codePoints[at] >= '0' && codePoints[at] <= '7'; i++) {
            value = value * 8 + codePoints[at++] - '0';
        }
        return value;
    }

    private int hex() throws UnsupportedPatternException {
        if (!take('{')) {
            return Character.digit(next(), 16) * 16 + Character.digit(next(), 16);
        }
        int value = 0;
        while (!take('}')) {
            value = value * 16 + Character.digit(next(), 16);
        }
        return value;
    }

    /** Reads a decimal number; -1 if there is none. */
    private int number() {
        int start = at;
        int value = 0;
        while (hasMore() && codePoints[at] >= '0' && codePoints[at] <= '9' && at - start < 5) {
            value = value * 10 + codePoints[at++] - '0';
        }
        return at == start ? -1 : value;
    }
}
