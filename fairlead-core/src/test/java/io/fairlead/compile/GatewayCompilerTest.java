package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.VirtualHost.TlsRequirement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayCompilerTest {
    private static String gateway(String name, String... servers) {
        StringBuilder text = new StringBuilder("---\napiVersion: networking.istio.io/v1\nkind: Gateway\n");
        text.append("metadata: {name: ").append(name).append(", namespace: default}\nspec:\n  servers:\n");
        for (String server : servers) {
            text.append("  - ").append(server).append('\n');
        }
        return text.toString();
    }

    private static String server(int port, String name, String protocol, String more) {
        return "{port: {number: " + port + ", name: " + name + ", protocol: " + protocol + "}, " + more + "}";
    }

    @Test
    void plainServersOfSeveralGatewaysShareAListener() {
        Compilation compiled = Compilation.of(
                gateway("b", server(80, "x", "HTTP", "hosts: [b.test]")),
                gateway("a", server(80, "x", "grpc", "hosts: [a.test]"), server(81, "z", "HTTP2", "hosts: ['*']")));

        assertThat(compiled.snapshot().listeners()).extracting(Listener::port).containsExactly(80, 81);
        assertThat(compiled.snapshot().listeners())
                .extracting(Listener::address)
                .containsOnly("0.0.0.0");
        assertThat(compiled.routes(80).name()).isEqualTo("http.80");
    }

    @Test
    void serversOnDifferentAddressesHaveTheirOwnListeners() {
        Compilation compiled = Compilation.of(gateway(
                "a",
                server(80, "x", "HTTP", "hosts: ['*'], bind: 127.0.0.1"),
                server(80, "z", "HTTP", "hosts: ['*']")));

        assertThat(compiled.snapshot().listeners())
                .extracting(Listener::address)
                .containsExactly("0.0.0.0", "127.0.0.1");
        assertThat(compiled.snapshot().listeners().get(1).chains())
                .extracting(chain -> chain.content().name())
                .containsExactly("http.80.127.0.0.1");
    }

    @Test
    void anOlderTcpServerKeepsThePortToItself() {
        Compilation compiled = Compilation.of(
                gateway("a", server(80, "x", "TCP", "hosts: ['*']")),
                gateway("b", server(80, "x", "HTTP", "hosts: ['*']")));

        assertThat(compiled.snapshot().listeners()).isEmpty();
        assertThat(compiled.found(Code.CONFLICT)).containsExactly("Gateway/default/b spec.servers[0].port");
        assertThat(compiled.found(Code.NOT_FOUND)).containsExactly("Gateway/default/a spec.servers[0].hosts");
    }

    @Test
    void aSelectorIsComparedOnceTheWorkloadHasLabels() {
        String selecting = GATEWAY + "  selector: {app: edge}\n";

        assertThat(Compilation.of(selecting).snapshot().listeners()).hasSize(1);
        assertThat(Compilation.of(new Viewpoint("default", Map.of("app", "edge", "x", "y"), ""), selecting)
                        .snapshot()
                        .listeners())
                .hasSize(1);
        assertThat(Compilation.of(new Viewpoint("default", Map.of("app", "web"), ""), selecting)
                        .snapshot()
                        .listeners())
                .isEmpty();
    }

    @Test
    void httpsRedirectRequiresTlsWithAndWithoutVirtualService() {
        String redirecting = gateway(
                "gw",
                server(80, "x", "HTTP", "hosts: [app.test, bare.test, prod/never.test], tls: {httpsRedirect: true}"));
        Compilation compiled = Compilation.of(redirecting, ECHO, app("{route: [{destination: {host: echo}}]}"));

        assertThat(compiled.host("app.test").tlsRequirement()).isEqualTo(TlsRequirement.ALL);
        assertThat(compiled.host("app.test").routes()).hasSize(1);
        assertThat(compiled.host("bare.test").tlsRequirement()).isEqualTo(TlsRequirement.ALL);
        assertThat(compiled.host("bare.test").routes()).isEmpty();
        assertThat(compiled.domains()).containsExactly("app.test", "bare.test");
    }

    @Test
    void aSecondServerWithTlsForTheSameHostIsRejected() {
        String tls = "hosts: [app.test], tls: {httpsRedirect: true}";
        Compilation compiled =
                Compilation.of(gateway("gw", server(80, "x", "HTTP", tls), server(80, "z", "HTTP", tls)));

        assertThat(compiled.found(Code.CONFLICT)).containsExactly("Gateway/default/gw spec.servers[1].hosts");
    }

    @Test
    void serversThatAreNotServedLeaveTheOthersAlone() {
        Compilation compiled = Compilation.of(gateway(
                "gw",
                server(443, "x", "TLS", "hosts: ['*'], tls: {mode: AUTO_PASSTHROUGH}"),
                "{port: {number: 0, name: u, protocol: HTTP}, hosts: ['*'], bind: 'unix:///run/x'}",
                server(80, "z", "HTTP", "hosts: ['*']")));

        assertThat(compiled.snapshot().listeners()).extracting(Listener::port).containsExactly(80);
        assertThat(compiled.found(Code.NOT_SERVED)).hasSize(2);
    }

    @Test
    void matchPortIsTheServersPort() {
        String twoPorts =
                gateway("gw", server(80, "x", "HTTP", "hosts: ['*']"), server(81, "z", "HTTP", "hosts: ['*']"));
        Compilation compiled = Compilation.of(
                twoPorts,
                ECHO,
                app(
                        "{match: [{port: 81, uri: {prefix: /p}}], route: [{destination: {host: echo, subset: v1}}]}",
                        "{route: [{destination: {host: echo}}]}"));

        assertThat(compiled.hosts(80).get(0).routes()).hasSize(1);
        assertThat(compiled.hosts(81).get(0).routes()).hasSize(2);
    }
}
