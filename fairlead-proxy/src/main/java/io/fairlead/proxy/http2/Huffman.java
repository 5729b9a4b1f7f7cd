package io.fairlead.proxy.http2;

/**
 * The Huffman code of HPACK (RFC 7541 appendix B). The code is canonical: the lengths alone say it all. Decoding goes four
 * bits at a time through a table of states, so that its cost is one look-up for half a byte; no code is shorter than five
 * bits, so that at most one symbol ends within a step.
 */
final class Huffman {
    private static final int SYMBOLS = 257;
    private static final int END_OF_STRING = 256;
    /** The lengths of the codes in bits, as letters: A is 5. */
    private static final String LENGTHS =
            "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCC"
                    + "CCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRT"
                    + "QRSSQQRQSRSSPRRRSRRSVVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ";

    private static final int MIN_BITS = 5;
    private static final int STEPS = 16;
    private static final int MAX_STATES = 257;

    /** In a table entry: a symbol ends here. */
    private static final int EMIT = 1 << 24;
    /** In a table entry: no code begins so. */
    private static final int FAIL = 1 << 25;
    /** In a table entry: the string may end here, since what is begun is less than a byte of ones. */
    private static final int MAY_END = 1 << 26;

    private static final int[] CODES = new int[SYMBOLS];
    /** For each state and four bits: the next state, the symbol shifted by 16, and flags. */
    private static final int[] TABLE = new int[MAX_STATES * STEPS];

    static {
        assignCodes();
        new TableBuilder().build();
    }

    private Huffman() {}

    private static int bits(int symbol) {
        return LENGTHS.charAt(symbol) - 'A' + MIN_BITS;
    }

    private static void assignCodes() {
        int code = 0;
        for (int length = MIN_BITS; length <= 30; length++) {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                if (bits(symbol) == length) {
                    CODES[symbol] = code++;
                }
            }
            code <<= 1;
        }
    }

    /** Builds the binary tree of codes, then the table of steps through it. */
    private static final class TableBuilder {
        /** The children of inner nodes: more than zero an inner node, less a symbol. */
        private final int[] children = new int[2 * MAX_STATES];

        /** Whether the way to a node is ones only, and shorter than a byte. */
        private final boolean[] padding = new boolean[MAX_STATES];

        private int nodes = 1;

        void build() {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                insert(symbol);
            }
            int node = 0;
            for (int depth = 0; depth < 8; depth++) {
                padding[node] = true;
                node = children[2 * node + 1];
            }
            for (int state = 0; state < nodes; state++) {
                for (int nibble = 0; nibble < STEPS; nibble++) {
                    TABLE[state * STEPS + nibble] = step(state, nibble);
                }
            }
        }

        private void insert(int symbol) {
            int node = 0;
            for (int bit = bits(symbol) - 1; bit > 0; bit--) {
                int at = 2 * node + (CODES[symbol] >>> bit & 1);
                if (children[at] == 0) {
                    children[at] = nodes++;
                }
                node = children[at];
            }
            children[2 * node + (CODES[symbol] & 1)] = -1 - symbol;
        }

        private int step(int state, int nibble) {
            int node = state;
            int emitted = 0;
            for (int bit = 3; bit >= 0; bit--) {
                int child = children[2 * node + (nibble >>> bit & 1)];
                if (child >= 0) {
                    node = child;
                } else if (-1 - child == END_OF_STRING) {
                    return FAIL;
                } else {
                    emitted = EMIT | (-1 - child) << 16;
                    node = 0;
                }
            }
            return node | emitted | (padding[node] ? MAY_END : 0);
        }
    }

    /**
     * Decodes {@code source[from..to)} to {@code target}, which has room for {@link #maxDecodedLength}.
     *
     * @return the end of what was written, or -1 if the code is broken
     */
    static int decode(byte[] source, int from, int to, byte[] target, int at) {
        int entry = MAY_END;
        int end = at;
        for (int i = from; i < to; i++) {
            int octet = source[i] & 0xff;
            entry = TABLE[(entry & 0xffff) * STEPS + (octet >>> 4)];
            if ((entry & EMIT) != 0) {
                target[end++] = (byte) (entry >>> 16);
            }
            if ((entry & FAIL) != 0) {
                return -1;
            }
            entry = TABLE[(entry & 0xffff) * STEPS + (octet & 15)];
            if ((entry & EMIT) != 0) {
                target[end++] = (byte) (entry >>> 16);
            }
            if ((entry & FAIL) != 0) {
                return -1;
            }
        }
        return (entry & MAY_END) == 0 ? -1 : end;
    }

    /** The most bytes that {@code encodedBytes} can stand for. */
    static int maxDecodedLength(int encodedBytes) {
        return encodedBytes * 8 / MIN_BITS;
    }

    /** How many bytes {@code source[from..to)} takes encoded. */
    static int encodedLength(byte[] source, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits += bits(source[i] & 0xff);
        }
        return (int) ((bits + 7) / 8);
    }

    /** Encodes {@code source[from..to)} to {@code target} and returns the end of what was written. */
    static int encode(byte[] source, int from, int to, byte[] target, int at) {
        long pending = 0;
        int count = 0;
        int end = at;
        for (int i = from; i < to; i++) {
            int symbol = source[i] & 0xff;
            int length = bits(symbol);
            pending = pending << length | CODES[symbol];
            count += length;
            while (count >= 8) {
                count -= 8;
                target[end++] = (byte) (pending >>> count);
            }
        }
        if (count > 0) {
            target[end++] = (byte) (pending << 8 - count | 0xff >>> count);
        }
        return end;
    }
}
