package io.fairlead.yaml.tree;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar without quotes means to the tools around Kubernetes, which is neither YAML 1.1 nor 1.2: {@code yes} and
 * {@code on} are booleans, {@code 0120} is octal, {@code 1_000} is a number, and a date is text.
 *
 * @param number null unless it is a number; then a Long, a BigInteger or a Double
 */
public record PlainScalar(Type type, @Nullable Number number) {
    /** The kinds of plain scalar. */
    public enum Type {
        /** No value. */
        NULL("nothing"),
        /** True, in some spelling. */
        TRUE("the boolean"),
        /** False, in some spelling. */
        FALSE("the boolean"),
        /** A whole number. */
        INTEGER("the number"),
        /** A number with a fraction or an exponent. */
        FLOAT("the number"),
        /** Anything else. */
        TEXT("the text");

        private final String description;

        Type(String description) {
            this.description = description;
        }
    }

    private static final PlainScalar TEXT = new PlainScalar(Type.TEXT, null);
    private static final PlainScalar NULL = new PlainScalar(Type.NULL, null);
    private static final PlainScalar TRUE = new PlainScalar(Type.TRUE, null);
    private static final PlainScalar FALSE = new PlainScalar(Type.FALSE, null);

    /** Every word with a meaning, in lower case; a word counts in lower case, upper case and capitalised. */
    private static final Map<String, PlainScalar> WORDS = Map.ofEntries(
            Map.entry("null", NULL),
            Map.entry("y", TRUE),
            Map.entry("yes", TRUE),
            Map.entry("true", TRUE),
            Map.entry("on", TRUE),
            Map.entry("n", FALSE),
            Map.entry("no", FALSE),
            Map.entry("false", FALSE),
            Map.entry("off", FALSE));

    private static final Map<String, Double> SPECIAL_FLOATS = Map.of(
            ".inf", Double.POSITIVE_INFINITY,
            "+.inf", Double.POSITIVE_INFINITY,
            "-.inf", Double.NEGATIVE_INFINITY);

    private static final int LONGEST_WORD = 5;

    /** Digits that cost nothing to convert; the time that takes grows with their square. */
    private static final int LONGEST_NUMBER = 400;

    /** Whether {@code text} stands for no value. */
    public static boolean isNull(String text) {
        return text.isEmpty() || text.equals("~") || (text.length() == 4 && of(text).type == Type.NULL);
    }

    /** The meaning of {@code text}. */
    public static PlainScalar of(String text) {
        if (text.isEmpty()) {
            return NULL;
        }
        char first = text.charAt(0);
        if (first >= '0' && first <= '9' || first == '+' || first == '-' || first == '.') {
            return numberOrText(text);
        }
        if (first == '~') {
            return text.length() == 1 ? NULL : TEXT;
        }
        return text.length() <= LONGEST_WORD && "yYnNtTfFoO".indexOf(first) >= 0 ? word(text) : TEXT;
    }

    private static PlainScalar word(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        PlainScalar meaning = WORDS.get(lower);
        if (meaning == null) {
            return TEXT;
        }
        boolean capitalised = text.substring(1).equals(lower.substring(1));
        return capitalised || text.equals(text.toUpperCase(Locale.ROOT)) ? meaning : TEXT;
    }

    private static PlainScalar numberOrText(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return TEXT; // and so is a number beyond every range
        }
        if (text.length() <= LONGEST_WORD) {
            PlainScalar special = specialFloat(text);
            if (special != null) {
                return special;
            }
        }
        String digits = text.indexOf('_') >= 0 ? text.replace("_", "") : text;
        Number whole = wholeNumber(digits);
        if (whole != null) {
            return new PlainScalar(Type.INTEGER, whole);
        }
        return isDecimal(digits) ? floatOrText(Double.parseDouble(digits)) : TEXT;
    }

    /** What is too large for any number is text to Go. */
    private static PlainScalar floatOrText(double value) {
        return Double.isInfinite(value) ? TEXT : new PlainScalar(Type.FLOAT, value);
    }

    private static @Nullable PlainScalar specialFloat(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals(".nan")) {
            return new PlainScalar(Type.FLOAT, Double.NaN);
        }
        Double infinite = SPECIAL_FLOATS.get(lower);
        return infinite == null ? null : new PlainScalar(Type.FLOAT, infinite);
    }

    /** The number if it is a whole one in Go's notation, else null. */
    private static @Nullable Number wholeNumber(String text) {
        int start = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
        int radix = 10;
        int from = start;
        if (text.length() > start + 1 && text.charAt(start) == '0') {
            char mark = text.charAt(start + 1);
            radix = mark == 'x' || mark == 'X' ? 16 : mark == 'b' || mark == 'B' ? 2 : 8;
            from = start + (mark >= '0' && mark <= '9' ? 1 : 2);
            if (radix == 8 && from == start + 2 && mark != 'o' && mark != 'O') {
                return null;
            }
        }
        if (from >= text.length() || !allDigits(text, from, radix)) {
            return null;
        }
        String signed = (text.charAt(0) == '-' ? "-" : "") + text.substring(from);
        return signed.length() <= 10 ? Long.valueOf(signed, radix) : narrow(new BigInteger(signed, radix));
    }

    private static Number narrow(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }

    private static boolean allDigits(String text, int from, int radix) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) > 'f' || Character.digit(text.charAt(i), radix) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is digits with at most one point, and perhaps an exponent. */
    private static boolean isDecimal(String text) {
        int i = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
        int whole = i;
        i = skipDigits(text, i);
        int digits = i - whole;
        if (i < text.length() && text.charAt(i) == '.') {
            int fraction = i + 1;
            i = skipDigits(text, fraction);
            digits += i - fraction;
        }
        if (digits == 0) {
            return false;
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
                i++;
            }
            int exponent = i;
            i = skipDigits(text, i);
            return i > exponent && i == text.length();
        }
        return i == text.length();
    }

    private static int skipDigits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    /** Whether other readers of YAML would take {@code text}, which has this meaning, for something else. */
    public boolean isAmbiguous(String text) {
        if (type == Type.TRUE || type == Type.FALSE) {
            return text.length() < 4;
        }
        if (type != Type.INTEGER) {
            return false;
        }
        int start = text.charAt(0) == '+' || text.charAt(0) == '-' ? 1 : 0;
        return text.indexOf('_') >= 0 || (text.length() > start + 1 && text.charAt(start) == '0');
    }

    /** What a key of {@code text}, which has this meaning, becomes in JSON; null if it cannot be a key. */
    public @Nullable String asKey(String text) {
        return switch (type) {
            case NULL -> null;
            case TRUE -> "true";
            case FALSE -> "false";
            case INTEGER -> String.valueOf(number);
            case FLOAT, TEXT -> text;
        };
    }

    /** What it is, for messages. */
    public String describe() {
        return type.description;
    }
}
