package io.fairlead.routing.regex;

import java.util.Arrays;
import java.util.List;

/**
 * A pattern as a nondeterministic automaton over the bytes of UTF-8. Built back to front, so that every instruction knows
 * what follows it.
 */
final class ByteNfa {
    /** A byte between {@link #low} and {@link #high} leads to {@link #next}. */
    static final byte BYTES = 0;
    /** Leads to {@link #next} and to {@link #other} without a byte. */
    static final byte FORK = 1;
    /** Leads to {@link #next} before all text. */
    static final byte BEGIN = 2;
    /** Leads to {@link #next} behind all text. */
    static final byte END = 3;
    /** The pattern has matched, if the text is at its end. */
    static final byte MATCH = 4;

    private static final int MAX_INSTRUCTIONS = 4_000;

    private byte[] kinds = new byte[64];
    private int[] nexts = new int[64];
    /** The other way of a fork; the two ends of a range of bytes, one in the low eight bits, one above. */
    private int[] operands = new int[64];

    private int count;
    private final int start;

    private ByteNfa(RegexNode node) throws UnsupportedPatternException {
        this.start = emit(node, add(MATCH, 0, 0));
    }

    static ByteNfa of(RegexNode node) throws UnsupportedPatternException {
        return new ByteNfa(node);
    }

    int start() {
        return start;
    }

    int count() {
        return count;
    }

    byte kind(int i) {
        return kinds[i];
    }

    int next(int i) {
        return nexts[i];
    }

    int other(int i) {
        return operands[i];
    }

    int low(int i) {
        return operands[i] & 0xff;
    }

    int high(int i) {
        return operands[i] >> 8;
    }

    private int emit(RegexNode node, int next) throws UnsupportedPatternException {
        if (node instanceof RegexNode.Chars chars) {
            return emitChars(chars.set(), next);
        } else if (node instanceof RegexNode.Sequence sequence) {
            int at = next;
            for (int i = sequence.nodes().size() - 1; i >= 0; i--) {
                at = emit(sequence.nodes().get(i), at);
            }
            return at;
        } else if (node instanceof RegexNode.Choice choice) {
            List<RegexNode> nodes = choice.nodes();
            int at = emit(nodes.get(nodes.size() - 1), next);
            for (int i = nodes.size() - 2; i >= 0; i--) {
                at = add(FORK, emit(nodes.get(i), next), at);
            }
            return at;
        } else if (node instanceof RegexNode.Repeat repeat) {
            return emitRepeat(repeat, next);
        } else if (node instanceof RegexNode.Edge edge) {
            return add(edge == RegexNode.Edge.BEGIN ? BEGIN : END, next, 0);
        }
        throw new AssertionError(node);
    }

    private int emitRepeat(RegexNode.Repeat repeat, int next) throws UnsupportedPatternException {
        int at = next;
        if (repeat.max() == RegexNode.Repeat.UNBOUNDED) {
            at = add(FORK, 0, next);
            // In two steps: emitting may replace the array.
            int body = emit(repeat.node(), at);
            nexts[at] = body;
        } else {
            for (int i = repeat.min(); i < repeat.max(); i++) {
                at = add(FORK, emit(repeat.node(), at), next);
            }
        }
        for (int i = 0; i < repeat.min(); i++) {
            at = emit(repeat.node(), at);
        }
        return at;
    }

    private int emitChars(CodePoints set, int next) throws UnsupportedPatternException {
        int at = -1;
        for (int[] sequence : Utf8Ranges.of(set)) {
            int branch = next;
            for (int i = sequence.length - 1; i >= 0; i--) {
                branch = add(BYTES, branch, sequence[i]);
            }
            at = at < 0 ? branch : add(FORK, branch, at);
        }
        // An empty set: a range that no byte is in.
        return at < 0 ? add(BYTES, next, 1) : at;
    }

    private int add(byte kind, int next, int operand) throws UnsupportedPatternException {
        if (count == MAX_INSTRUCTIONS) {
            throw new UnsupportedPatternException("too large");
        }
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, count * 2);
            nexts = Arrays.copyOf(nexts, count * 2);
            operands = Arrays.copyOf(operands, count * 2);
        }
        kinds[count] = kind;
        nexts[count] = next;
        operands[count] = operand;
        return count++;
    }
}
