package io.fairlead.proxy.observe;

/**
 * A format of a moment in UTC, as {@code %START_TIME(format)%} has it: the specifiers of strftime that name a part of a moment,
 * and of Envoy {@code %s} (seconds since 1970), {@code %f}, {@code %3f} and {@code %1f} to {@code %9f} (fraction of a second)
 * and {@code %E3S} (seconds with fraction). A specifier that is not known stands as it is. Immutable; any thread.
 */
final class TimeFormat {
    private static final String DEFAULT = "%Y-%m-%dT%H:%M:%E3SZ";
    private static final String[] MONTHS = {
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"
    };
    private static final String[] DAYS = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    private static final int ABBREVIATION = 3;
    private static final long DAY_MILLIS = 86_400_000;

    private final String format;

    private TimeFormat(String format) {
        this.format = format;
    }

    /** The format with this text; Istio's default, which is that of ISO 8601, for an empty one. */
    static TimeFormat of(String text) {
        return new TimeFormat(text.isEmpty() ? DEFAULT : text);
    }

    /** Adds a moment, given in milliseconds since 1970; always true. */
    boolean append(long millis, ByteScratch out) {
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at);
            if (c != '%' || at + 1 == format.length()) {
                out.append(c);
                at++;
            } else {
                at = specifier(at + 1, millis, out);
            }
        }
        return true;
    }

    /** Adds what the specifier at {@code at} stands for; returns where it ends. */
    private int specifier(int at, long millis, ByteScratch out) {
        char c = format.charAt(at);
        int fraction = (int) Math.floorMod(millis, 1000L);
        if (c == 'E' && at + 2 < format.length() && isDigit(format.charAt(at + 1)) && format.charAt(at + 2) == 'S') {
            out.appendPadded((int) Math.floorMod(Math.floorDiv(millis, 1000L), 60L), 2);
            out.append('.');
            appendFraction(fraction, format.charAt(at + 1) - '0', out);
            return at + 3;
        }
        if (isDigit(c) && at + 1 < format.length() && format.charAt(at + 1) == 'f') {
            appendFraction(fraction, c - '0', out);
            return at + 2;
        }
        if (!appendDate(c, Math.floorDiv(millis, DAY_MILLIS), out)
                && !appendTime(c, (int) (Math.floorMod(millis, DAY_MILLIS) / 1000), out)
                && !appendOther(c, millis, out)) {
            out.append('%');
            out.append(c);
        }
        return at + 1;
    }

    private static boolean isDigit(char c) {
        return c >= '1' && c <= '9';
    }

    private static void appendFraction(int millis, int digits, ByteScratch out) {
        int start = out.size();
        out.appendPadded(millis, 3);
        while (out.size() - start < digits) {
            out.append('0');
        }
        out.truncate(start + digits);
    }

    private static boolean appendTime(char c, int second, ByteScratch out) {
        int hour = second / 3600;
        int minute = second / 60 % 60;
        switch (c) {
            case 'H' -> out.appendPadded(hour, 2);
            case 'I' -> out.appendPadded((hour + 11) % 12 + 1, 2);
            case 'M' -> out.appendPadded(minute, 2);
            case 'S' -> out.appendPadded(second % 60, 2);
            case 'p' -> out.append(hour < 12 ? "AM" : "PM");
            case 'T' -> {
                out.appendPadded(hour, 2);
                out.append(':');
                out.appendPadded(minute, 2);
                out.append(':');
                out.appendPadded(second % 60, 2);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean appendOther(char c, long millis, ByteScratch out) {
        switch (c) {
            case 's' -> out.appendDecimal(Math.floorDiv(millis, 1000));
            case 'f' -> appendFraction((int) Math.floorMod(millis, 1000L), 9, out);
            case 'z' -> out.append("+0000");
            case 'Z' -> out.append("UTC");
            case '%' -> out.append('%');
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean appendDate(char c, long day, ByteScratch out) {
        // Civil date from day number: years are counted from 1 March, so that the leap day comes last in them, in eras
        // of 400.
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        int dayOfEra = (int) Math.floorMod(shifted, 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shiftedMonth = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        return appendDate(c, year, month, dayOfMonth, out) || appendName(c, day, month, out);
    }

    private static boolean appendDate(char c, int year, int month, int day, ByteScratch out) {
        switch (c) {
            case 'Y' -> out.appendDecimal(year);
            case 'y' -> out.appendPadded(Math.floorMod(year, 100), 2);
            case 'm' -> out.appendPadded(month, 2);
            case 'd' -> out.appendPadded(day, 2);
            case 'j' -> out.appendPadded(dayOfYear(year, month, day), 3);
            case 'F' -> {
                out.appendDecimal(year);
                out.append('-');
                out.appendPadded(month, 2);
                out.append('-');
                out.appendPadded(day, 2);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int dayOfYear(int year, int month, int day) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int beforeMonth = (367 * month - 362) / 12;
        int shortFebruary = month <= 2 ? 0 : leap ? 1 : 2;
        return beforeMonth - shortFebruary + day;
    }

    private static boolean appendName(char c, long day, int month, ByteScratch out) {
        String dayName = DAYS[(int) Math.floorMod(day + 4, 7L)];
        String monthName = MONTHS[month - 1];
        switch (c) {
            case 'a' -> appendStart(dayName, out);
            case 'A' -> out.append(dayName);
            case 'b', 'h' -> appendStart(monthName, out);
            case 'B' -> out.append(monthName);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void appendStart(String name, ByteScratch out) {
        for (int i = 0; i < ABBREVIATION; i++) {
            out.append(name.charAt(i));
        }
    }
}
