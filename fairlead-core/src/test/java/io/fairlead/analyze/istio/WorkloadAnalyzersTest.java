package io.fairlead.analyze.istio;

import static io.fairlead.analyze.Findings.istio;
import static io.fairlead.analyze.Findings.object;
import static io.fairlead.analyze.Findings.pod;
import static io.fairlead.analyze.Findings.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.analyze.ConfigAnalysis;
import io.fairlead.analyze.Findings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadAnalyzersTest {
    private static List<String> found(String... texts) {
        return Findings.of(ConfigAnalysis.Checks.ISTIO, texts);
    }

    private static String deployment(String more, String container) {
        return object(
                "apps/v1",
                "Deployment",
                "d",
                "spec: {template: {metadata: {labels: {app: d" + more + "}}, spec: {containers: [" + container
                        + "]}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name: http, port: 80|",
                "name: http-api, port: 80|",
                "name: HTTP2-x, port: 80|",
                "name: grpc-web-x, port: 80|",
                "name: grpcweb, port: 80|IST0118",
                "name: httpx, port: 80|IST0118",
                "port: 80|IST0118",
                "name: x, port: 3306|",
                "name: x, port: 80, protocol: UDP|",
                "name: x, port: 80, appProtocol: kubernetes.io/wss|",
                "name: http, port: 80, appProtocol: x|IST0118",
            })
    void namesOfPortsTellProtocols(String port, @org.jspecify.annotations.Nullable String code) {
        assertThat(found(service("s", "ports: [{" + port + "}]")))
                .isEqualTo(code == null ? List.of() : List.of(code + " shop/s"));
    }

    @Test
    void portsOfExternalNamesHaveACodeOfTheirOwn() {
        String external = "type: ExternalName, externalName: a.test, ports: ";
        assertThat(found(service("a", external + "[{name: tcp, port: 80}]"))).containsExactly("IST0150 shop/a");
        assertThat(found(service("a", external + "[{name: x, port: 80}]"))).containsExactly("IST0150 shop/a");
        assertThat(found(service("a", external + "[{name: tcp-x, port: 80}]"))).isEmpty();
    }

    @Test
    void servicesOfIstioAndOfGatewaysMayNameTheirPortsAsTheyLike() {
        String ports = "ports: [{name: x, port: 80}]";
        for (String label :
                List.of("istio: pilot", "release: istio", "gateway.istio.io/managed: istio.io-mesh-controller")) {
            assertThat(found(service("a", ports).replace("metadata: {", "metadata: {labels: {" + label + "}, ")))
                    .isEmpty();
        }
    }

    @Test
    void servicesOfADeploymentAgreeOnPorts() {
        String proxy = "{name: istio-proxy, image: p}";
        String tcp = service("a", "selector: {app: d}, ports: [{name: tcp, port: 80, protocol: TCP}]");
        String udp = service("b", "selector: {app: d}, ports: [{name: udp, port: 80, protocol: UDP}]");
        String target = service("c", "selector: {app: d}, ports: [{name: tcp, port: 81, targetPort: 80}]");
        assertThat(found(deployment("", proxy), tcp, udp)).containsExactly("IST0116 shop/d");
        assertThat(found(deployment("", proxy), tcp, target)).containsExactly("IST0137 shop/d");
        assertThat(found(deployment("", "{name: app, image: a}"), tcp, udp)).isEmpty();
        assertThat(found(deployment(", sidecar.istio.io/inject: 'true'", "{name: app, image: a}"), tcp, udp))
                .containsExactly("IST0116 shop/d");
        String namespace =
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n";
        assertThat(found(namespace, deployment("", "{name: app, image: a}"), tcp, udp))
                .containsExactly("IST0116 shop/d");
        assertThat(found(namespace, deployment(", sidecar.istio.io/inject: 'false'", "{name: app}"), tcp, udp))
                .isEmpty();
    }

    @Test
    void sidecarsSelectPodsAndNoPodTwice() {
        String pods = pod("p", "app: a, tier: x");
        assertThat(found(
                        pods,
                        istio("Sidecar", "a", "workloadSelector: {labels: {app: b}}, egress: [{hosts: ['./*']}]")))
                .containsExactly("IST0101 shop/a");
        assertThat(found(
                        pods,
                        istio("Sidecar", "a", "workloadSelector: {labels: {app: a}}, egress: [{hosts: ['./*']}]"),
                        istio("Sidecar", "b", "workloadSelector: {labels: {tier: x}}, egress: [{hosts: ['./*']}]"),
                        istio("Sidecar", "c", "egress: [{hosts: ['./*']}]")))
                .containsExactly("IST0110 shop/a", "IST0110 shop/b");
        assertThat(found(
                        istio("Sidecar", "a", "egress: [{hosts: ['./*']}]"),
                        istio("Sidecar", "b", "egress: [{hosts: ['./*']}]"),
                        istio("Sidecar", "other/c", "egress: [{hosts: ['./*']}]")))
                .containsExactly("IST0111 shop/a", "IST0111 shop/b");
    }

    @Test
    void sidecarsHaveNoEffectInAmbientMode() {
        String namespace =
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}\n";
        assertThat(found(namespace, istio("Sidecar", "a", "egress: [{hosts: ['./*']}]")))
                .containsExactly("IST0167 shop/a");
        String ambient = pod("p", "app: a")
                .replace("metadata: {", "metadata: {annotations: {ambient.istio.io/redirection: enabled}, ");
        assertThat(found(
                        ambient,
                        istio("Sidecar", "a", "workloadSelector: {labels: {app: a}}, egress: [{hosts: ['./*']}]")))
                .containsExactly("IST0167 shop/a");
    }

    @Test
    void hostsOfDestinationRulesAreKnownAndSubsetsSelectPods() {
        String web = service("web", "ports: [{name: http, port: 80}]");
        String node =
                "apiVersion: v1\nkind: Node\nmetadata: {name: node-1, labels: {topology.kubernetes.io/region: r}}\n";
        String pod = pod("p", "app: web").replace("spec: {}", "spec: {nodeName: node-1}");
        assertThat(found(
                        web,
                        node,
                        pod,
                        istio("DestinationRule", "unknown", "host: wen"),
                        istio("DestinationRule", "empty", "host: web, subsets: [{name: v9, labels: {version: v9}}]"),
                        istio("DestinationRule", "all", "host: web, subsets: [{name: all}]"),
                        istio(
                                "DestinationRule",
                                "placed",
                                "host: web, subsets: [{name: r, labels: {topology.kubernetes.io/region: r,"
                                        + " kubernetes.io/hostname: node-1}}]")))
                .containsExactly("IST0173 shop/empty", "IST0174 shop/unknown");
    }

    @Test
    void tlsOfDestinationRulesVerifiesServers() {
        String web = service("web", "ports: [{name: http, port: 80}]");
        assertThat(found(
                        web,
                        istio("DestinationRule", "a", "host: web, trafficPolicy: {tls: {mode: SIMPLE}}"),
                        istio(
                                "DestinationRule",
                                "b",
                                "host: web, trafficPolicy: {portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE}}]}"),
                        istio(
                                "DestinationRule",
                                "c",
                                "host: web, trafficPolicy: {tls: {mode: SIMPLE, caCertificates: system}}"),
                        istio(
                                "DestinationRule",
                                "d",
                                "host: web, workloadSelector: {matchLabels: {app: a}},"
                                        + " trafficPolicy: {tls: {mode: SIMPLE, credentialName: c}}")))
                .containsExactly("IST0128 shop/a", "IST0129 shop/b");
    }

    @Test
    void serviceEntriesHaveAddressesAndAgreeOnProtocols() {
        assertThat(found(
                        istio(
                                "ServiceEntry",
                                "tcp",
                                "hosts: [a.test], resolution: DNS, ports: [{number: 1, name: a, protocol: tcp}]"),
                        istio(
                                "ServiceEntry",
                                "given",
                                "hosts: [b.test], resolution: DNS, addresses: [10.0.0.1], ports: [{number: 1, name: a}]"),
                        istio(
                                        "ServiceEntry",
                                        "assigned",
                                        "hosts: [c.test], resolution: DNS, ports: [{number: 1, name: a, protocol: TCP}]")
                                .concat("status: {addresses: [{value: 240.0.0.1}]}\n")))
                .containsExactly("IST0134 shop/tcp");
        String http = "hosts: [a.test], resolution: DNS, ports: [{number: 1, name: a, protocol: HTTP}]";
        String tls = "hosts: [a.test], resolution: DNS, ports: [{number: 1, name: a, protocol: TLS}]";
        assertThat(found(istio("ServiceEntry", "a", http), istio("ServiceEntry", "x/b", tls)))
                .containsExactly("IST0177 shop/a", "IST0177 x/b");
        assertThat(found(
                        istio("ServiceEntry", "a", http + ", exportTo: ['.']"),
                        istio("ServiceEntry", "x/b", tls + ", exportTo: ['.']")))
                .isEmpty();
    }
}
