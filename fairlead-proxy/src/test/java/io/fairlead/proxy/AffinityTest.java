package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.RetryPolicy;
import io.fairlead.routing.RetryPolicy.Localities;
import io.fairlead.routing.RetryPolicy.On;
import io.fairlead.routing.RetryPolicy.PreviousHosts;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.balance.Affinity;
import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.HashKey.Cookie;
import io.fairlead.routing.balance.HashKey.Cookie.Creation;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see of requests that are bound to an endpoint or a destination. */
class AffinityTest {
    private static final Algorithm RING = new Algorithm.RingHash(1024);
    private static final HashKey USER = new HashKey.Header("x-user");

    private final List<RawUpstream> upstreams = new ArrayList<>();
    private TestProxy proxy;

    @BeforeEach
    void start() {
        proxy = TestProxy.start();
    }

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
        upstreams.forEach(RawUpstream::close);
    }

    /** An upstream that answers with its name. */
    private int named(String name) {
        return answering("HTTP/1.1 200 OK\r\ncontent-length: " + name.length() + "\r\n\r\n" + name);
    }

    private int answering(String response) {
        RawUpstream upstream = RawUpstream.answering(response);
        upstreams.add(upstream);
        return upstream.port();
    }

    private static Cluster cluster(String name, Algorithm algorithm, List<Endpoint> endpoints) {
        Cluster plain = Routing.clusterOf(name, Discovery.STATIC, endpoints);
        return new Cluster(
                name,
                plain.service(),
                plain.discovery(),
                endpoints,
                LoadBalancing.of(algorithm),
                Routing.CONNECT_TIMEOUT);
    }

    private static RouteAction.Forward forward(Affinity affinity, RoutePolicies policies, Map<String, Long> weights) {
        List<WeightedDestination> destinations = new ArrayList<>();
        weights.forEach(
                (name, weight) -> destinations.add(new WeightedDestination(name, weight, HeaderMutations.NONE, null)));
        return new RouteAction.Forward(destinations, null, null, policies, affinity);
    }

    private void serveHashed(HashKey key, int... ports) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int port : ports) {
            endpoints.add(Routing.endpoint("127.0.0.1", port));
        }
        proxy.serve(new Routing()
                .cluster(cluster("up", RING, endpoints))
                .add(
                        "/",
                        forward(new Affinity(List.of(key), null), RoutePolicies.NONE, Map.of("up", 1L)),
                        HeaderMutations.NONE));
    }

    private void serveSplit(HashKey key, Map<String, Integer> ports, Map<String, Long> weights) {
        Routing routing = new Routing();
        ports.forEach((name, port) -> routing.cluster(name, port));
        proxy.serve(routing.add(
                "/", forward(new Affinity(List.of(), key), RoutePolicies.NONE, weights), HeaderMutations.NONE));
    }

    private static RawRequest by(String user) {
        return RawRequest.get("/", HOST).header("x-user", user);
    }

    private Map<String, String> answers(int users) throws ClientException {
        Map<String, String> answers = new HashMap<>();
        try (RawConnection client = proxy.connect()) {
            for (int i = 0; i < users; i++) {
                answers.put("u" + i, client.exchange(by("u" + i), LIMIT).text());
            }
        }
        return answers;
    }

    @Test
    void aKeyLeadsToOneEndpointFromEveryConnection() throws Exception {
        serveHashed(USER, named("a"), named("b"), named("c"));
        Map<String, String> first = answers(60);
        assertThat(answers(60)).isEqualTo(first);
        assertThat(new HashSet<>(first.values())).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void whenAnEndpointGoesTheOthersKeepTheirKeys() throws Exception {
        int a = named("a");
        int b = named("b");
        int c = named("c");
        serveHashed(USER, a, b, c);
        Map<String, String> before = answers(60);
        serveHashed(USER, a, c);
        Map<String, String> after = answers(60);
        before.forEach((user, upstream) -> {
            if (upstream.equals("b")) {
                assertThat(after.get(user)).isIn("a", "c");
            } else {
                assertThat(after.get(user)).isEqualTo(upstream);
            }
        });
    }

    private static HashKey cookie(Cookie.Value value) {
        return new Cookie("session", new Creation(value, "/", Duration.ofSeconds(60), List.of()));
    }

    @Test
    void aCookieIsMadeOnceAndLeadsBack() throws Exception {
        serveHashed(cookie(Cookie.Value.CONNECTION), named("a"), named("b"), named("c"));
        RawResponse first = proxy.get("/");
        String set = first.headers().first("set-cookie").orElseThrow();
        assertThat(set).matches("session=\"[0-9a-f]{16}\"; Max-Age=60; Path=/; HttpOnly");
        String back = set.substring(0, set.indexOf(';'));
        for (int i = 0; i < 10; i++) {
            RawResponse again = proxy.send(RawRequest.get("/", HOST).header("cookie", back));
            assertThat(again.text()).isEqualTo(first.text());
            assertThat(again.headers().first("set-cookie")).isEmpty();
        }
    }

    @Test
    void aClusterThatDoesNotHashMakesNoCookie() throws Exception {
        Affinity affinity = new Affinity(List.of(cookie(Cookie.Value.CONNECTION)), null);
        proxy.serve(new Routing()
                .cluster("up", named("a"))
                .add("/", forward(affinity, RoutePolicies.NONE, Map.of("up", 1L)), HeaderMutations.NONE));
        RawResponse response = proxy.get("/");
        assertThat(response.text()).isEqualTo("a");
        assertThat(response.headers().first("set-cookie")).isEmpty();
    }

    @Test
    void answersOfTheProxyItselfMakeNoCookie() throws Exception {
        serveHashed(cookie(Cookie.Value.CONNECTION), TestProxy.freePort());
        RawResponse refused = proxy.get("/");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers().first("set-cookie")).isEmpty();
    }

    @Test
    void aUserKeepsADestinationThatGrows() throws Exception {
        Map<String, Integer> ports = Map.of("v1", named("v1"), "v2", named("v2"));
        Map<String, String> before = Map.of();
        for (long weight : new long[] {10, 30, 50, 90}) {
            serveSplit(USER, ports, Map.of("v1", 100 - weight, "v2", weight));
            Map<String, String> now = answers(200);
            before.forEach((user, version) -> assertThat(now.get(user)).isIn(version, "v2"));
            // 7 standard deviations of the largest variance; the users are always the same.
            assertThat((double) now.values().stream().filter("v2"::equals).count())
                    .isBetween(2.0 * weight - 50, 2.0 * weight + 50);
            before = now;
        }
    }

    @Test
    void requestsWithoutTheKeyAreDrawnAtRandom() throws Exception {
        serveSplit(USER, Map.of("v1", named("v1"), "v2", named("v2")), Map.of("v1", 1L, "v2", 1L));
        Set<String> seen = new TreeSet<>();
        try (RawConnection client = proxy.connect()) {
            for (int i = 0; i < 60; i++) {
                seen.add(client.exchange(RawRequest.get("/", HOST), LIMIT).text());
            }
        }
        // One of them is missing once in 2^59 runs.
        assertThat(seen).containsExactly("v1", "v2");
    }

    @Test
    void aSplitMayMakeItsCookie() throws Exception {
        serveSplit(
                cookie(Cookie.Value.RANDOM), Map.of("v1", named("v1"), "v2", named("v2")), Map.of("v1", 1L, "v2", 1L));
        Set<String> cookies = new HashSet<>();
        try (RawConnection client = proxy.connect()) {
            for (int i = 0; i < 20; i++) {
                RawResponse first = client.exchange(RawRequest.get("/", HOST), LIMIT);
                String set = first.headers().first("set-cookie").orElseThrow();
                cookies.add(set);
                RawRequest again = RawRequest.get("/", HOST).header("cookie", set.substring(0, set.indexOf(';')));
                assertThat(client.exchange(again, LIMIT).text()).isEqualTo(first.text());
            }
        }
        assertThat(cookies).as("each of one connection has its own").hasSize(20);
    }

    // ---- retries

    private static final String BUSY = "HTTP/1.1 503 X\r\ncontent-length: 4\r\n\r\nbusy";

    private static RoutePolicies retry(Localities localities) {
        return new RoutePolicies(
                null,
                null,
                null,
                List.of(),
                new RetryPolicy(
                        2,
                        null,
                        Set.of(On.SERVER_ERROR),
                        new TreeSet<>(),
                        Duration.ofMillis(1),
                        PreviousHosts.ALLOWED,
                        localities));
    }

    private void servePriorities(RoutePolicies policies) {
        List<Endpoint> endpoints = List.of(
                Routing.endpoint("127.0.0.1", answering(BUSY)),
                Routing.endpoint("127.0.0.1", named("far")).withPriority(1));
        proxy.serve(new Routing()
                .cluster(cluster("up", new Algorithm.RoundRobin(null), endpoints))
                .add("/", forward(Affinity.NONE, policies, Map.of("up", 1L)), HeaderMutations.NONE));
    }

    @Test
    void theSecondRetryMayGoToAnotherLocality() throws Exception {
        servePriorities(retry(Localities.REMOTE));
        for (int i = 0; i < 5; i++) {
            assertThat(proxy.get("/").text()).isEqualTo("far");
        }
    }

    @Test
    void otherwiseRetriesStayInTheNearest() throws Exception {
        servePriorities(retry(Localities.BY_HEALTH));
        for (int i = 0; i < 5; i++) {
            assertThat(proxy.get("/").text()).isEqualTo("busy");
        }
    }
}
