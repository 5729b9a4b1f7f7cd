package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class HttpLimitsTest {
    @Test
    void limitsHaveRanges() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HttpLimits(63, 1, 0, 0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new HttpLimits(64, 0, 0, 0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new HttpLimits(64, 1, -1, 0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new HttpLimits(64, 1, 0, -1, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpLimits(64, 1, 0, 0, 1))
                .withMessageContaining("maxTrailerBytes 1");
    }
}
