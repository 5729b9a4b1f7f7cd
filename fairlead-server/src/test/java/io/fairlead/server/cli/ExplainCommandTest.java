package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
    static final String CONFIG = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default}
            spec:
              servers:
              - {port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: echo, namespace: default}
            spec:
              hosts: [echo.default.svc.cluster.local]
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints: [{address: 10.0.0.1, labels: {version: v1}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: echo, namespace: default}
            spec:
              host: echo
              trafficPolicy: {outlierDetection: {consecutive5xxErrors: 3}}
              subsets: [{name: v1, labels: {version: v1}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: app, namespace: default}
            spec:
              hosts: [app.test, echo.default.svc.cluster.local]
              gateways: [gw, mesh]
              http:
              - name: beta
                match:
                - uri: {prefix: /api}
                  headers: {x-user: {exact: ann}}
                route: [{destination: {host: echo, subset: v1}}]
              - name: team
                match: [{sourceLabels: {app: team}}]
                route: [{destination: {host: echo}}]
              - name: rest
                timeout: 3s
                route: [{destination: {host: echo, subset: v1}, weight: 3}, {destination: {host: echo}, weight: 1}]
            """;

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path config = Path.of("");

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(temp.resolve("app.yaml"), CONFIG);
    }

    private int explain(String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "explain";
        all[1] = "--config";
        all[2] = config.toString();
        System.arraycopy(args, 0, all, 3, args.length);
        return Fairlead.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    @Test
    void tellsTheRouteTakenAndWhyOthersArePassedOver() {
        assertThat(explain("GET http://app.test/api/x")).isZero();
        assertThat(out.toString())
                .contains(
                        "listener      0.0.0.0:8080",
                        "passed over   \"beta\" VirtualService/default/app spec.http[0].match[0] at " + config
                                + ":34:7",
                        "failed: header x-user is \"ann\"",
                        "taken         \"rest\" VirtualService/default/app spec.http[2] at " + config + ":40:5",
                        "75.00% (weight 3) outbound|80|v1|echo.default.svc.cluster.local, endpoints: 1",
                        "25.00% (weight 1) outbound|80||echo.default.svc.cluster.local",
                        "written in DestinationRule/default/echo " + config + ":17:1",
                        "\"consecutive5xxErrors\":3",
                        "\"timeout\":\"PT3S\"")
                .doesNotContain("path begins with \"/api\"");
    }

    @Test
    void normalisesThePathAsTheProxyDoes() {
        assertThat(explain("http://app.test/x/../%61pi", "-H", "X-User: ann", "-o", "json"))
                .isZero();
        JsonNode root = JsonMapper.builder().build().readTree(out.toString());
        assertThat(root.get("result").asString()).isEqualTo("routed");
        assertThat(root.get("taken").get("name").asString()).isEqualTo("beta");
        assertThat(root.get("taken").get("position").asString()).isEqualTo(config + ":34:7");
        assertThat(root.get("taken").get("destinations").get(0).get("percent").asDouble())
                .isEqualTo(100);
        assertThat(root.get("passedOver").size()).isZero();
    }

    @Test
    void routesAsASidecarWithTheLabelsOfTheSource() {
        assertThat(explain("--mesh", "--source-labels", "app=team", "http://echo.default.svc.cluster.local/"))
                .isZero();
        assertThat(out.toString()).contains("taken         \"team\"");
    }

    @Test
    void tellsWhereNothingIsTaken() {
        assertThat(explain("http://other.test/")).isZero();
        assertThat(out.toString()).contains("404: no virtual host has the host");
        assertThat(explain("http://app.test:99/")).isEqualTo(1);
        assertThat(err.toString()).contains("no listener takes the request");
    }

    @Test
    void refusesWhatIsNoRequest() {
        for (String request : new String[] {"GET /x", "http://app.test:0/", "GE(T http://app.test/"}) {
            assertThat(explain(request)).as(request).isEqualTo(2);
        }
        assertThat(explain("http://app.test/", "-H", "nonsense")).isEqualTo(2);
        assertThat(err.toString())
                .contains("not METHOD http://HOST/PATH", "the port is not one", "the proxy would refuse", "a header is")
                .doesNotContain("\tat ");
    }
}
