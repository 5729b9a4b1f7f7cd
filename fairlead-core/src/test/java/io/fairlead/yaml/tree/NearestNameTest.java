package io.fairlead.yaml.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> NAMES = List.of("hosts", "http", "timeout", "retries", "corsPolicy", "match");

    @Test
    void findsANameWithOneLetterWrongMissingTooManyOrSwapped() {
        assertThat(NearestName.of("timeuut", NAMES)).isEqualTo("timeout");
        assertThat(NearestName.of("timeot", NAMES)).isEqualTo("timeout");
        assertThat(NearestName.of("timeoutt", NAMES)).isEqualTo("timeout");
        assertThat(NearestName.of("tiemout", NAMES)).isEqualTo("timeout");
    }

    @Test
    void overlooksCaseAndSeparators() {
        assertThat(NearestName.of("CORS_POLICY", NAMES)).isEqualTo("corsPolicy");
        assertThat(NearestName.of("host", NAMES)).isEqualTo("hosts");
    }

    @Test
    void findsNothingWhereNothingIsNear() {
        assertThat(NearestName.of("weight", NAMES)).isNull();
        assertThat(NearestName.of("", NAMES)).isNull();
        assertThat(NearestName.of("x".repeat(10_000), NAMES)).isNull();
    }
}
