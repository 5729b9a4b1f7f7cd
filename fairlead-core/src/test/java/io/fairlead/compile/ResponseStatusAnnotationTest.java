package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.diagnostic.Code;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponseStatusAnnotationTest {
    private static Compilation annotated(String annotation) {
        String rules = app(
                "{name: chat, match: [{name: fast, uri: {prefix: /a}}, {uri: {prefix: /b}}],"
                        + " route: [{destination: {host: echo}}]}",
                "{route: [{destination: {host: echo}}]}");
        return Compilation.of(
                GATEWAY,
                ECHO,
                rules.replace(
                        "namespace: default}",
                        "namespace: default, annotations: {fairlead.io/response-status: '" + annotation + "'}}"));
    }

    @Test
    void codesAreReplacedByTheNameOfTheRule() {
        Compilation compiled = annotated("{\"chat\": {\"503\": 429, \"500\": \"502\"}}");

        assertThat(compiled.routes())
                .extracting(route -> route.responseStatus())
                .containsExactly(Map.of(503, 429, 500, 502), Map.of(503, 429, 500, 502), Map.of());
    }

    @Test
    void theFullNameOfARouteWinsOverItsRules() {
        Compilation compiled = annotated("{\"chat\": {\"503\": 429}, \"chat.fast\": {\"503\": 504}}");

        assertThat(compiled.routes())
                .extracting(route -> route.responseStatus())
                .containsExactly(Map.of(503, 504), Map.of(503, 429), Map.of());
    }

    @Test
    void aMalformedAnnotationIsReportedAndNotUsed() {
        Compilation compiled = annotated("{\"chat\": {\"503\": 42}}");

        assertThat(compiled.routes())
                .extracting(route -> route.responseStatus())
                .containsOnly(Map.of());
        assertThat(compiled.found(Code.WRONG_TYPE))
                .containsExactly("VirtualService/default/app metadata.annotations[fairlead.io/response-status]");
    }

    @Test
    void aNameThatNoRuleHasIsReported() {
        assertThat(annotated("{\"other\": {\"503\": 429}}").found(Code.NOT_FOUND))
                .hasSize(1);
    }

    @Test
    void onlyObjectsOfStatusCodesAreRead() throws Exception {
        assertThat(StatusMapReader.read(" {} ")).isEmpty();
        assertThat(StatusMapReader.read("{\"a\\u0041\\\"\":{ }}")).containsOnlyKeys("aA\"");
        for (String text : new String[] {
            "",
            "[]",
            "{",
            "{\"a\"}",
            "{\"a\":1}",
            "{\"a\":{}} x",
            "{\"a\":{},}",
            "{\"a\":{\"503\":}}",
            "{\"a\":{\"x\":429}}",
            "{\"a\":{\"503\":429,\"503\":430}}",
            "{\"a\":{},\"a\":{}}",
            "{\"\\x\":{}}",
            "{\"\\u00\":{}}"
        }) {
            assertThatThrownBy(() -> StatusMapReader.read(text))
                    .as(text)
                    .isInstanceOf(StatusMapReader.MalformedException.class);
        }
    }
}
