package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.compile.annotation.StickySplitAnnotation;
import io.fairlead.diagnostic.Code;
import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.HashKey.Cookie;
import io.fairlead.routing.balance.HashKey.Cookie.Creation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StickySplitAnnotationTest {
    private static final String SPLIT = "route: [{destination: {host: echo, subset: v1}, weight: 90},"
            + " {destination: {host: echo, subset: v2}, weight: 10}]";

    private static Compilation annotated(String annotation, String... rules) {
        String app = Compilation.app(rules)
                .replace(
                        "namespace: default}",
                        "namespace: default, annotations: {fairlead.io/sticky-split: '" + annotation + "'}}");
        return Compilation.of(Compilation.GATEWAY, Compilation.ECHO, app);
    }

    private static @Nullable HashKey key(String annotation) {
        Compilation compiled = annotated(annotation, SPLIT);
        assertThat(compiled.found(Code.WRONG_TYPE)).isEmpty();
        return compiled.forward(0).affinity().splitKey();
    }

    @Test
    void everyForm() {
        assertThat(key("header=X-User-Id")).isEqualTo(new HashKey.Header("x-user-id"));
        assertThat(key(" query = id ")).isEqualTo(new HashKey.QueryParameter("id"));
        assertThat(key("cookie=User")).isEqualTo(new Cookie("User", null));
        assertThat(key("generate-cookie=release"))
                .isEqualTo(new Cookie(
                        "release",
                        new Creation(
                                Cookie.Value.RANDOM,
                                "/",
                                StickySplitAnnotation.COOKIE_AGE,
                                List.of(new Cookie.Attribute("SameSite", "Lax")))));
    }

    @Test
    void whatCannotBeReadIsReportedAndDrawsAreRandom() {
        for (String bad : List.of(
                "",
                "x-user",
                "header=",
                "header=a b",
                "cookie=a;b",
                "query=a&b",
                "query=",
                "address=x",
                "Header=x",
                "=x")) {
            Compilation compiled = annotated(bad, SPLIT);
            assertThat(compiled.found(Code.WRONG_TYPE))
                    .as(bad)
                    .containsExactly("VirtualService/default/app metadata.annotations[fairlead.io/sticky-split]");
            assertThat(compiled.forward(0).affinity().splitKey()).isNull();
        }
    }

    @Test
    void allRulesWithSeveralDestinationsAreSplitByIt() {
        Compilation compiled = annotated(
                "header=x",
                "{match: [{uri: {prefix: /a}}], " + SPLIT + "}",
                "{match: [{uri: {prefix: /b}}], route: [{destination: {host: echo, subset: v1}}]}",
                SPLIT);
        assertThat(compiled.forward(0).affinity().splitKey()).isNotNull();
        assertThat(compiled.forward(1).affinity().splitKey()).isNull();
        assertThat(compiled.forward(2).affinity().splitKey()).isNotNull();
    }
}
