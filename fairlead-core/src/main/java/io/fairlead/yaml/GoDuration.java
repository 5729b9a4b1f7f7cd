package io.fairlead.yaml;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as Go writes them: {@code 1h30m}, {@code 1.5s}, {@code 250ms}; see Go's {@code time.ParseDuration}. */
final class GoDuration {
    private static final long[] POWERS_OF_TEN = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };
    private static final int SIGNIFICANT_FRACTION = 9;

    private final String text;
    private int at;

    private GoDuration(String text) {
        this.text = text;
    }

    /** The duration, or null if the text is none or longer than 292 years. */
    static @Nullable Duration parse(String text) {
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
            sum = Math.subtractExact(sum, part());
        }
        return sum;
    }

    private long part() {
        int start = at;
        long whole = digits();
        int wholeDigits = at - start;
        long fraction = 0;
        int fractionDigits = 0;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            int fractionStart = at;
            skipDigits();
            fractionDigits = Math.min(at - fractionStart, SIGNIFICANT_FRACTION);
            if (wholeDigits == 0 && fractionDigits == 0) {
                throw new ArithmeticException("no digits");
            }
            fraction =
                    fractionDigits == 0 ? 0 : Long.parseLong(text, fractionStart, fractionStart + fractionDigits, 10);
        } else if (wholeDigits == 0) {
            throw new ArithmeticException("no digits");
        }
        long unit = unitNanos();
        return Math.addExact(
                Math.multiplyExact(whole, unit), fractionOf(fraction, POWERS_OF_TEN[fractionDigits], unit));
    }

    private static long fractionOf(long fraction, long scale, long unit) {
        return Math.round(Math.floor((double) fraction * ((double) unit / scale)));
    }

    private long digits() {
        long value = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            value = Math.addExact(Math.multiplyExact(value, 10L), text.charAt(at) - '0');
            at++;
        }
        return value;
    }

    private void skipDigits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
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
