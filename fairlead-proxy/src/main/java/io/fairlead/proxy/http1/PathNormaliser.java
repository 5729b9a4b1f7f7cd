package io.fairlead.proxy.http1;

/**
 * Brings a path to the form in which it is matched and forwarded: Istio's default, which is what Envoy's
 * {@code normalize_path} does.
 *
 * <p>Dot segments are removed (RFC 3986 section 5.2.4), where {@code %2e} counts as a dot and a backslash as a slash;
 * escapes of unreserved characters are decoded; characters that may not stand in a URI are escaped. All other escapes keep
 * their spelling, broken ones too; {@code //}, {@code %2f} and {@code %5c} stay as they are. An escaped NUL is refused.
 */
final class PathNormaliser {
    private static final byte[] HEX_DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
    };

    private PathNormaliser() {}

    /** Whether a path must be normalised, given the {@link CharClass#TARGET} bits of its octets. */
    static boolean isNeeded(byte[] bytes, int from, int to, int bits) {
        if (bits <= CharClass.PLAIN) {
            return false;
        }
        if ((bits & ~(CharClass.PLAIN | CharClass.DOT)) != 0) {
            return true;
        }
        for (int i = from; i + 1 < to; i++) {
            if (bytes[i] == '/' && bytes[i + 1] == '.') {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes the normal form of the path {@code from..to} to {@code out} and returns its end; -1 if the path is refused. The
     * form begins with a slash, is never empty, and has at most three times the length and one more.
     */
    static int normalise(byte[] bytes, int from, int to, int out) {
        int end = out;
        bytes[end++] = '/';
        int brokenEscape = -1;
        int at = from < to ? from + 1 : to;
        while (at < to) {
            int dot = dotLength(bytes, at, to);
            if (dot > 0 && bytes[end - 1] == '/') {
                int second = dotLength(bytes, at + dot, to);
                int segmentEnd = dotSegmentEnd(bytes, at, at + dot + second, to);
                if (segmentEnd >= 0) {
                    end = second == 0 ? end : parent(bytes, out, end);
                    at = Math.min(segmentEnd + 1, to);
                    continue;
                }
            }
            int value = bytes[at] == '%' ? escaped(bytes, at, to) : -1;
            if (value == 0) {
                return -1;
            }
            if (value > 0 && CharClass.UNRESERVED[value]) {
                bytes[end++] = (byte) value;
                at += 3;
                end = guard(bytes, brokenEscape, end, at < to && isHex(bytes[at]));
            } else {
                brokenEscape = bytes[at] == '%' && value < 0 ? end : brokenEscape;
                end = literal(bytes, bytes[at++], end);
            }
        }
        return end;
    }

    /**
     * Keeps decoding from making an escape that was not there: the percent sign of a broken escape is escaped itself when
     * the character just decoded, the last before {@code end}, would complete it.
     */
    private static int guard(byte[] bytes, int brokenEscape, int end, boolean isHexNext) {
        if (brokenEscape < 0 || !isHex(bytes[end - 1])) {
            return end;
        }
        boolean isCompleted = brokenEscape == end - 3 && isHex(bytes[end - 2]);
        if (!isCompleted && !(brokenEscape == end - 2 && isHexNext)) {
            return end;
        }
        System.arraycopy(bytes, brokenEscape + 1, bytes, brokenEscape + 3, end - brokenEscape - 1);
        bytes[brokenEscape + 1] = '2';
        bytes[brokenEscape + 2] = '5';
        return end + 2;
    }

    private static boolean isHex(byte octet) {
        return CharClass.HEX[octet & 0xff] >= 0;
    }

    /**
     * The end of the segment whose dots are {@code from..dotsEnd} if it is a dot segment, else -1. Envoy takes parameters off
     * a dot segment written without escapes between slashes, so {@code /..;x/} is one.
     */
    private static int dotSegmentEnd(byte[] bytes, int from, int dotsEnd, int to) {
        if (dotsEnd == to || isSlash(bytes[dotsEnd])) {
            return dotsEnd;
        }
        if (bytes[dotsEnd] != ';' || bytes[from - 1] != '/' || bytes[from] != '.' || bytes[dotsEnd - 1] != '.') {
            return -1;
        }
        int at = dotsEnd;
        while (at < to && bytes[at] != '/') {
            at++;
        }
        return at;
    }

    private static int literal(byte[] bytes, byte octet, int end) {
        int at = end;
        if (octet == '\\') {
            bytes[at++] = '/';
        } else if (CharClass.TARGET[octet & 0xff] == CharClass.ESCAPE) {
            bytes[at++] = '%';
            bytes[at++] = HEX_DIGITS[octet >> 4];
            bytes[at++] = HEX_DIGITS[octet & 15];
        } else {
            bytes[at++] = octet;
        }
        return at;
    }

    /** The end behind the slash before the last segment of the form {@code out..end}, which ends in a slash. */
    private static int parent(byte[] bytes, int out, int end) {
        int at = end - 1;
        while (at > out && bytes[at - 1] != '/') {
            at--;
        }
        return Math.max(at, out + 1);
    }

    private static boolean isSlash(byte octet) {
        return octet == '/' || octet == '\\';
    }

    /** 1 for a dot, 3 for an escaped one, 0 for anything else. */
    private static int dotLength(byte[] bytes, int at, int to) {
        if (at >= to) {
            return 0;
        }
        if (bytes[at] == '.') {
            return 1;
        }
        return bytes[at] == '%' && escaped(bytes, at, to) == '.' ? 3 : 0;
    }

    /** The octet that the escape at {@code at} stands for, -1 if it is none. */
    private static int escaped(byte[] bytes, int at, int to) {
        if (at + 2 >= to) {
            return -1;
        }
        int high = CharClass.HEX[bytes[at + 1] & 0xff];
        int low = CharClass.HEX[bytes[at + 2] & 0xff];
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
