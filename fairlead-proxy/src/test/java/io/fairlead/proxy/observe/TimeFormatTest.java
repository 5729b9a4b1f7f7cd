package io.fairlead.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TimeFormatTest {
    private static final DateTimeFormatter NUMBERS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ENGLISH);
    private static final DateTimeFormatter WORDS = DateTimeFormatter.ofPattern("EEE MMMM hh a", Locale.ENGLISH);
    private static final long MOMENT = 1_709_208_005_067L; // Thursday, 29 February 2024, 12:00:05.067

    @Test
    void specifiersNameThePartsOfAMoment() {
        assertThat(format("%Y/%m/%d %H:%M:%S", MOMENT)).isEqualTo("2024/02/29 12:00:05");
        assertThat(format("%F %T%z %Z", MOMENT)).isEqualTo("2024-02-29 12:00:05+0000 UTC");
        assertThat(format("%a %A %b %B %h %j %y %I %p", MOMENT))
                .isEqualTo("Thu Thursday Feb February Feb 060 24 12 PM");
        assertThat(format("%s.%3f %f %6f %9f %1f", MOMENT)).isEqualTo("1709208005.067 067000000 067000 067000000 0");
        assertThat(format("%E3S %E6S", MOMENT)).isEqualTo("05.067 05.067000");
        assertThat(format("%%Y %Q 5% %", MOMENT)).isEqualTo("%Y %Q 5% %");
    }

    @Test
    void theDefaultIsThatOfIso8601() {
        assertThat(format("", MOMENT)).isEqualTo("2024-02-29T12:00:05.067Z");
        assertThat(format("", 0)).isEqualTo("1970-01-01T00:00:00.000Z");
    }

    @Test
    void everyMomentIsFormattedAsTheCalendarSays() {
        TimeFormat format = TimeFormat.of("%Y-%m-%d %H:%M:%E3S %j %a %B %I %p");

        Property.of(Gen.longs(-2_208_988_800_000L, 7_258_118_400_000L))
                .cases(2_000)
                .check(millis -> {
                    ByteScratch out = new ByteScratch();
                    format.append(millis, out);
                    OffsetDateTime moment = Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
                    assertThat(out.toString())
                            .isEqualTo(NUMBERS.format(moment)
                                    + String.format(Locale.ROOT, " %03d ", moment.getDayOfYear())
                                    + WORDS.format(moment));
                });
    }

    private static String format(String text, long millis) {
        ByteScratch out = new ByteScratch();
        TimeFormat.of(text).append(millis, out);
        return out.toString();
    }
}
