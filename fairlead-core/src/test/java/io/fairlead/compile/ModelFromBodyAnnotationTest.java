package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.VirtualHost.BodyReading;
import org.junit.jupiter.api.Test;

class ModelFromBodyAnnotationTest {
    private static String app(String name, String annotation) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s, namespace: default, annotations: {%s}}
                spec:
                  hosts: [app.test]
                  gateways: [gw]
                  http: [{match: [{uri: {prefix: /%s}}], route: [{destination: {host: echo}}]}]
                """.formatted(name, annotation, name);
    }

    private static Compilation compile(String... virtualServices) {
        String[] all = new String[virtualServices.length + 2];
        all[0] = Compilation.GATEWAY;
        all[1] = Compilation.ECHO;
        System.arraycopy(virtualServices, 0, all, 2, virtualServices.length);
        return Compilation.of(all);
    }

    @Test
    void theAnnotationHoldsForTheWholeHost() {
        String annotation = "fairlead.io/model-from-body: 'true'";
        assertThat(compile(app("a", annotation)).host("app.test").bodyReading()).isEqualTo(BodyReading.MODEL);
        assertThat(compile(app("a", ""), app("b", annotation), app("c", ""))
                        .host("app.test")
                        .bodyReading())
                .isEqualTo(BodyReading.MODEL);
        assertThat(compile(app("a", "")).host("app.test").bodyReading()).isEqualTo(BodyReading.NONE);
        assertThat(compile(app("a", "fairlead.io/model-from-body: 'false'"))
                        .host("app.test")
                        .bodyReading())
                .isEqualTo(BodyReading.NONE);
    }

    @Test
    void anotherValueIsReportedAndNotUsed() {
        Compilation compiled = compile(app("a", "fairlead.io/model-from-body: 'yes'"));

        assertThat(compiled.host("app.test").bodyReading()).isEqualTo(BodyReading.NONE);
        assertThat(compiled.diagnostics()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo(Code.WRONG_TYPE);
            assertThat(found.path().toString()).contains("fairlead.io/model-from-body");
        });
    }
}
