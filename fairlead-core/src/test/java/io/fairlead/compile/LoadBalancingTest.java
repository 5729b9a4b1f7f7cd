package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.LoadBalancing.Warmup;
import io.fairlead.routing.RetryPolicy;
import io.fairlead.routing.RetryPolicy.PreviousHosts;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.balance.Affinity;
import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.HashKey.Cookie;
import io.fairlead.routing.balance.HashKey.Cookie.Creation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LoadBalancingTest {
    private static final String FULL = "shop.test.svc";
    private static final Viewpoint NEAR = new Viewpoint("default", Map.of("app", "web"), "r1/z1/s1");

    private static String service(String... endpoints) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: shop, namespace: default}
                spec:
                  hosts: [shop.test.svc]
                  resolution: STATIC
                  ports: [{number: 80, name: http, protocol: HTTP}, {number: 81, name: other, protocol: HTTP}]
                  endpoints: [%s]
                """.formatted(String.join(", ", endpoints));
    }

    private static String rule(String spec) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: shop, namespace: default}
                spec: {host: shop.test.svc, %s}
                """.formatted(spec);
    }

    private static Cluster cluster(String loadBalancer) {
        Compilation compiled = Compilation.of(
                NEAR, service("{address: 10.0.0.1}"), rule("trafficPolicy: {loadBalancer: " + loadBalancer + "}"));
        assertThat(compiled.found(Code.NOT_SERVED)).isEmpty();
        return compiled.cluster("outbound|80||" + FULL);
    }

    private static Algorithm algorithm(String loadBalancer) {
        return cluster(loadBalancer).loadBalancing().algorithm();
    }

    @Test
    void simpleAlgorithms() {
        assertThat(cluster("{}").loadBalancing()).isEqualTo(LoadBalancing.LEAST_REQUEST);
        assertThat(cluster("{simple: LEAST_CONN}").loadBalancing()).isEqualTo(LoadBalancing.LEAST_REQUEST);
        assertThat(cluster("{simple: LEAST_REQUEST}").loadBalancing()).isEqualTo(LoadBalancing.LEAST_REQUEST);
        assertThat(cluster("{simple: ROUND_ROBIN}").loadBalancing()).isEqualTo(LoadBalancing.ROUND_ROBIN);
        assertThat(cluster("{simple: RANDOM}").loadBalancing()).isEqualTo(LoadBalancing.RANDOM);
        assertThat(cluster("{backendUtilization: {}}").loadBalancing()).isEqualTo(LoadBalancing.LEAST_REQUEST);
    }

    @Test
    void nobodyKnowsTheOriginalDestinationOfARequestToAProxy() {
        Cluster cluster = cluster("{simple: PASSTHROUGH}");
        assertThat(cluster.loadBalancing().algorithm()).isEqualTo(new Algorithm.OriginalDestination());
        assertThat(cluster.endpoints()).isEmpty();
    }

    @Test
    void sizesOfRingsAndTables() {
        assertThat(algorithm("{consistentHash: {useSourceIp: true}}")).isEqualTo(new Algorithm.RingHash(1024));
        assertThat(algorithm("{consistentHash: {useSourceIp: true, minimumRingSize: 77}}"))
                .isEqualTo(new Algorithm.RingHash(77));
        assertThat(algorithm("{consistentHash: {useSourceIp: true, ringHash: {}}}"))
                .isEqualTo(new Algorithm.RingHash(1024));
        assertThat(algorithm("{consistentHash: {useSourceIp: true, ringHash: {minimumRingSize: 5000}}}"))
                .isEqualTo(new Algorithm.RingHash(5000));
        assertThat(algorithm("{consistentHash: {useSourceIp: true, ringHash: {minimumRingSize: 99999999999}}}"))
                .isEqualTo(new Algorithm.RingHash(LoadBalancing.MAX_TABLE_SIZE));
        assertThat(algorithm("{consistentHash: {useSourceIp: true, maglev: {tableSize: 1009}}}"))
                .isEqualTo(new Algorithm.Maglev(1009));
    }

    @Test
    void warmup() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(algorithm("{simple: ROUND_ROBIN, warmup: {duration: 60s}}"))
                .isEqualTo(new Algorithm.RoundRobin(new Warmup(minute, 10, 1)));
        assertThat(algorithm("{warmup: {duration: 60s, minimumPercent: 0, aggression: 2.5}}"))
                .isEqualTo(new Algorithm.LeastRequest(new Warmup(minute, 0, 2.5)));
        assertThat(algorithm("{warmupDurationSecs: 60s}"))
                .isEqualTo(new Algorithm.LeastRequest(new Warmup(minute, 10, 1)));
        assertThat(algorithm("{warmupDurationSecs: 1s, warmup: {duration: 60s}}"))
                .isEqualTo(new Algorithm.LeastRequest(new Warmup(minute, 10, 1)));
        assertThat(algorithm("{simple: RANDOM, warmup: {duration: 60s}}")).isEqualTo(new Algorithm.Random());
    }

    // ---- keys

    private static List<HashKey> keys(String rule, String... destinations) {
        return affinity(rule, destinations).endpointKeys();
    }

    private static Affinity affinity(String rule, String... destinations) {
        return forward(rule, destinations).affinity();
    }

    private static RouteAction.Forward forward(String rule, String... destinations) {
        return Compilation.of(
                        Compilation.GATEWAY,
                        service("{address: 10.0.0.1}"),
                        rule(rule),
                        Compilation.app("route: [" + String.join(", ", destinations) + "]"))
                .forward(0);
    }

    private static String to(String more) {
        return "{destination: {host: shop.test.svc" + more + "}}";
    }

    private static String byHeader(String name) {
        return "loadBalancer: {consistentHash: {httpHeaderName: " + name + "}}";
    }

    @Test
    void everyKindOfKey() {
        assertThat(keys("trafficPolicy: {" + byHeader("X-User") + "}", to("")))
                .containsExactly(new HashKey.Header("x-user"));
        assertThat(keys("trafficPolicy: {loadBalancer: {consistentHash: {httpQueryParameterName: Id}}}", to("")))
                .containsExactly(new HashKey.QueryParameter("Id"));
        assertThat(keys("trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}}}", to("")))
                .containsExactly(new HashKey.SourceAddress());
        assertThat(keys("trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: false}}}", to("")))
                .isEmpty();
        assertThat(keys("trafficPolicy: {loadBalancer: {simple: RANDOM}}", to("")))
                .isEmpty();
    }

    @Test
    void cookiesAreMadeOnlyWithATimeToLive() {
        String cookie = "trafficPolicy: {loadBalancer: {consistentHash: {httpCookie: {name: s%s}}}}";
        assertThat(keys(cookie.formatted(""), to(""))).containsExactly(new Cookie("s", null));
        assertThat(keys(cookie.formatted(", ttl: 0s"), to("")))
                .containsExactly(new Cookie("s", new Creation(Cookie.Value.CONNECTION, "", Duration.ZERO, List.of())));
        assertThat(keys(
                        cookie.formatted(
                                ", ttl: 61.9s, path: /a, attributes: [{name: SameSite, value: Lax}, {name: Secure}]"),
                        to("")))
                .containsExactly(new Cookie(
                        "s",
                        new Creation(
                                Cookie.Value.CONNECTION,
                                "/a",
                                Duration.ofSeconds(61),
                                List.of(new Cookie.Attribute("SameSite", "Lax"), new Cookie.Attribute("Secure", "")))));
        assertThat(keys(cookie.formatted(", ttl: 1s, path: \"/a\\nset-cookie: b\""), to("")))
                .as("forged")
                .containsExactly(new Cookie("s", null));
    }

    @Test
    void aPortCountsOnlyIfItIsWrittenAndTakesNothingAway() {
        String rule = "trafficPolicy: {" + byHeader("all") + ", portLevelSettings: [{port: {number: 80}, "
                + byHeader("port")
                + "}, {port: {number: 81}, loadBalancer: {simple: RANDOM}}]}, subsets: [{name: plain},"
                + " {name: own, trafficPolicy: {" + byHeader("own") + ", portLevelSettings: [{port: {number: 80}, "
                + byHeader("ownport") + "}]}}, {name: other, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]";

        assertThat(keys(rule, to(""))).containsExactly(new HashKey.Header("all"));
        assertThat(keys(rule, to(", port: {number: 80}"))).containsExactly(new HashKey.Header("port"));
        assertThat(keys(rule, to(", port: {number: 81}"))).containsExactly(new HashKey.Header("all"));
        assertThat(keys(rule, to(", subset: plain"))).containsExactly(new HashKey.Header("all"));
        assertThat(keys(rule, to(", subset: own"))).containsExactly(new HashKey.Header("own"));
        assertThat(keys(rule, to(", subset: own, port: {number: 80}"))).containsExactly(new HashKey.Header("ownport"));
        assertThat(keys(rule, to(", subset: other"))).containsExactly(new HashKey.Header("all"));
    }

    @Test
    void theKeysOfAllWeightedDestinationsCount() {
        String rule = "subsets: [{name: a, trafficPolicy: {" + byHeader("a") + "}}, {name: b, trafficPolicy: {"
                + byHeader("b") + "}}, {name: c}]";
        assertThat(keys(
                        rule,
                        to(", subset: a}, weight: 1").replace("}}", "}"),
                        to(", subset: b}, weight: 1").replace("}}", "}"),
                        to(", subset: c}, weight: 0").replace("}}", "}")))
                .containsExactly(new HashKey.Header("a"), new HashKey.Header("b"));
    }

    @Test
    void retriesOfASingleDestinationWithAKeyMayGoToTheSameEndpoint() {
        String hash = "trafficPolicy: {" + byHeader("x") + "}";
        assertThat(forward(hash, to("")).policies().retry()).isEqualTo(RetryPolicy.DEFAULT_BY_HASH);
        assertThat(forward("trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: false}}}", to(""))
                        .policies()
                        .retry())
                .isEqualTo(RetryPolicy.DEFAULT_BY_HASH);
        String weighted = to("").replace("}}", "}, weight: 1}");
        assertThat(forward(hash, weighted, weighted).policies().retry()).isEqualTo(RetryPolicy.DEFAULT);
    }

    @Test
    void whatRetriesSayOfPreviousHostsCounts() {
        for (String written : List.of("", ", retryIgnorePreviousHosts: true", ", retryIgnorePreviousHosts: false")) {
            RetryPolicy retry = Compilation.of(
                            Compilation.GATEWAY,
                            service("{address: 10.0.0.1}"),
                            rule("trafficPolicy: {" + byHeader("x") + "}"),
                            Compilation.app("{route: [" + to("") + "], retries: {attempts: 3" + written + "}}"))
                    .forward(0)
                    .policies()
                    .retry();
            assertThat(retry)
                    .extracting(RetryPolicy::previousHosts)
                    .isEqualTo(written.endsWith("true") ? PreviousHosts.AVOIDED : PreviousHosts.ALLOWED);
        }
    }

    @Test
    void aServiceThatAWorkloadCallsWithoutRulesHasItsKey() {
        Compilation compiled = Compilation.of(
                NEAR.withHttpProxyPort(15007),
                service("{address: 10.0.0.1}"),
                rule("trafficPolicy: {" + byHeader("x") + "}"));
        VirtualHost host = compiled.hosts(15007).stream()
                .filter(each -> each.domains().contains(FULL))
                .findFirst()
                .orElseThrow();
        RouteAction.Forward forward = (RouteAction.Forward) host.routes().get(0).action();
        assertThat(forward.affinity().endpointKeys()).containsExactly(new HashKey.Header("x"));
        assertThat(forward.policies().retry()).isEqualTo(RetryPolicy.DEFAULT);
    }

    // ---- localities

    private static final String[] PLACES = {
        "{address: 10.0.0.1, locality: r1/z1/s1}",
        "{address: 10.0.0.2, locality: r1/z1/s2}",
        "{address: 10.0.0.3, locality: r1/z2/s1}",
        "{address: 10.0.0.4, locality: r2/z1/s1, weight: 3}",
        "{address: 10.0.0.5, locality: r3/z1/s1}"
    };

    private static Cluster placed(String policy, String... endpoints) {
        return Compilation.of(NEAR, service(endpoints), rule("trafficPolicy: {" + policy + "}"))
                .cluster("outbound|80||" + FULL);
    }

    /** The priorities of the endpoints, in the order of their addresses. */
    private static List<Integer> priorities(Cluster cluster) {
        Map<String, Integer> priorities = new TreeMap<>();
        cluster.endpoints().forEach(endpoint -> priorities.put(endpoint.address(), endpoint.priority()));
        return List.copyOf(priorities.values());
    }

    private static List<Integer> priorities(String locality) {
        return priorities(
                placed("outlierDetection: {}, loadBalancer: {localityLbSetting: {" + locality + "}}", PLACES));
    }

    @Test
    void nearEndpointsComeFirstWhereOutliersAreDetected() {
        Cluster cluster = placed("outlierDetection: {}", PLACES);
        assertThat(priorities(cluster)).containsExactly(0, 1, 2, 3, 3);
        assertThat(cluster.loadBalancing().localityWeights()).isNull();
        assertThat(priorities(placed("loadBalancer: {simple: RANDOM}", PLACES))).containsExactly(0, 0, 0, 0, 0);
        assertThat(priorities("enabled: false")).containsExactly(0, 0, 0, 0, 0);
        assertThat(priorities("enabled: true")).containsExactly(0, 1, 2, 3, 3);
    }

    @Test
    void prioritiesThatNobodyHasAreLeftOut() {
        assertThat(priorities(placed("outlierDetection: {}", PLACES[1], PLACES[3])))
                .containsExactly(0, 1);
    }

    @Test
    void aRegionMayStandInForAnother() {
        assertThat(priorities("failover: [{from: r9, to: r2}, {from: r1, to: r3}]"))
                .containsExactly(0, 1, 2, 4, 3);
        assertThat(placed(
                                "outlierDetection: {}, loadBalancer: {localityLbSetting: {failover: [{from: r1, to: r3}]}}",
                                PLACES)
                        .loadBalancing()
                        .localityWeights())
                .isEmpty();
    }

    @Test
    void labelsDecideInTheirOrder() {
        assertThat(priorities("failoverPriority: [topology.kubernetes.io/region, topology.kubernetes.io/zone]"))
                .containsExactly(0, 0, 1, 2, 2);
        String labels = "outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: [%s]}}";
        String[] versions = {
            "{address: 10.0.0.1, labels: {app: web, version: v1}}",
            "{address: 10.0.0.2, labels: {app: web, version: v2}}",
            "{address: 10.0.0.3, labels: {app: db, version: v2}}"
        };
        assertThat(priorities(placed(labels.formatted("app, version=v2"), versions)))
                .containsExactly(1, 0, 2);
        assertThat(priorities(placed(labels.formatted("version=v2"), versions))).containsExactly(1, 0, 0);
        assertThat(priorities(placed(labels.formatted("none"), versions)))
                .as("nobody has it, so all agree")
                .containsExactly(0, 0, 0);
    }

    @Test
    void endpointsOfAnotherNetworkAreToldApartToo() {
        String policy = "outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority:"
                + " [topology.istio.io/network, app]}}";
        assertThat(priorities(placed(
                        policy,
                        "{address: 10.0.0.1, labels: {app: web}}",
                        "{address: 10.0.0.2, labels: {app: db}}",
                        "{address: 10.0.0.3, network: far, labels: {app: web}}",
                        "{address: 10.0.0.4, network: far, labels: {app: db}}")))
                .containsExactly(0, 1, 2, 3);
    }

    @Test
    void regionsDecideAmongEndpointsWithEqualLabels() {
        assertThat(priorities("failoverPriority: [app], failover: [{from: r1, to: r3}]"))
                .as("no endpoint has the label, so that all are of one priority before")
                .containsExactly(0, 1, 2, 4, 3);
    }

    @Test
    void aDistributionSharesLoadAmongTheLocalitiesItNames() {
        Cluster cluster = placed(
                "loadBalancer: {localityLbSetting: {distribute: [{from: r9/*, to: {r1/*: 100}},"
                        + " {from: r1/z1/*, to: {r1/z1/*: 70, r2: 30}}]}}",
                PLACES);
        assertThat(cluster.endpoints().stream().map(Endpoint::address))
                .containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.4");
        assertThat(cluster.loadBalancing().localityWeights())
                .isEqualTo(Map.of("r1/z1/s1", 35, "r1/z1/s2", 35, "r2/z1/s1", 30));
        assertThat(priorities(cluster)).containsExactly(0, 0, 0);
    }

    @Test
    void aShareIsDividedByTheWeightsOfEndpointsAndRoundedUp() {
        Cluster cluster = placed(
                "loadBalancer: {localityLbSetting: {distribute: [{from: '*', to: {'*': 100}}]}}",
                "{address: 10.0.0.1, locality: a, weight: 2}",
                "{address: 10.0.0.2, locality: a, weight: 2}",
                "{address: 10.0.0.3, locality: b, weight: 2}");
        assertThat(cluster.loadBalancing().localityWeights()).isEqualTo(Map.of("a", 67, "b", 34));
    }

    @Test
    void aDistributionForOthersLeavesAllEndpoints() {
        Cluster cluster =
                placed("loadBalancer: {localityLbSetting: {distribute: [{from: r9, to: {r1: 100}}]}}", PLACES);
        assertThat(cluster.endpoints()).hasSize(5);
        assertThat(cluster.loadBalancing().localityWeights()).isEmpty();
    }

    @Test
    void zoneAwarenessKeepsToTheRegionEvenWithoutOutlierDetection() {
        assertThat(priorities(placed("loadBalancer: {zoneAwareLbSetting: {}}", PLACES)))
                .containsExactly(0, 0, 0, 1, 1);
        assertThat(priorities(placed("loadBalancer: {zoneAwareLbSetting: {failover: [{from: r1, to: r3}]}}", PLACES)))
                .containsExactly(0, 0, 0, 2, 1);
        assertThat(priorities(
                        placed("loadBalancer: {zoneAwareLbSetting: {enabled: false}}, outlierDetection: {}", PLACES)))
                .containsExactly(0, 0, 0, 0, 0);
    }
}
