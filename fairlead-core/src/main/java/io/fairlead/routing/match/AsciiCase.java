package io.fairlead.routing.match;

/** Whether the ASCII letters A to Z count as a to z. All other bytes are always compared as they are. */
enum AsciiCase {
    /** Letters differ by case. */
    SENSITIVE,
    /** Letters do not differ by case. */
    FOLDED;

    private static final byte[] SAME = new byte[256];
    private static final byte[] LOWER = new byte[256];

    static {
        for (int b = 0; b < LOWER.length; b++) {
            SAME[b] = (byte) b;
            LOWER[b] = (byte) (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
        }
    }

    /** By unsigned byte, what it counts as. Read only. */
    byte[] table() {
        return this == FOLDED ? LOWER : SAME;
    }

    /** The byte that {@code b} counts as. */
    byte of(byte b) {
        return this == FOLDED ? LOWER[b & 0xff] : b;
    }

    /** A copy with every byte as it counts. */
    byte[] of(byte[] bytes) {
        byte[] copy = bytes.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = of(copy[i]);
        }
        return copy;
    }

    /** The lower-case form of {@code b}. */
    static byte lower(byte b) {
        return LOWER[b & 0xff];
    }
}
