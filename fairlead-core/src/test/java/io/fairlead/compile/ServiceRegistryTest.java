package io.fairlead.compile;

import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.pool.ConnectionPolicy.Http.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest {
    private static String entry(String namespace, String name, String host, String more) {
        return "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: " + name + ", namespace: "
                + namespace + "}\nspec: {hosts: ['" + host + "'], ports: [{number: 80, name: http, protocol: HTTP}], "
                + more
                + "}\n";
    }

    private static String workload(String name, String labels, String more) {
        return "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: " + name
                + ", namespace: default, labels: " + labels + "}\nspec: {" + more + "}\n";
    }

    private static String service(String name, String spec) {
        return "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name + ", namespace: default}\nspec: {" + spec
                + "}\n";
    }

    private static String slice(String service, String labels, String content) {
        return "---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: " + service
                + "-1, namespace: default, labels: {kubernetes.io/service-name: " + service + labels + "}}\n"
                + "addressType: IPv4\n" + content + "\n";
    }

    @Test
    void theEndpointsPortWinsOverTheTargetPortAndThatOverTheNumber() {
        Compilation compiled = Compilation.of(entry(
                        "default",
                        "a",
                        "a.test",
                        "resolution: STATIC, endpoints: [{address: 10.0.0.1, ports: {http: 9001}}, {address: 10.0.0.2}]")
                .replace("protocol: HTTP}", "protocol: HTTP, targetPort: 9000}"));

        assertThat(compiled.endpoints("outbound|80||a.test")).containsExactly("10.0.0.1:9001", "10.0.0.2:9000");
    }

    @Test
    void anEndpointHasWeightLabelsLocalityAndAWorkload() {
        Compilation compiled = Compilation.of(entry(
                "default",
                "a",
                "a.test",
                "resolution: STATIC, endpoints: [{address: 10.0.0.1, weight: 3, labels: {version: v1}, locality: r/z/s},"
                        + " {address: 10.0.0.2, labels: {topology.istio.io/locality: r.z}}]"));

        assertThat(compiled.cluster("outbound|80||a.test").endpoints())
                .containsExactly(
                        new Endpoint(
                                "10.0.0.1",
                                80,
                                3,
                                Map.of(
                                        "version",
                                        "v1",
                                        "topology.kubernetes.io/region",
                                        "r",
                                        "topology.kubernetes.io/zone",
                                        "z",
                                        "topology.istio.io/subzone",
                                        "s"),
                                "r/z/s",
                                "a.test-v1"),
                        new Endpoint(
                                "10.0.0.2",
                                80,
                                1,
                                Map.of(
                                        "topology.istio.io/locality",
                                        "r.z",
                                        "topology.kubernetes.io/region",
                                        "r",
                                        "topology.kubernetes.io/zone",
                                        "z"),
                                "r/z",
                                "a.test"));
    }

    @Test
    void entriesForOneHostAddUpTheirEndpointsAndPorts() {
        String more = entry("default", "b", "a.test", "resolution: STATIC, endpoints: [{address: 10.0.0.2}]");
        String otherPort = entry("default", "c", "a.test", "resolution: STATIC, endpoints: [{address: 10.0.0.3}]")
                .replace("number: 80, name: http", "number: 81, name: other");
        Compilation compiled = Compilation.of(
                entry("default", "a", "a.test", "resolution: STATIC, endpoints: [{address: 10.0.0.1}]"),
                more,
                otherPort);

        assertThat(compiled.endpoints("outbound|80||a.test")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
        assertThat(compiled.endpoints("outbound|81||a.test")).containsExactly("10.0.0.3:81");
    }

    @Test
    void ofEntriesThatDisagreeTheOldestDecidesThePorts() {
        String other = entry("default", "b", "a.test", "resolution: DNS, endpoints: [{address: 10.0.0.3}]")
                .replace("number: 80, name: http", "number: 81, name: other");
        Compilation compiled = Compilation.of(
                entry("default", "a", "a.test", "resolution: STATIC, endpoints: [{address: 10.0.0.1}]"), other);

        assertThat(compiled.snapshot().clusters()).containsOnlyKeys("outbound|80||a.test");
    }

    @Test
    void anAddressCountsOnce() {
        assertThat(Compilation.of(entry(
                                "default",
                                "a",
                                "a.test",
                                "resolution: STATIC, endpoints: [{address: 10.0.0.1}, {address: 10.0.0.1}]"))
                        .endpoints("outbound|80||a.test"))
                .containsExactly("10.0.0.1:80");
    }

    @Test
    void dnsWithoutEndpointsResolvesTheHostItself() {
        Compilation compiled = Compilation.of(
                entry("default", "a", "a.test", "resolution: DNS"),
                entry("default", "b", "b.test", "resolution: DNS, endpoints: [{address: c.test}, {address: d.test}]"),
                entry("default", "e", "e.test", "resolution: DNS_ROUND_ROBIN, endpoints: [{address: f.test}]"),
                entry("default", "g", "g.test", "resolution: DNS, workloadSelector: {labels: {app: none}}"));

        assertThat(compiled.cluster("outbound|80||a.test").discovery()).isEqualTo(Discovery.STRICT_DNS);
        assertThat(compiled.endpoints("outbound|80||a.test")).containsExactly("a.test:80");
        assertThat(compiled.endpoints("outbound|80||b.test")).containsExactly("c.test:80", "d.test:80");
        assertThat(compiled.cluster("outbound|80||e.test").discovery()).isEqualTo(Discovery.LOGICAL_DNS);
        assertThat(compiled.snapshot().clusters()).doesNotContainKey("outbound|80||g.test");
    }

    @Test
    void ofSeveralRoundRobinEntriesTheFirstEndpointIsUsed() {
        Compilation compiled = Compilation.of(
                entry("default", "a", "a.test", "resolution: DNS_ROUND_ROBIN, endpoints: [{address: b.test}]"),
                entry("default", "b", "a.test", "resolution: DNS_ROUND_ROBIN, endpoints: [{address: c.test}]"));

        assertThat(compiled.endpoints("outbound|80||a.test")).containsExactly("b.test:80");
    }

    @Test
    void noneHasNoEndpointsOnAGatewayAndUdpNoCluster() {
        Compilation compiled = Compilation.of(
                entry("default", "a", "a.test", "resolution: NONE"),
                entry("default", "b", "b.test", "resolution: STATIC").replace("protocol: HTTP", "protocol: UDP"));

        assertThat(compiled.endpoints("outbound|80||a.test")).isEmpty();
        assertThat(compiled.snapshot().clusters()).containsOnlyKeys("outbound|80||a.test");
    }

    @Test
    void workloadsAreSelectedByTheLabelsOfTheirMetadataFirst() {
        Compilation compiled = Compilation.of(
                entry("default", "a", "a.test", "resolution: STATIC, workloadSelector: {labels: {app: a}}"),
                workload("one", "{app: a}", "address: 10.0.0.1, labels: {app: b, version: v1}, ports: {http: 9001}"),
                workload("two", "{}", "address: 10.0.0.2, labels: {app: a}"),
                workload("three", "{app: b}", "address: 10.0.0.3, labels: {app: a}"),
                workload("named", "{app: a}", "address: name.test"));

        assertThat(compiled.endpoints("outbound|80||a.test")).containsExactly("10.0.0.1:9001", "10.0.0.2:80");
        assertThat(compiled.cluster("outbound|80||a.test").endpoints())
                .extracting(Endpoint::workload)
                .containsExactly("one", "two");
    }

    @Test
    void slicesAreJoinedByPortNameAndOnlyReadyEndpointsCount() {
        Compilation compiled = Compilation.of(
                service(
                        "shop",
                        "ports: [{name: web, port: 80, targetPort: 8080}, {name: udp, port: 53, protocol: UDP}]"),
                slice("shop", ", version: v1", """
                        ports: [{name: web, port: 8080}, {name: else, port: 1}]
                        endpoints:
                        - {addresses: [10.0.0.1], targetRef: {kind: Pod, name: shop-abc}, zone: z1}
                        - {addresses: [10.0.0.2], conditions: {ready: false}}
                        - {addresses: [10.0.0.3], conditions: {ready: true}}
                        """));

        assertThat(compiled.cluster("outbound|80||shop.default.svc.cluster.local")
                        .endpoints())
                .containsExactly(
                        new Endpoint(
                                "10.0.0.1",
                                8080,
                                1,
                                Map.of("version", "v1", "topology.kubernetes.io/zone", "z1"),
                                "/z1",
                                "shop-abc"),
                        new Endpoint("10.0.0.3", 8080, 1, Map.of("version", "v1"), "", "shop-v1"));
        assertThat(compiled.snapshot().clusters()).hasSize(1);
        assertThat(compiled.cluster("outbound|80||shop.default.svc.cluster.local")
                        .service())
                .isEqualTo(new Cluster.Service("shop.default.svc.cluster.local", "shop", "default", 80, ""));
    }

    @Test
    void aServiceSelectsWorkloadEntriesToo() {
        Compilation compiled = Compilation.of(
                service("shop", "selector: {app: shop}, ports: [{name: web, port: 80, targetPort: 8080}]"),
                workload("vm", "{app: shop}", "address: 10.0.0.9"));

        assertThat(compiled.endpoints("outbound|80||shop.default.svc.cluster.local"))
                .containsExactly("10.0.0.9:8080");
    }

    @Test
    void aServiceBeatsAnEntryForItsHostAndTakesItsEndpoints() {
        Compilation compiled = Compilation.of(
                entry(
                                "default",
                                "a",
                                "shop.default.svc.cluster.local",
                                "resolution: STATIC, endpoints: [{address: 10.0.0.7}]")
                        .replace("number: 80", "number: 99"),
                service("shop", "ports: [{name: http, port: 80}]"));

        assertThat(compiled.snapshot().clusters()).containsOnlyKeys("outbound|80||shop.default.svc.cluster.local");
        assertThat(compiled.endpoints("outbound|80||shop.default.svc.cluster.local"))
                .containsExactly("10.0.0.7:99");
    }

    @Test
    void anExternalNameStandsForItsTarget() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                service("alias", "type: ExternalName, externalName: a.test, ports: [{name: http, port: 80}]"),
                entry("default", "a", "a.test", "resolution: STATIC, endpoints: [{address: 10.0.0.1}]"),
                app("{route: [{destination: {host: alias}}]}"));

        assertThat(compiled.destination(0)).isEqualTo("outbound|80||a.test");
        assertThat(compiled.diagnostics()).isEmpty();
    }

    @Test
    void theOldestOfSeveralNamespacesOwnsAHostUnlessOneIsPrivate() {
        String a = entry("a", "x", "a.test", "resolution: STATIC, endpoints: [{address: 10.0.0.1}]");
        String b = entry("b", "w", "a.test", "resolution: STATIC, endpoints: [{address: 10.0.0.2}]");
        String own =
                entry("own", "x", "a.test", "exportTo: ['.'], resolution: STATIC, endpoints: [{address: 10.0.0.3}]");

        assertThat(Compilation.of(b, a).endpoints("outbound|80||a.test")).containsExactly("10.0.0.1:80");
        assertThat(Compilation.of(new Viewpoint("own", Map.of(), ""), a, b, own).endpoints("outbound|80||a.test"))
                .containsExactly("10.0.0.3:80");
        assertThat(Compilation.of(a, own).endpoints("outbound|80||a.test")).containsExactly("10.0.0.1:80");
    }

    @Test
    void theProtocolOfAPortIsSpokenToItsEndpoints() {
        String entry = entry("default", "a", "a.test", "resolution: STATIC, endpoints: [{address: 10.0.0.1}]");
        Map<String, Version> versions = Map.of(
                "HTTP", Version.HTTP_1, "HTTP2", Version.HTTP_2, "grpc", Version.HTTP_2, "GRPC-WEB", Version.HTTP_2);

        versions.forEach((protocol, version) -> {
            Compilation compiled = Compilation.of(entry.replace("protocol: HTTP}", "protocol: " + protocol + "}"));
            assertThat(compiled.cluster("outbound|80||a.test")
                            .connections()
                            .http()
                            .version())
                    .as(protocol)
                    .isEqualTo(version);
            assertThat(compiled.found(Code.NOT_SERVED)).isEmpty();
        });
    }

    @Test
    void theProtocolOfAKubernetesPortIsInItsNameOrBesideIt() {
        Map<String, Version> ports = Map.of(
                "name: http-a", Version.HTTP_1,
                "name: http2-a", Version.HTTP_2,
                "name: grpc", Version.HTTP_2,
                "name: a, appProtocol: http2", Version.HTTP_2,
                "name: grpc-a, appProtocol: http", Version.HTTP_1,
                "name: a, appProtocol: kubernetes.io/h2c", Version.HTTP_2);

        ports.forEach((port, version) -> assertThat(Compilation.of(service("a", "ports: [{" + port + ", port: 80}]"))
                        .cluster("outbound|80||a.default.svc.cluster.local")
                        .connections()
                        .http()
                        .version())
                .as(port)
                .isEqualTo(version));
    }

    @Test
    void anEntryHiddenFromEverybodyIsNotThere() {
        assertThat(Compilation.of(entry("default", "a", "a.test", "exportTo: ['~'], resolution: STATIC"))
                        .snapshot()
                        .clusters())
                .isEmpty();
    }
}
