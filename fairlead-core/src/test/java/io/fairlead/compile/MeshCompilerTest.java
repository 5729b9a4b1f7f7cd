package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.VirtualHost;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeshCompilerTest {
    private static final int PORT = 15007;
    private static final Viewpoint WEB =
            new Viewpoint("default", Map.of("app", "web", "version", "v1"), "").withHttpProxyPort(PORT);
    private static final String TO_A = "route: [{destination: {host: a}}]";
    private static final String A = service("default", "a.default.svc.cluster.local", "{number: 80, name: http}");
    private static final String B = service("default", "b.default.svc.cluster.local", "{number: 80, name: http}");
    private static final String SHOP = service("prod", "shop.prod.svc.cluster.local", "{number: 80, name: http}");

    private static String service(String namespace, String host, String ports) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: %s, namespace: %s}
                spec:
                  hosts: ['%s']
                  resolution: STATIC
                  location: MESH_INTERNAL
                  ports: [%s]
                  endpoints: [{address: 10.0.0.1}]
                """.formatted(host.replace("*", "any"), namespace, host, ports);
    }

    private static String rule(String name, String hosts, String... rules) {
        StringBuilder text = new StringBuilder("---\napiVersion: networking.istio.io/v1\nkind: VirtualService\n");
        text.append("metadata: {name: ").append(name).append(", namespace: default}\nspec:\n  hosts: [");
        text.append(hosts).append("]\n  http:\n");
        for (String each : rules) {
            text.append("  - ").append(each).append('\n');
        }
        return text.toString();
    }

    private static String sidecar(String namespace, String name, String spec) {
        return "---\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: " + name + ", namespace: "
                + namespace + "}\nspec: " + spec + "\n";
    }

    private static Compilation compile(String... texts) {
        return Compilation.of(WEB, texts);
    }

    private static List<VirtualHost> hosts(Compilation compiled) {
        return compiled.hosts(PORT);
    }

    /** The routes of the virtual host with a domain, by the first cluster of each. */
    private static List<String> clusters(Compilation compiled, String domain) {
        return hosts(compiled).stream()
                .filter(host -> host.domains().contains(domain))
                .flatMap(host -> host.routes().stream())
                .map(MeshCompilerTest::cluster)
                .toList();
    }

    private static String cluster(RouteEntry route) {
        RouteAction.Forward forward = (RouteAction.Forward) route.action();
        return forward.destinations().get(0).cluster();
    }

    private static List<String> names(Compilation compiled) {
        return hosts(compiled).stream().map(VirtualHost::name).toList();
    }

    @Test
    void theListenerIsOnLoopbackOfTheSidecarsKindAndThereOnlyWhenAskedFor() {
        Listener listener = compile(A).listener(PORT);

        assertThat(listener.address()).isEqualTo("127.0.0.1");
        assertThat(listener.side()).isEqualTo(Listener.Side.SIDECAR);
        assertThat(Compilation.of(A).snapshot().listeners()).isEmpty();
    }

    @Test
    void aServiceWithoutAVirtualServiceIsCalledAsItIs() {
        RouteEntry route = hosts(compile(A)).get(0).routes().get(0);

        assertThat(route.name()).isEqualTo("default");
        assertThat(route.origin()).isNull();
        assertThat(cluster(route)).isEqualTo("outbound|80||a.default.svc.cluster.local");
        assertThat(((RouteAction.Forward) route.action()).policies()).isEqualTo(RoutePolicies.DEFAULT);
    }

    @Test
    void theShortestNameIsOnlyForTheServicesOwnNamespace() {
        Compilation compiled = compile(A, SHOP, service("default", "out.test", "{number: 80, name: http}"));

        assertThat(hosts(compiled).stream().map(VirtualHost::domains))
                .containsExactlyInAnyOrder(
                        List.of(
                                "a.default.svc.cluster.local",
                                "a.default.svc.cluster.local.",
                                "a",
                                "a.default.svc",
                                "a.default"),
                        List.of(
                                "shop.prod.svc.cluster.local",
                                "shop.prod.svc.cluster.local.",
                                "shop.prod.svc",
                                "shop.prod"),
                        List.of("out.test", "out.test."),
                        List.of("*"));
    }

    @Test
    void aShortFormThatIsAnotherServicesHostIsThatServices() {
        Compilation compiled = compile(SHOP, service("default", "shop.prod", "{number: 80, name: http}"));

        assertThat(clusters(compiled, "shop.prod")).containsExactly("outbound|80||shop.prod");
        assertThat(clusters(compiled, "shop.prod.svc")).containsExactly("outbound|80||shop.prod.svc.cluster.local");
    }

    @Test
    void onlyServicesWithHttpOnPort80HaveAName() {
        Compilation compiled = compile(
                service("default", "high.test", "{number: 8080, name: http}"),
                service("default", "raw.test", "{number: 80, name: raw, protocol: TCP}"),
                service("default", "open.test", "{number: 80, name: open}"));

        assertThat(names(compiled)).containsExactly("open.test:80", "allow_any");
    }

    @Test
    void aNameOfAKubernetesPortTellsItsProtocol() {
        String services = """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: raw, namespace: default}
                spec: {ports: [{port: 80, name: tcp-raw}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: default}
                spec: {ports: [{port: 80, name: grpc-web-x}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: said, namespace: default}
                spec: {ports: [{port: 80, name: http, appProtocol: tcp}]}
                """;

        assertThat(names(compile(services))).containsExactly("web.default.svc.cluster.local:80", "allow_any");
    }

    @Test
    void anExternalNameIsAnotherNameOfTheServiceItStandsFor() {
        String alias = """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: old, namespace: default}
                spec: {type: ExternalName, externalName: a.default.svc.cluster.local, ports: [{port: 80}]}
                """;

        assertThat(clusters(compile(A, alias), "old")).containsExactly("outbound|80||a.default.svc.cluster.local");
    }

    @Test
    void theFirstVirtualServiceOwnsAHostAndOthersAddNothing() {
        Compilation compiled = compile(
                A,
                B,
                rule("second", "a", "{route: [{destination: {host: b}}]}"),
                rule("first", "a", "{match: [{uri: {prefix: /x}}], " + TO_A + "}"));

        assertThat(clusters(compiled, "a")).containsExactly("outbound|80||a.default.svc.cluster.local");
        assertThat(hosts(compiled))
                .filteredOn(host -> host.name().startsWith("a."))
                .hasSize(1);
    }

    @Test
    void aVirtualServiceWhoseRulesAreAllForOthersClaimsNothing() {
        Compilation compiled = compile(
                A,
                B,
                rule("f", "a", "{match: [{sourceLabels: {app: db}}], route: [{destination: {host: b}}]}"),
                rule("p", "b", "{match: [{uri: {prefix: /x}, port: 80}], route: [{destination: {host: a}}]}"));

        assertThat(hosts(compiled))
                .extracting(host -> host.routes().get(0).name())
                .containsExactlyInAnyOrder("default", "default", "allow_any");
    }

    @Test
    void rulesAreForTheWorkloadThatCalls() {
        Compilation compiled = compile(
                A,
                rule(
                        "r",
                        "a",
                        "{name: labels, match: [{sourceLabels: {app: web}, uri: {prefix: /1}}], " + TO_A + "}",
                        "{name: others, match: [{sourceLabels: {version: v2}, uri: {prefix: /2}}], " + TO_A + "}",
                        "{name: space, match: [{sourceNamespace: default, uri: {prefix: /3}}], " + TO_A + "}",
                        "{name: prod, match: [{sourceNamespace: prod, uri: {prefix: /4}}], " + TO_A + "}",
                        "{name: mesh, match: [{gateways: [mesh], sourceLabels: {app: db}}], " + TO_A + "}"));

        assertThat(hosts(compiled).get(0).routes())
                .extracting(RouteEntry::name)
                .containsExactly("labels", "space", "mesh");
    }

    @Test
    void onlyVirtualServicesOfTheMeshCount() {
        String onGateway = rule("g", "a", "{directResponse: {status: 418}}")
                .replace("  http:", "  gateways: [default/gw]\n  http:");
        String onBoth = rule("h", "b", "{directResponse: {status: 418}}")
                .replace("  http:", "  gateways: [default/gw, mesh]\n  http:");
        Compilation compiled = compile(Compilation.GATEWAY, A, B, onGateway, onBoth);

        assertThat(clusters(compiled, "a")).hasSize(1);
        assertThat(hosts(compiled).get(0).name()).isEqualTo("b.default.svc.cluster.local:80");
        assertThat(hosts(compiled).get(0).routes().get(0).action()).isInstanceOf(RouteAction.DirectResponse.class);
        assertThat(compiled.domains()).hasSize(2);
        assertThat(compiled.found(Code.NOT_SERVED)).isEmpty();
    }

    @Test
    void withoutAPortTheMeshIsReported() {
        Compilation compiled = Compilation.of(A, rule("r", "a", "{" + TO_A + "}"));

        assertThat(compiled.found(Code.NOT_SERVED)).containsExactly("VirtualService/default/r spec.gateways");
    }

    @Test
    void aHostThatIsNoServiceNeedsOneBesideIt() {
        Compilation compiled =
                compile(A, rule("alone", "x.test", "{" + TO_A + "}"), rule("beside", "y.test, a", "{" + TO_A + "}"));

        assertThat(names(compiled)).containsExactly("y.test:80", "a.default.svc.cluster.local:80", "allow_any");
    }

    @Test
    void aServiceBelongsToTheMostSpecificWildcard() {
        Compilation compiled = compile(
                A,
                service("default", "x.shop.test", "{number: 80, name: http}"),
                service("default", "x.test", "{number: 80, name: http}"),
                rule("aaa", "'*.test'", "{name: wide, " + TO_A + "}"),
                rule("bbb", "'*.shop.test'", "{name: narrow, " + TO_A + "}"));

        assertThat(hosts(compiled))
                .extracting(host ->
                        host.domains().get(0) + " " + host.routes().get(0).name())
                .containsExactly(
                        "x.test wide", "x.shop.test narrow", "a.default.svc.cluster.local default", "* allow_any");
    }

    @Test
    void noPortStandsInForOneThatADestinationOfSeveralPortsLeavesOut() {
        String two = service("default", "two.test", "{number: 80, name: http}, {number: 81, name: other}");
        Compilation compiled = compile(two, rule("r", "two.test", "{route: [{destination: {host: two.test}}]}"));

        assertThat(clusters(compiled, "two.test")).containsExactly("outbound|0||two.test");
        assertThat(compiled.found(Code.NOT_FOUND))
                .containsExactly("VirtualService/default/r spec.http[0].route[0].destination.port");
    }

    @Test
    void unknownHostsGoNowhereUnlessASidecarSaysWhere() {
        VirtualHost open = hosts(compile(A)).get(1);
        VirtualHost proxied = hosts(compile(A, sidecar("default", "s", """
                {outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: out.test, port: {number: 3128}}}}"""))).get(1);
        VirtualHost closed = hosts(
                        compile(A, sidecar("default", "s", "{egress: [{hosts: ['*/*']}], outboundTrafficPolicy: {}}")))
                .get(1);

        assertThat(open.domains()).containsExactly("*");
        assertThat(cluster(open.routes().get(0))).isEqualTo("PassthroughCluster");
        assertThat(compile(A).endpoints("PassthroughCluster")).isEmpty();
        assertThat(cluster(proxied.routes().get(0))).isEqualTo("outbound|3128||out.test");
        assertThat(closed.name()).isEqualTo("block_all");
        assertThat(((RouteAction.DirectResponse) closed.routes().get(0).action()).status())
                .isEqualTo(502);
    }

    @Test
    void aSidecarSaysWhichServicesAreKnown() {
        String[] all = {A, B, SHOP, service("prod", "db.prod.svc.cluster.local", "{number: 80, name: http}")};

        assertThat(imported(all, "['./*']")).containsExactly("a", "b");
        assertThat(imported(all, "['./b.default.svc.cluster.local', 'prod/*']")).containsExactly("b", "db", "shop");
        assertThat(imported(all, "['*/*', '~prod/*', '~/b.default.svc.cluster.local']"))
                .containsExactly("a");
        assertThat(imported(all, "['*/*.prod.svc.cluster.local', '~*/db.prod.svc.cluster.local']"))
                .containsExactly("shop");
        assertThat(imported(all, "['*/*', '~./a.default.svc.cluster.local']")).containsExactly("b", "db", "shop");
        assertThat(imported(all, "['~/*']")).isEmpty();
    }

    private static List<String> imported(String[] services, String hosts) {
        String all = String.join("", services) + sidecar("default", "s", "{egress: [{hosts: " + hosts + "}]}");
        return names(compile(all)).stream()
                .filter(name -> !name.equals("allow_any"))
                .map(name -> name.substring(0, name.indexOf('.')))
                .sorted()
                .toList();
    }

    @Test
    void theEgressListenerWithoutAPortIsTheOneThatCounts() {
        Compilation compiled = compile(A, B, sidecar("default", "s", """
                {egress: [{port: {number: 80, protocol: HTTP, name: h}, hosts: ['*/*']},
                          {hosts: ['./b.default.svc.cluster.local']}]}"""));

        assertThat(names(compiled)).containsExactly("b.default.svc.cluster.local:80", "allow_any");
        assertThat(compiled.found(Code.NOT_SERVED)).containsExactly("Sidecar/default/s spec.egress[0].port");
    }

    @Test
    void theSidecarThatSelectsTheWorkloadComesFirstThenThatOfTheNamespaceThenThatOfTheRoot() {
        String root = sidecar("istio-system", "r", "{outboundTrafficPolicy: {mode: REGISTRY_ONLY}}");
        String namespace = sidecar("default", "m", "{outboundTrafficPolicy: {mode: ALLOW_ANY}}");
        String selecting = sidecar("default", "z", """
                {workloadSelector: {labels: {app: web}}, outboundTrafficPolicy: {mode: REGISTRY_ONLY}}""");
        String other = sidecar("default", "a", """
                {workloadSelector: {labels: {app: db}}, outboundTrafficPolicy: {mode: REGISTRY_ONLY}}""");
        String rootSelecting = sidecar("istio-system", "a", """
                {workloadSelector: {labels: {app: web}}, outboundTrafficPolicy: {mode: ALLOW_ANY}}""");

        assertThat(names(compile(root, other, rootSelecting))).containsExactly("block_all");
        assertThat(names(compile(root, namespace, other))).containsExactly("allow_any");
        assertThat(names(compile(root, namespace, selecting))).containsExactly("block_all");
        assertThat(names(compile(other))).containsExactly("allow_any");
    }

    @Test
    void aVirtualServiceIsImportedWithAllItsHostsIfOneOfThemIs() {
        String both = rule("r", "a, b", "{directResponse: {status: 418}}");
        String wide = sidecar("default", "s", "{egress: [{hosts: ['./a.default.svc.cluster.local', 'prod/*']}]}");

        assertThat(hosts(compile(A, B, both, wide)).get(0).routes().get(0).action())
                .isInstanceOf(RouteAction.DirectResponse.class);
        assertThat(names(compile(A, B, both, wide.replace("./a.", "./c.")))).containsExactly("allow_any");
    }

    @Test
    void aVirtualServiceThatIsNotImportedClaimsNothing() {
        String theirs = rule("r", "shop.prod.svc.cluster.local", "{directResponse: {status: 418}}");
        String prodOnly = sidecar("default", "s", "{egress: [{hosts: ['prod/*']}]}");

        assertThat(clusters(compile(SHOP, theirs, prodOnly), "shop.prod"))
                .containsExactly("outbound|80||shop.prod.svc.cluster.local");
    }

    @Test
    void aDestinationThatIsNotImportedIsReachedWithItsPort() {
        String toB = rule("r", "a", "{route: [{destination: {host: b, port: {number: 80}}}]}");
        String noPort = rule("r", "a", "{route: [{destination: {host: b}}]}");
        String onlyA = sidecar("default", "s", "{egress: [{hosts: ['./a.default.svc.cluster.local']}]}");

        assertThat(compile(A, B, toB, onlyA).found(Code.NOT_FOUND)).isEmpty();
        assertThat(clusters(compile(A, B, noPort, onlyA), "a"))
                .containsExactly("outbound|0||b.default.svc.cluster.local");
    }

    @Test
    void ofServicesWithOneHostTheImportedOneComesFirstThenThatOfTheNamespace() {
        String mine = service("default", "x.test", "{number: 80, name: http}").replace("10.0.0.1", "10.0.0.9");
        String prod = service("prod", "x.test", "{number: 80, name: http}");
        String old = service("aaa", "x.test", "{number: 80, name: http}").replace("10.0.0.1", "10.0.0.5");
        String cluster = "outbound|80||x.test";

        assertThat(compile(old, mine, prod).endpoints(cluster)).containsExactly("10.0.0.5:80");
        assertThat(compile(old, mine, prod, sidecar("default", "s", "{egress: [{hosts: ['*/*']}]}"))
                        .endpoints(cluster))
                .containsExactly("10.0.0.9:80");
        assertThat(compile(old, mine, prod, sidecar("default", "s", "{egress: [{hosts: ['prod/*']}]}"))
                        .endpoints(cluster))
                .containsExactly("10.0.0.1:80");
    }

    @Test
    void aGatewayCannotHaveTheProxysPort() {
        Compilation compiled = compile(A, Compilation.GATEWAY.replace("number: 80", "number: 15007"));

        assertThat(compiled.snapshot().listeners()).hasSize(1);
        assertThat(compiled.found(Code.CONFLICT)).containsExactly("Gateway/default/gw spec.servers[0].port");
    }
}
