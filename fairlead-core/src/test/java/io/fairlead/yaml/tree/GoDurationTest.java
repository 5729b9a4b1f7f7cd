package io.fairlead.yaml.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "250ms, 250000000",
        "1.5s, 1500000000",
        "1h30m, 5400000000000",
        "1h1m1s1ms1us1ns, 3661001001001",
        "-2s, -2000000000",
        "+2s, 2000000000",
        ".5s, 500000000",
        "1.s, 1000000000",
        "0.3333333333333333333h, 1200000000000",
        "9223372036854775807ns, 9223372036854775807",
        "-9223372036854775808ns, -9223372036854775808",
        "00001s, 1000000000"
    })
    void readsWhatGoReads(String text, long nanos) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @Test
    void readsBothMicroSigns() {
        assertThat(GoDuration.parse("1\u00b5s")).isEqualTo(Duration.ofNanos(1_000));
        assertThat(GoDuration.parse("1\u03bcs")).isEqualTo(Duration.ofNanos(1_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "s",
                ".s",
                "-",
                "+",
                "1d",
                "1S",
                "5 s",
                " 5s",
                "1e3s",
                "PT5S",
                "1:30",
                "1s.",
                "--1s",
                "1s-1s",
                "9223372036854775808ns",
                "2562048h",
                "99999999999999999999s",
                "banana",
                "\u0661s"
            })
    void refusesWhatGoRefuses(String text) {
        assertThat(GoDuration.parse(text)).isNull();
    }
}
