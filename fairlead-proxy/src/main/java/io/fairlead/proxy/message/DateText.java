package io.fairlead.proxy.message;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * The value of the Date header (RFC 9110 section 5.6.7), made once a second. One for each event loop; not thread-safe.
 */
public final class DateText {
    /** How many bytes the value has. */
    public static final int LENGTH = 29;

    private static final byte[] DAYS = "ThuFriSatSunMonTueWed".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(StandardCharsets.US_ASCII);
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DAYS_PER_ERA = 146_097;

    private final InstantSource clock;
    private final byte[] text = "Thu, 01 Jan 1970 00:00:00 GMT".getBytes(StandardCharsets.US_ASCII);
    private long second;

    /** A text that follows {@code clock}, which tells times from 1970 to 9999. */
    public DateText(InstantSource clock) {
        this.clock = clock;
    }

    /** Copies the value for the current second to {@code target} and returns the position behind it. */
    public int copyTo(byte[] target, int at) {
        long now = Math.floorDiv(clock.millis(), 1000L);
        if (now != second) {
            second = now;
            day(now / SECONDS_PER_DAY);
            time((int) (now % SECONDS_PER_DAY));
        }
        System.arraycopy(text, 0, target, at, LENGTH);
        return at + LENGTH;
    }

    private void time(int ofDay) {
        two(17, ofDay / 3600);
        two(20, ofDay / 60 % 60);
        two(23, ofDay % 60);
    }

    /** Sets the date of a day counted from 1970, by counting years from March so that leap days come last. */
    private void day(long sinceEpoch) {
        System.arraycopy(DAYS, (int) (sinceEpoch % 7) * 3, text, 0, 3);
        long fromMarch0 = sinceEpoch + 719_468;
        int era = (int) (fromMarch0 / DAYS_PER_ERA);
        int ofEra = (int) (fromMarch0 % DAYS_PER_ERA);
        int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / (DAYS_PER_ERA - 1)) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * ofYear + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 2 : monthFromMarch - 10;
        int year = 400 * era + yearOfEra + (month < 2 ? 1 : 0);
        two(5, ofYear - (153 * monthFromMarch + 2) / 5 + 1);
        System.arraycopy(MONTHS, month * 3, text, 8, 3);
        two(12, year / 100);
        two(14, year % 100);
    }

    private void two(int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
