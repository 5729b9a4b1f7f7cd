package io.fairlead.yaml.tree;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them: {@code 1h30m}, {@code 1.5s}, {@code 250ms}; see Go's {@code time.ParseDuration}. */
public final class GoDuration {
    /** A fraction up to here has room for another digit; digits after that do not count. */
    private static final long MOST_BEFORE_ANOTHER_DIGIT = (Long.MAX_VALUE - 9) / 10;

    private final String text;
    private int at;

    private GoDuration(String text) {
        this.text = text;
    }

    /** The duration, or null if the text is none or longer than 292 years. */
    public static @Nullable Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String amount = negative || text.startsWith("+") ? text.substring(1) : text;
        if (amount.equals("0")) {
            return Duration.ZERO;
        }
        if (amount.isEmpty()) {
            return null;
        }
        try {
            long nanos = new GoDuration(amount).negatedSum();
            return Duration.ofNanos(negative ? nanos : Math.negateExact(nanos));
        } catch (ArithmeticException e) {
            return null; // over 2^63 nanoseconds, which Go refuses too
        }
    }

    /** The sum of all parts below zero, where there is room for one nanosecond more; throws where it is no duration. */
    private long negatedSum() {
        long sum = 0;
        while (at < text.length()) {
            sum = Math.addExact(sum, negatedPart());
        }
        return sum;
    }

    private long negatedPart() {
        int start = at;
        long negatedWhole = negatedDigits();
        boolean anyDigit = at > start;
        long fraction = 0;
        double scale = 1;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                anyDigit = true;
                if (fraction <= MOST_BEFORE_ANOTHER_DIGIT) {
                    fraction = fraction * 10 + (text.charAt(at) - '0');
                    scale *= 10;
                }
            }
        }
        if (!anyDigit) {
            throw new ArithmeticException("no digits");
        }
        long unit = unitNanos();
        // Go computes the fraction in floating point too, and the result must be the same to the nanosecond.
        long fractionNanos = (long) (fraction * (unit / scale));
        return Math.subtractExact(Math.multiplyExact(negatedWhole, unit), fractionNanos);
    }

    private long negatedDigits() {
        long value = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            value = Math.subtractExact(Math.multiplyExact(value, 10L), text.charAt(at) - '0');
            at++;
        }
        return value;
    }

    private long unitNanos() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '.' && !isDigit(text.charAt(at))) {
            at++;
        }
        return switch (text.substring(start, at)) {
            case "ns" -> 1;
            case "us", "\u00b5s", "\u03bcs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new ArithmeticException("no unit");
        };
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
