package io.fairlead.yaml.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainScalarTest {
    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
    void readsEverySpellingOfTrue(String text) {
        assertThat(PlainScalar.of(text).type()).isEqualTo(PlainScalar.Type.TRUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
    void readsEverySpellingOfFalse(String text) {
        assertThat(PlainScalar.of(text).type()).isEqualTo(PlainScalar.Type.FALSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
    void readsEverySpellingOfNothing(String text) {
        assertThat(PlainScalar.of(text).type()).isEqualTo(PlainScalar.Type.NULL);
        assertThat(PlainScalar.isNull(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "80, 80",
        "-5, -5",
        "+5, 5",
        "0120, 80",
        "0o17, 15",
        "0x1F, 31",
        "0b101, 5",
        "1_000, 1000",
        "00, 0",
        "-0x10, -16"
    })
    void readsWholeNumbersInGosNotation(String text, long value) {
        assertThat(PlainScalar.of(text)).isEqualTo(new PlainScalar(PlainScalar.Type.INTEGER, value));
    }

    @Test
    void keepsNumbersBeyondALong() {
        assertThat(PlainScalar.of("18446744073709551615").number()).isEqualTo(new BigInteger("18446744073709551615"));
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1.5", "8e1, 80", ".5, 0.5", "5., 5", "-1.25E-2, -0.0125", "089, 89"})
    void readsDecimals(String text, double value) {
        assertThat(PlainScalar.of(text)).isEqualTo(new PlainScalar(PlainScalar.Type.FLOAT, value));
    }

    @Test
    void readsNumbersThatAreNotFinite() {
        assertThat(PlainScalar.of(".inf").number()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(PlainScalar.of("-.INF").number()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(PlainScalar.of(".NaN").number()).isEqualTo(Double.NaN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:30",
                "2026-08-22",
                "10.0.0.1",
                "v1",
                "yEs",
                "nUll",
                "tRUE",
                "yesterday",
                "-",
                "+",
                ".",
                "1e",
                "0x",
                "0xg",
                "1.2.3",
                "e5",
                "--5",
                "~x",
                "<<",
                "1s",
                "\u0661\u0662"
            })
    void leavesEverythingElseText(String text) {
        assertThat(PlainScalar.of(text).type()).isEqualTo(PlainScalar.Type.TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "off", "no", "y", "0120", "0x1F", "1_000", "-012"})
    void knowsWhatOtherReadersTakeDifferently(String text) {
        assertThat(PlainScalar.of(text).isAmbiguous(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "False", "0", "80", "-5", "1.5", "text", "-0", ""})
    void knowsWhatAllReadersTakeAlike(String text) {
        assertThat(PlainScalar.of(text).isAmbiguous(text)).isFalse();
    }
}
