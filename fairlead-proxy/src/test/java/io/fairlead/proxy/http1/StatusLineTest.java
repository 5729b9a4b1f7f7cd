package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusLineTest {
    @ParameterizedTest
    @CsvSource({"100, Continue", "200, OK", "299, Unknown", "404, Not Found", "503, Service Unavailable", "599, Unknown"
    })
    void aLineHasTheReasonOfItsStatus(int status, String reason) {
        assertThat(StatusLine.of(status))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("HTTP/1.1 " + status + " " + reason + "\r\n");
        assertThat(StatusLine.reason(status)).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 99, 600, -1})
    void thereIsNoLineForOtherNumbers(int status) {
        assertThatThrownBy(() -> StatusLine.of(status)).isInstanceOf(IllegalArgumentException.class);
    }
}
