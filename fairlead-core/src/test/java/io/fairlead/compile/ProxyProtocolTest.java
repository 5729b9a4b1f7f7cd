package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.Listener.Preamble;
import io.fairlead.routing.pool.ConnectionPolicy.ProxyProtocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The PROXY protocol: expected by a Gateway's annotation, sent as a DestinationRule says. */
class ProxyProtocolTest {
    private static String gateway(String name, String annotation, int port) {
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: %s, namespace: default, annotations: {%s}}
                spec: {servers: [{port: {number: %d, name: http, protocol: HTTP}, hosts: ['*']}]}
                """.formatted(name, annotation, port);
    }

    private static @Nullable ProxyProtocol sent(String policy, String cluster) {
        return Compilation.of("""
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: shop, namespace: default}
                spec:
                  hosts: [shop.test]
                  ports: [{number: 80, name: http, protocol: HTTP}, {number: 81, name: http-other, protocol: HTTP}]
                  resolution: STATIC
                  endpoints: [{address: 10.0.0.1, labels: {version: one}}]
                """, """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: shop, namespace: default}
                spec: {host: shop.test, %s}
                """.formatted(policy))
                .cluster(cluster)
                .connections()
                .proxyProtocol();
    }

    @Test
    void aGatewayAsksForTheHeaderOnItsPorts() {
        String on = "fairlead.io/proxy-protocol: 'true'";
        Compilation compiled = Compilation.of(gateway("a", on, 80), gateway("b", "", 81));

        assertThat(compiled.listener(80).preamble()).isEqualTo(Preamble.PROXY_PROTOCOL);
        assertThat(compiled.listener(81).preamble()).isEqualTo(Preamble.NONE);
        assertThat(compiled.diagnostics()).isEmpty();
    }

    @Test
    void theOldestGatewayOfAPortDecides() {
        Compilation compiled =
                Compilation.of(gateway("a", "", 80), gateway("b", "fairlead.io/proxy-protocol: 'true'", 80));

        assertThat(compiled.listener(80).preamble()).isEqualTo(Preamble.NONE);
        assertThat(compiled.diagnostics())
                .singleElement()
                .satisfies(found -> assertThat(found.code()).isEqualTo(Code.CONFLICT));
    }

    @Test
    void anotherValueIsReportedAndNotUsed() {
        Compilation compiled = Compilation.of(gateway("a", "fairlead.io/proxy-protocol: v2", 80));

        assertThat(compiled.listener(80).preamble()).isEqualTo(Preamble.NONE);
        assertThat(compiled.diagnostics())
                .singleElement()
                .satisfies(found -> assertThat(found.code()).isEqualTo(Code.WRONG_TYPE));
    }

    @Test
    void theHeaderIsSentAsTheRuleSays() {
        String shop = "outbound|80||shop.test";
        assertThat(sent("trafficPolicy: {proxyProtocol: {}}", shop)).isEqualTo(ProxyProtocol.V1);
        assertThat(sent("trafficPolicy: {proxyProtocol: {version: V2}}", shop)).isEqualTo(ProxyProtocol.V2);
        assertThat(sent("trafficPolicy: {connectionPool: {tcp: {maxConnections: 1}}}", shop))
                .isNull();
    }

    @Test
    void aPortsOwnSettingsLeaveNothingOfItAndASubsetReplacesIt() {
        String port = "trafficPolicy: {proxyProtocol: {version: V2}, portLevelSettings:"
                + " [{port: {number: 81}, connectionPool: {tcp: {maxConnections: 1}}}]}";
        assertThat(sent(port, "outbound|81||shop.test")).isNull();
        assertThat(sent(port, "outbound|80||shop.test")).isEqualTo(ProxyProtocol.V2);
        String subset = "trafficPolicy: {proxyProtocol: {version: V2}}, subsets: [{name: one, labels: {version: one},"
                + " trafficPolicy: {proxyProtocol: {version: V1}}}]";
        assertThat(sent(subset, "outbound|80|one|shop.test")).isEqualTo(ProxyProtocol.V1);
    }
}
