package io.fairlead.server.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.compile.RoutingCompiler;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.server.admin.AdminQuery;
import io.fairlead.server.admin.AdminRequest;
import io.fairlead.server.admin.AdminResponse;
import io.fairlead.store.ResourceSet;
import io.fairlead.validate.ResourceValidator;
import io.fairlead.validate.ValidatedResources;
import io.fairlead.yaml.ResourceReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainPageTest {
    private final ExplainPage page = page("""
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: gw}
            spec: {servers: [{port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: app}
            spec:
              hosts: [app.test]
              gateways: [gw]
              http:
              - name: beta
                match: [{headers: {x-user: {exact: ann}}}]
                redirect: {uri: /beta}
              - name: rest
                directResponse: {status: 204}
            """);

    private static ExplainPage page(String text) {
        ValidatedResources validated = ResourceValidator.validate(
                ResourceSet.of(1, new ResourceReader().read("live.yaml", text).resources()), ValidatedResources.EMPTY);
        RoutingSnapshot snapshot = RoutingCompiler.compile(validated, new Viewpoint("default", Map.of(), ""))
                .snapshot();
        return new ExplainPage(() -> snapshot, validated::good);
    }

    private AdminResponse ask(String method, Map<String, String> query, String body) {
        return page.answer(new AdminRequest(method, "/explain", new AdminQuery(query, null), body, "test", null));
    }

    @Test
    void explainsWithTheConfigurationInForce() {
        AdminResponse answer = ask("GET", Map.of("request", "GET http://app.test/"), "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"name\" : \"rest\"", "header x-user is \\\"ann\\\"", "live.yaml:16:5", "\"status\" : 204");
    }

    @Test
    void takesHeadersFromTheQueryAndFromTheBody() {
        Map<String, String> query = Map.of("request", "http://app.test/");
        assertThat(ask("POST", query, "x-other: 1\nX-User: ann\n").body()).contains("\"path\" : \"/beta\"");
        assertThat(ask("GET", Map.of("request", "http://app.test/", "header", "x-user: ann"), "")
                        .body())
                .contains("\"path\" : \"/beta\"");
    }

    @Test
    void refusesWhatIsNoRequest() {
        assertThat(ask("GET", Map.of(), "").status()).isEqualTo(400);
        assertThat(ask("GET", Map.of("request", "http://app.test:99/"), "").status())
                .isEqualTo(404);
        assertThat(page.methods("/explain/more")).isEmpty();
        assertThat(page.methods("/explain")).containsExactly("GET", "POST");
    }
}
