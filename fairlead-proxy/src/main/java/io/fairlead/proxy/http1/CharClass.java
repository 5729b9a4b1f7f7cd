package io.fairlead.proxy.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tables that say for each octet where it may stand. Indexed by the unsigned octet. */
final class CharClass {
    /** The lower-case form of a token character (RFC 9110 section 5.6.2), 0 for any other octet. */
    static final byte[] TOKEN = new byte[256];

    /** Whether an octet may stand in a field value: HTAB, SP, VCHAR and obs-text (RFC 9110 section 5.5). */
    static final boolean[] VALUE = new boolean[256];

    /**
     * What an octet means in the path of a request target: the sum of those met tells whether the path must be normalised.
     * 0 is refused, negative ends the path.
     */
    static final byte[] TARGET = new byte[256];

    /** The value of a hexadecimal digit, -1 for any other octet. */
    static final byte[] HEX = new byte[256];

    static final byte PLAIN = 1;
    static final byte DOT = 2;
    static final byte PERCENT = 4;
    static final byte BACKSLASH = 8;
    /** Must be escaped in a path. */
    static final byte ESCAPE = 16;

    static final byte QUESTION_MARK = -1;

    /** Octets that stand for themselves, so that their escapes are decoded (RFC 3986 section 2.3). */
    static final boolean[] UNRESERVED = new boolean[256];

    static {
        Arrays.fill(HEX, (byte) -1);
        for (int c = 0; c < 256; c++) {
            VALUE[c] = c == '\t' || (c >= ' ' && c != 0x7f);
            TARGET[c] = c > ' ' && c < 0x7f ? PLAIN : 0;
        }
        for (char c = '0'; c <= '9'; c++) {
            letterOrDigit(c, c);
            HEX[c] = (byte) (c - '0');
        }
        for (char c = 'a'; c <= 'z'; c++) {
            letterOrDigit(c, c);
            letterOrDigit((char) (c - 32), c);
        }
        for (int i = 0; i < 6; i++) {
            HEX['a' + i] = HEX['A' + i] = (byte) (10 + i);
        }
        for (byte c : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
            TOKEN[c] = c;
        }
        for (byte c : "-._~".getBytes(StandardCharsets.US_ASCII)) {
            UNRESERVED[c] = true;
        }
        for (byte c : "\"<>^`{|}".getBytes(StandardCharsets.US_ASCII)) {
            TARGET[c] = ESCAPE;
        }
        TARGET['.'] = DOT;
        TARGET['%'] = PERCENT;
        TARGET['\\'] = BACKSLASH;
        TARGET['?'] = QUESTION_MARK;
        TARGET['#'] = 0;
    }

    private CharClass() {}

    private static void letterOrDigit(char c, char lower) {
        TOKEN[c] = (byte) lower;
        UNRESERVED[c] = true;
    }

    /** Whether {@code bytes} are {@code lowerCase} when the case of ASCII letters is ignored. */
    static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (TOKEN[bytes[i] & 0xff] != lowerCase.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** Whether an octet is optional white space: SP or HTAB. */
    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
