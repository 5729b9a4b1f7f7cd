package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.Viewpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of the rules for TCP and TLS of VirtualServices. */
class L4RouteCompilerTest {
    private static final String SERVICE = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: db, namespace: default}
            spec:
              hosts: [db.default.svc.cluster.local]
              resolution: STATIC
              ports: [{number: 9000, name: tcp, protocol: TCP}]
              endpoints:
              - {address: 10.0.0.1, labels: {version: v1}}
              - {address: 10.0.0.2, labels: {version: v2}}
            """;
    private static final String RULE = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: db, namespace: default}
            spec:
              host: db
              trafficPolicy: {connectionPool: {tcp: {idleTimeout: %s, maxConnectionDuration: %s}}}
              subsets:
              - {name: v1, labels: {version: v1}, trafficPolicy: {connectionPool: {tcp: {idleTimeout: 1s}}}}
              - {name: v2, labels: {version: v2}}
            """;
    private static final String V1 = "outbound|9000|v1|db.default.svc.cluster.local";
    private static final String V2 = "outbound|9000|v2|db.default.svc.cluster.local";

    private static String gateway(String servers) {
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec: {servers: [%s]}
                """.formatted(servers);
    }

    private static String tcpServer(String more) {
        return gateway("{port: {number: 90, name: tcp, protocol: TCP}, hosts: ['*']%s}".formatted(more));
    }

    private static String passthrough(String hosts) {
        return gateway("{port: {number: 443, name: tls, protocol: TLS}, hosts: [%s], tls: {mode: PASSTHROUGH}}"
                .formatted(hosts));
    }

    private static String virtualService(String name, String hosts, String rules) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s, namespace: default}
                spec:
                  hosts: [%s]
                  gateways: [gw]
                  %s
                """.formatted(name, hosts, rules);
    }

    private static String tcp(String rules) {
        return virtualService("db", "'*'", "tcp: [%s]".formatted(rules));
    }

    private static String to(String subset) {
        return "{destination: {host: db, subset: %s}}".formatted(subset);
    }

    private static Compilation compile(String... texts) {
        String[] all = new String[texts.length + 2];
        all[0] = SERVICE;
        all[1] = RULE.formatted("30s", "1h");
        System.arraycopy(texts, 0, all, 2, texts.length);
        return Compilation.of(all);
    }

    private static Content.Tcp only(Compilation compiled, int port) {
        List<FilterChain> chains = compiled.listener(port).chains();
        assertThat(chains).hasSize(1);
        return (Content.Tcp) chains.get(0).content();
    }

    private static Map<List<String>, String> clusters(Compilation compiled) {
        return compiled.listener(443).chains().stream()
                .collect(java.util.stream.Collectors.toMap(
                        FilterChain::serverNames,
                        chain -> ((Content.Tcp) chain.content())
                                .destinations()
                                .get(0)
                                .cluster()));
    }

    @Test
    void theFirstRuleForThePortDecides() {
        Compilation compiled = compile(
                tcpServer(""),
                tcp("{match: [{port: 1234}], route: [%s]}, {match: [{port: 1}, {port: 90}], route: [%s]}, {route: [%s]}"
                        .formatted(to("v2"), to("v1"), to("v2"))));

        assertThat(only(compiled, 90).destinations()).containsExactly(new Content.Tcp.Destination(V1, 1));
        assertThat(compiled.diagnostics()).isEmpty();
    }

    @Test
    void gatewaysAreMatchedAndTheRestOfAMatchIsNotAsInIstio() {
        Compilation compiled = compile(
                tcpServer(""),
                tcp("{match: [{gateways: [other]}], route: [%s]},".formatted(to("v2"))
                        + "{match: [{gateways: [mesh, gw], destinationSubnets: [192.0.2.0/24], sourceLabels: {a: b}}], route: [%s]}"
                                .formatted(to("v1"))));

        assertThat(only(compiled, 90).destinations()).containsExactly(new Content.Tcp.Destination(V1, 1));
    }

    @Test
    void weightsAreKeptUnlessThereIsOneDestination() {
        Compilation compiled = compile(
                tcpServer(""),
                tcp("{route: [{weight: 3, destination: {host: db, subset: v1}}, {weight: 0, destination: {host: db}},"
                        + " {weight: 7, destination: {host: db, subset: v2}}]}"));

        assertThat(only(compiled, 90).destinations())
                .containsExactly(new Content.Tcp.Destination(V1, 3), new Content.Tcp.Destination(V2, 7));
    }

    @Test
    void timesAreThoseOfTheFirstDestinationsHost() {
        Compilation compiled = compile(tcpServer(""), tcp("{route: [%s]}".formatted(to("v1"))));

        assertThat(only(compiled, 90).idleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(only(compiled, 90).maxDuration()).isEqualTo(Duration.ofHours(1));
        Compilation plain = Compilation.of(SERVICE, tcpServer(""), tcp("{route: [{destination: {host: db}}]}"));
        assertThat(only(plain, 90).idleTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(only(plain, 90).maxDuration()).isNull();
        Compilation never = Compilation.of(
                SERVICE, RULE.formatted("0s", "2h"), tcpServer(""), tcp("{route: [{destination: {host: db}}]}"));
        assertThat(only(never, 90).idleTimeout()).isNull();
    }

    @Test
    void theSourceAddressBindsAsTheFirstDestinationsHostOrTheOnlySubsetSays() {
        String rule = """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: db, namespace: default}
                spec:
                  host: db
                  trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}}}
                  subsets:
                  - {name: v1, labels: {version: v1}}
                  - {name: v2, labels: {version: v2}, trafficPolicy: {loadBalancer: {simple: RANDOM}}}
                """;
        String weighted = "{weight: 1, destination: {host: db, subset: %s}}";
        assertThat(only(Compilation.of(SERVICE, rule, tcpServer(""), tcp("{route: [%s]}".formatted(to("v1")))), 90)
                        .binding())
                .isEqualTo(Content.Tcp.Binding.SOURCE_ADDRESS);
        assertThat(only(Compilation.of(SERVICE, rule, tcpServer(""), tcp("{route: [%s]}".formatted(to("v2")))), 90)
                        .binding())
                .isEqualTo(Content.Tcp.Binding.NONE);
        String both = tcp("{route: [%s, %s]}".formatted(weighted.formatted("v2"), weighted.formatted("v1")));
        assertThat(only(Compilation.of(SERVICE, rule, tcpServer(""), both), 90).binding())
                .isEqualTo(Content.Tcp.Binding.SOURCE_ADDRESS);
    }

    @Test
    void withoutARuleThereIsNoListener() {
        Compilation compiled = compile(tcpServer(""), tcp("{match: [{port: 1}], route: [%s]}".formatted(to("v1"))));

        assertThat(compiled.snapshot().listeners()).isEmpty();
    }

    @Test
    void theFirstVirtualServiceWithARuleDecides() {
        Compilation compiled = compile(
                tcpServer(""),
                virtualService("a", "a.test", "tcp: [{match: [{port: 5}], route: [%s]}]".formatted(to("v1"))),
                virtualService("b", "b.test", "tcp: [{route: [%s]}]".formatted(to("v2"))),
                virtualService("c", "c.test", "tcp: [{route: [%s]}]".formatted(to("v1"))));

        assertThat(only(compiled, 90).destinations()).containsExactly(new Content.Tcp.Destination(V2, 1));
    }

    @Test
    void otherProtocolsAreBytesToo() {
        Compilation compiled = compile(
                gateway("{port: {number: 90, name: m, protocol: MONGO}, hosts: ['*']}"),
                tcp("{route: [%s]}".formatted(to("v1"))));

        assertThat(only(compiled, 90).destinations()).containsExactly(new Content.Tcp.Destination(V1, 1));
    }

    @Test
    void eachMatchByNameIsAChain() {
        Compilation compiled = compile(
                passthrough("'*.a.test', b.test"),
                virtualService(
                        "db",
                        "'*.a.test', b.test",
                        "tls: [{match: [{sniHosts: [One.a.test]}, {port: 443, sniHosts: [b.test, two.a.test]}], route: [%s]},"
                                        .formatted(to("v1"))
                                + " {match: [{sniHosts: ['*.a.test']}, {port: 1, sniHosts: [no.a.test]}], route: [%s]}]"
                                        .formatted(to("v2"))));

        assertThat(clusters(compiled))
                .containsOnly(
                        Map.entry(List.of("one.a.test"), V1),
                        Map.entry(List.of("b.test", "two.a.test"), V1),
                        Map.entry(List.of("*.a.test"), V2));
        assertThat(compiled.listener(443).chains()).allMatch(chain -> chain.tls() == null);
    }

    @Test
    void aNameThatIsTakenLeavesOutTheMatch() {
        Compilation compiled = compile(
                passthrough("'*'"),
                virtualService(
                        "a", "'*.a.test'", "tls: [{match: [{sniHosts: [x.a.test]}], route: [%s]}]".formatted(to("v1"))),
                virtualService(
                        "b",
                        "'*.a.test'",
                        "tls: [{match: [{sniHosts: [x.a.test, y.a.test]}], route: [%s]}]".formatted(to("v2"))));

        assertThat(clusters(compiled)).containsOnly(Map.entry(List.of("x.a.test"), V1));
        assertThat(compiled.diagnostics()).anySatisfy(found -> {
            assertThat(found.code()).isEqualTo(Code.CONFLICT);
            assertThat(found.path().toString()).isEqualTo("spec.tls[0].match[0].sniHosts");
        });
    }

    @Test
    void anyNameIsAChainForAnyConnection() {
        Compilation compiled = compile(
                passthrough("'*'"),
                virtualService("a", "'*'", "tls: [{match: [{sniHosts: ['*']}], route: [%s]}]".formatted(to("v1"))));

        assertThat(clusters(compiled)).containsOnly(Map.entry(List.of(), V1));
    }

    @Test
    void hostsOfTheServerMustOverlap() {
        Compilation compiled = compile(
                passthrough("only.test"),
                virtualService(
                        "a", "a.test", "tls: [{match: [{sniHosts: [a.test]}], route: [%s]}]".formatted(to("v1"))));

        assertThat(compiled.snapshot().listeners()).isEmpty();
    }

    @Test
    void aWorkloadsOwnConnectionsAreReported() {
        Compilation compiled =
                Compilation.of(new Viewpoint("default", Map.of(), "").withHttpProxyPort(15007), SERVICE, """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: db, namespace: default}
                spec:
                  hosts: [db]
                  tcp: [{route: [{destination: {host: db}}]}]
                """);

        assertThat(compiled.diagnostics()).anySatisfy(found -> {
            assertThat(found.code()).isEqualTo(Code.NOT_SERVED);
            assertThat(found.path().toString()).isEqualTo("spec.tcp");
        });
    }
}
