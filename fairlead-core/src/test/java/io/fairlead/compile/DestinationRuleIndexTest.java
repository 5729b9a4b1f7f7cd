package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.OutlierPolicy;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.tls.UpstreamTls.ServerName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DestinationRuleIndexTest {
    private static final String SERVICE = """
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: shop, namespace: prod}
            spec:
              hosts: [shop.prod.svc.cluster.local]
              resolution: STATIC
              ports: [{number: 80, name: a, protocol: HTTP}, {number: 81, name: b, protocol: HTTP}]
              endpoints: [{address: 10.0.0.1, labels: {version: v1}}]
            """;
    private static final Viewpoint EDGE = new Viewpoint("edge", Map.of(), "");

    private static String rule(String namespace, String name, String host, String more) {
        return "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: " + name
                + ", namespace: " + namespace + "}\nspec: {host: '" + host + "'" + more + "}\n";
    }

    private static String subset(String namespace, String name, String host, String more) {
        return rule(namespace, name, host, ", subsets: [{name: " + name + "}]" + more);
    }

    /** The subsets of port 80 that the rules of a compilation make. */
    private static List<String> subsets(Viewpoint viewpoint, String... rules) {
        String[] texts = new String[rules.length + 1];
        texts[0] = SERVICE;
        System.arraycopy(rules, 0, texts, 1, rules.length);
        return Compilation.of(viewpoint, texts).snapshot().clusters().values().stream()
                .filter(cluster -> cluster.service().port() == 80
                        && !cluster.service().subset().isEmpty())
                .map(cluster -> cluster.service().subset())
                .sorted()
                .toList();
    }

    private static final String FULL = "shop.prod.svc.cluster.local";

    @Test
    void theRulesOfTheWorkloadsNamespaceShadowAllOthers() {
        assertThat(subsets(
                        EDGE,
                        subset("edge", "mine", "*.local", ""),
                        subset("prod", "theirs", FULL, ""),
                        subset("istio-system", "root", FULL, "")))
                .containsExactly("mine");
    }

    @Test
    void thenComeTheRulesOfTheServicesNamespaceThenThoseOfTheRoot() {
        String theirs = subset("prod", "theirs", "shop", "");
        String root = subset("istio-system", "root", "*.prod.svc.cluster.local", "");

        assertThat(subsets(EDGE, theirs, root)).containsExactly("theirs");
        assertThat(subsets(EDGE, root)).containsExactly("root");
        assertThat(subsets(EDGE, subset("other", "else", FULL, ""))).isEmpty();
    }

    @Test
    void rulesThatAreNotExportedAreNotSeenElsewhere() {
        String hidden = subset("prod", "hidden", "shop", ", exportTo: ['.']");
        String named = subset("prod", "named", "shop", ", exportTo: [edge]");

        assertThat(subsets(EDGE, hidden)).isEmpty();
        assertThat(subsets(new Viewpoint("prod", Map.of(), ""), hidden)).containsExactly("hidden");
        assertThat(subsets(EDGE, named)).containsExactly("named");
        assertThat(subsets(new Viewpoint("third", Map.of(), ""), named)).isEmpty();
    }

    @Test
    void aMoreSpecificHostThatIsNotExportedHidesTheWildcardOfItsPool() {
        assertThat(subsets(
                        EDGE,
                        subset("prod", "exact", FULL, ", exportTo: [third]"),
                        subset("prod", "wild", "*.prod.svc.cluster.local", "")))
                .isEmpty();
    }

    @Test
    void theLongestWildcardIsTakenAndNotMixedWithOthers() {
        assertThat(subsets(
                        EDGE,
                        subset("edge", "wide", "*.local", ""),
                        subset("edge", "narrow", "*.prod.svc.cluster.local", "")))
                .containsExactly("narrow");
    }

    @Test
    void aWorkloadOfTheRootNamespacePrefersTheServicesRulesButForPrivateOnes() {
        Viewpoint root = new Viewpoint("istio-system", Map.of(), "");
        String theirs = subset("prod", "theirs", FULL, "");

        assertThat(subsets(root, theirs, subset("istio-system", "public", "*.local", "")))
                .containsExactly("theirs");
        assertThat(subsets(root, theirs, subset("istio-system", "private", "*.local", ", exportTo: ['.']")))
                .containsExactly("private");
    }

    @Test
    void rulesForOneHostAreUnitedAndTheOldestPolicyWinsAsAWhole() {
        Compilation compiled = Compilation.of(
                EDGE,
                SERVICE,
                rule("prod", "a", "shop", ", subsets: [{name: one}]"),
                rule(
                        "prod",
                        "b",
                        FULL,
                        ", subsets: [{name: one, labels: {version: none}}, {name: two}],"
                                + " trafficPolicy: {loadBalancer: {simple: RANDOM}}"),
                rule("prod", "c", FULL, ", trafficPolicy: {connectionPool: {tcp: {connectTimeout: 1s}}}"));

        assertThat(compiled.endpoints("outbound|80|one|" + FULL)).containsExactly("10.0.0.1:80");
        assertThat(compiled.cluster("outbound|80|two|" + FULL).loadBalancing()).isEqualTo(LoadBalancing.RANDOM);
        assertThat(compiled.cluster("outbound|80||" + FULL).connections().connectTimeout())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(compiled.found(Code.CONFLICT)).containsExactly("DestinationRule/prod/b spec.subsets[0].name");
    }

    @Test
    void rulesShownToDifferentNamespacesStayApartAndTheNewestForAllHolds() {
        assertThat(subsets(
                        new Viewpoint("prod", Map.of(), ""),
                        subset("prod", "a", FULL, ", exportTo: ['*']"),
                        subset("prod", "b", FULL, "")))
                .containsExactly("b");
    }

    @Test
    void aRuleForSelectedWorkloadsHoldsForThoseOnly() {
        String selecting = subset("edge", "selected", FULL, ", workloadSelector: {matchLabels: {app: web}}");
        String all = subset("edge", "all", FULL, "");

        assertThat(subsets(new Viewpoint("edge", Map.of("app", "web"), ""), selecting, all))
                .containsExactly("selected");
        assertThat(subsets(new Viewpoint("edge", Map.of("app", "db"), ""), selecting, all))
                .containsExactly("all");
    }

    @Test
    void blocksReplaceEachOtherAndAPortsSettingsReplaceEverything() {
        Compilation compiled = Compilation.of(
                EDGE,
                SERVICE,
                rule(
                        "prod",
                        "a",
                        "shop",
                        ", trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}, connectionPool: {tcp: {connectTimeout: 1s}},"
                                + " portLevelSettings: [{port: {number: 81}, loadBalancer: {simple: RANDOM}}]},"
                                + " subsets: [{name: plain},"
                                + " {name: block, trafficPolicy: {loadBalancer: {simple: RANDOM}}},"
                                + " {name: port, trafficPolicy: {loadBalancer: {simple: RANDOM},"
                                + " portLevelSettings: [{port: {number: 80}, connectionPool: {tcp: {connectTimeout: 2s}}}]}}]"));

        assertPolicy(compiled, "80||", LoadBalancing.ROUND_ROBIN, 1);
        assertPolicy(compiled, "81||", LoadBalancing.RANDOM, 10);
        assertPolicy(compiled, "80|plain|", LoadBalancing.ROUND_ROBIN, 1);
        assertPolicy(compiled, "81|plain|", LoadBalancing.RANDOM, 10);
        assertPolicy(compiled, "80|block|", LoadBalancing.RANDOM, 1);
        assertPolicy(compiled, "80|port|", LoadBalancing.LEAST_REQUEST, 2);
        assertPolicy(compiled, "81|port|", LoadBalancing.RANDOM, 10);
    }

    private static void assertPolicy(Compilation compiled, String portAndSubset, LoadBalancing choice, int seconds) {
        assertThat(compiled.cluster("outbound|" + portAndSubset + FULL).loadBalancing())
                .as(portAndSubset)
                .isEqualTo(choice);
        assertThat(compiled.cluster("outbound|" + portAndSubset + FULL)
                        .connections()
                        .connectTimeout())
                .as(portAndSubset)
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void tlsOfASubsetTakesThePlaceOfTheServices() {
        Compilation compiled = Compilation.of(
                EDGE,
                SERVICE,
                rule(
                        "prod",
                        "a",
                        "shop",
                        ", trafficPolicy: {tls: {mode: SIMPLE}, portLevelSettings: [{port: {number: 81}, tls:"
                                + " {mode: SIMPLE, sni: port.test}}]}, subsets: [{name: clear,"
                                + " trafficPolicy: {tls: {mode: DISABLE}}}, {name: same}]"));

        assertThat(compiled.cluster("outbound|80||" + FULL).tls()).isNotNull();
        assertThat(compiled.cluster("outbound|80|same|" + FULL).tls())
                .isEqualTo(compiled.cluster("outbound|80||" + FULL).tls());
        assertThat(compiled.cluster("outbound|80|clear|" + FULL).tls()).isNull();
        assertThat(compiled.cluster("outbound|81|same|" + FULL).tls())
                .satisfies(tls -> assertThat(tls.serverName()).isEqualTo(new ServerName.Fixed("port.test")));
    }

    @Test
    void anEmptyBlockOfOutlierDetectionHasEnvoysDefaults() {
        Compilation compiled =
                Compilation.of(EDGE, SERVICE, rule("prod", "a", "shop", ", trafficPolicy: {outlierDetection: {}}"));
        assertThat(compiled.cluster("outbound|80||" + FULL).outliers())
                .isEqualTo(new OutlierPolicy(
                        5,
                        0,
                        OutlierPolicy.LocalOrigin.AS_RESPONSES,
                        5,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        10,
                        0,
                        new TreeSet<>()));
    }

    @Test
    void outlierDetectionIsTakenFieldForFieldAndReplacedAsAWhole() {
        Compilation compiled = Compilation.of(
                EDGE,
                SERVICE,
                rule(
                        "prod",
                        "a",
                        "shop",
                        ", trafficPolicy: {outlierDetection: {consecutive5xxErrors: 7}, portLevelSettings:"
                                + " [{port: {number: 81}, connectionPool: {tcp: {connectTimeout: 1s}}}]}, subsets: [{name: own, trafficPolicy: {outlierDetection:"
                                + " {consecutive5xxErrors: 0, consecutiveGatewayErrors: 2,"
                                + " splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 3,"
                                + " interval: 1s, baseEjectionTime: 2s, maxEjectionPercent: 50, minHealthPercent: 20,"
                                + " outlierDetectionHttpErrorCodes: [429, 500]}}}, {name: same}]"));
        assertThat(compiled.cluster("outbound|80|own|" + FULL).outliers())
                .isEqualTo(new OutlierPolicy(
                        0,
                        2,
                        OutlierPolicy.LocalOrigin.SPLIT,
                        3,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        50,
                        20,
                        new TreeSet<>(List.of(429, 500))));
        assertThat(compiled.cluster("outbound|80|same|" + FULL).outliers())
                .isEqualTo(compiled.cluster("outbound|80||" + FULL).outliers())
                .isNotNull();
        assertThat(compiled.cluster("outbound|81||" + FULL).outliers()).isNull();
    }

    @Test
    void everyBlockThatIsNotServedIsReportedOnce() {
        Compilation compiled = Compilation.of(
                EDGE,
                SERVICE,
                rule(
                        "prod",
                        "a",
                        "shop",
                        ", trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}, localityLbSetting: {},"
                                + " warmup: {duration: 1s}}, connectionPool: {http: {http2KeepAlive:"
                                + " {interval: 1s, timeout: 1s}}}, retryBudget: {budgetInterval: 1s}, proxyProtocol: {}}"));

        assertThat(compiled.found(Code.NOT_SERVED))
                .hasSize(2)
                .contains("DestinationRule/prod/a spec.trafficPolicy.retryBudget.budgetInterval")
                .doesNotHaveDuplicates();
    }
}
