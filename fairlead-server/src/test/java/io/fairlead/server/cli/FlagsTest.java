package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:15000, 127.0.0.1, 15000",
        "'[::1]:80', 0:0:0:0:0:0:0:1, 80",
        "0.0.0.0:0, 0.0.0.0, 0",
        "localhost:1, 127.0.0.1, 1"
    })
    void addressesAreTakenApart(String text, String host, int port) {
        assertThat(Flags.address(text).getAddress().getHostAddress()).isEqualTo(host);
        assertThat(Flags.address(text).getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "15000",
                ":15000",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "127.0.0.1:-1",
                "::1:80",
                "a:b"
            })
    void otherTextsAreNotAddresses(String text) {
        assertThatThrownBy(() -> Flags.address(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHostWithoutAddressIsNamed() {
        assertThatThrownBy(() -> Flags.address("no-such-host.invalid:1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void labelsAreTakenApart() {
        assertThat(Flags.labels("")).isEmpty();
        assertThat(Flags.labels("  ")).isEmpty();
        assertThat(Flags.labels("app=web,version=v1"))
                .containsEntry("app", "web")
                .containsEntry("version", "v1")
                .hasSize(2);
        assertThat(Flags.labels("app=, a.b/c=d")).containsEntry("app", "").containsEntry("a.b/c", "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "=web", "app=web,,b=c", "app=web,app=web"})
    void otherTextsAreNotLabels(String text) {
        assertThatThrownBy(() -> Flags.labels(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void localitiesHaveUpToThreeParts() {
        assertThat(Flags.locality("")).isEmpty();
        assertThat(Flags.locality("r/z/s")).isEqualTo("r/z/s");
        assertThatThrownBy(() -> Flags.locality("r/z/s/t")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Flags.locality("/z")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void durationsAreWrittenAsInGo() {
        assertThat(Flags.duration("5s")).isEqualTo(Duration.ofSeconds(5));
        assertThat(Flags.duration("1m30s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Flags.duration("1h250ms")).isEqualTo(Duration.ofHours(1).plusMillis(250));
        assertThat(Flags.duration("0")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "5d", "1.5s", "99999999999999999999s", "9223372036854775807h"})
    void otherTextsAreNotDurations(String text) {
        assertThatThrownBy(() -> Flags.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
