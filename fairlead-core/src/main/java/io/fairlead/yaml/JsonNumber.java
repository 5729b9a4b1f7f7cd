package io.fairlead.yaml;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that are written in quotes, as Istio's decoder takes them: by JSON's grammar, with blanks around, and for a
 * number with a fraction also its three names of what is no finite number.
 */
final class JsonNumber {
    private static final int LONGEST = 400;

    private JsonNumber() {}

    /**
     * The number, a Long, BigInteger or Double, or null if it is none.
     *
     * @param fractional whether a fraction and an exponent are allowed
     */
    static @Nullable Number parse(String quoted, boolean fractional) {
        String text = quoted.strip();
        if (fractional && (quoted.equals("NaN") || quoted.equals("Infinity") || quoted.equals("-Infinity"))) {
            return Double.valueOf(quoted);
        }
        if (text.equals("null")) {
            return 0L;
        }
        int whole = endOfWhole(text);
        if (whole < 0 || text.length() > LONGEST) {
            return null;
        }
        if (whole == text.length() && !fractional) {
            BigInteger value = new BigInteger(text);
            return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
        }
        return fractional && endOfFraction(text, whole) == text.length() ? finite(Double.parseDouble(text)) : null;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** Where the digits before a fraction end, -1 if there are none or too many zeros. */
    private static int endOfWhole(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int end = skipDigits(text, start);
        boolean zeros = end > start + 1 && text.charAt(start) == '0';
        return end == start || zeros ? -1 : end;
    }

    private static int endOfFraction(String text, int from) {
        int at = from;
        if (text.startsWith(".", at)) {
            int digits = skipDigits(text, at + 1);
            at = digits == at + 1 ? text.length() + 1 : digits;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? at + 2 : at + 1;
            int digits = skipDigits(text, sign);
            at = digits == sign ? text.length() + 1 : digits;
        }
        return at;
    }

    private static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
