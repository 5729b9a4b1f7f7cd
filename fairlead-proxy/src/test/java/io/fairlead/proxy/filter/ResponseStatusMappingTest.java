package io.fairlead.proxy.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponseStatusMappingTest {
    @Test
    void onlyMappedCodesChange() {
        ResponseStatusMapping mapping = ResponseStatusMapping.of(Map.of(503, 429, 404, 410));

        assertThat(mapping.map(503)).isEqualTo(429);
        assertThat(mapping.map(404)).isEqualTo(410);
        assertThat(mapping.map(429)).isEqualTo(429);
        assertThat(mapping.map(200)).isEqualTo(200);
        assertThat(mapping.map(0)).isZero();
        assertThat(mapping.map(-1)).isEqualTo(-1);
        assertThat(mapping.map(1000)).isEqualTo(1000);
        assertThat(ResponseStatusMapping.of(Map.of())).isSameAs(ResponseStatusMapping.NONE);
        assertThat(ResponseStatusMapping.NONE.map(503)).isEqualTo(503);
    }

    @Test
    void codesMustBeStatusCodes() {
        assertThatThrownBy(() -> ResponseStatusMapping.of(Map.of(99, 200)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("99 -> 200");
        assertThatThrownBy(() -> ResponseStatusMapping.of(Map.of(200, 1000)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
