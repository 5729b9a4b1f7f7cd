package io.fairlead.proxy.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DateTextTest {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final AtomicLong millis = new AtomicLong();
    private final DateText date = new DateText(() -> Instant.ofEpochMilli(millis.get()));

    @Test
    void theFirstSecondIsRight() {
        assertThat(at(999)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    }

    @Test
    void everyDayOfFourCenturiesIsRight() {
        long day = 86_400_000L;
        for (long time = 0; time < 150_000 * day; time += day + 61_001) {
            assertThat(at(time)).isEqualTo(FORMAT.format(Instant.ofEpochMilli(time)));
        }
    }

    @Test
    void lastSecondsOfMonthsAndLeapYearsAreRight() {
        for (String instant : new String[] {
            "2000-02-29T23:59:59Z", "2100-02-28T23:59:59Z", "2024-12-31T23:59:59Z", "9999-12-31T23:59:59Z"
        }) {
            long time = Instant.parse(instant).toEpochMilli();
            assertThat(at(time)).isEqualTo(FORMAT.format(Instant.ofEpochMilli(time)));
            assertThat(at(time - 1)).isEqualTo(FORMAT.format(Instant.ofEpochMilli(time - 1000)));
        }
    }

    private String at(long time) {
        millis.set(time);
        byte[] target = new byte[DateText.LENGTH + 2];
        assertThat(date.copyTo(target, 1)).isEqualTo(DateText.LENGTH + 1);
        return new String(target, 1, DateText.LENGTH, StandardCharsets.US_ASCII);
    }
}
