package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static io.fairlead.routing.pool.CircuitLimits.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.RetryPolicy;
import io.fairlead.routing.RetryPolicy.On;
import io.fairlead.routing.RetryPolicy.PreviousHosts;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.pool.CircuitLimits;
import io.fairlead.routing.pool.CircuitLimits.RetryBudget;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see of limits on connections, requests and retries. */
class CircuitBreakingTest {
    private static final String OVERFLOW =
            "upstream connect error or disconnect/reset before headers. reset reason: overflow";

    private final Valve valve = new Valve();
    private TestProxy proxy;
    private RawUpstream upstream;

    /** Holds the upstream's answers while it is shut. */
    private static final class Valve {
        private boolean open;
        private int waiting;

        synchronized void open() {
            open = true;
            notifyAll();
        }

        synchronized void shut() {
            open = false;
        }

        synchronized int waiting() {
            return waiting;
        }

        synchronized void pass() throws InterruptedException {
            waiting++;
            while (!open) {
                wait(LIMIT.toMillis());
            }
            waiting--;
        }
    }

    @BeforeEach
    void start() {
        proxy = TestProxy.start(ProxyOptions.of(2));
        upstream = RawUpstream.start(peer -> {
            while (!peer.head().isEmpty()) {
                valve.pass();
                peer.write(RawUpstream.OK);
            }
        });
    }

    @AfterEach
    void stop() {
        valve.open();
        proxy.awaitQuiet();
        assertThat(proxy.metric("fairlead_upstream_requests_pending")).isZero();
        proxy.close();
        upstream.close();
    }

    private static CircuitLimits limits(int connections, int pending, int requests) {
        return new CircuitLimits(connections, pending, requests, UNLIMITED, null);
    }

    private static ConnectionPolicy policy(CircuitLimits limits) {
        return ConnectionPolicy.of(Routing.CONNECT_TIMEOUT).withLimits(limits);
    }

    private void serve(CircuitLimits limits) {
        proxy.serve(new Routing().cluster("up", policy(limits), upstream.port()).forwardAll("up"));
    }

    private List<CompletableFuture<RawResponse>> requests(int count) {
        List<CompletableFuture<RawResponse>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(CompletableFuture.supplyAsync(this::get, CircuitBreakingTest::startThread));
        }
        return answers;
    }

    private static void startThread(Runnable work) {
        Thread thread = new Thread(work, "client");
        thread.setDaemon(true);
        thread.start();
    }

    private RawResponse get() {
        try {
            return proxy.get("/");
        } catch (ClientException e) {
            throw new AssertionError(e);
        }
    }

    private static int served(List<CompletableFuture<RawResponse>> answers) throws Exception {
        int served = 0;
        for (CompletableFuture<RawResponse> answer : answers) {
            RawResponse response = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (response.status() == 200) {
                served++;
            } else {
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.text()).isEqualTo(OVERFLOW);
                assertThat(response.headers().first("x-envoy-overloaded")).contains("true");
            }
        }
        return served;
    }

    private void awaitMetric(String name, double value) {
        await().untilAsserted(() -> assertThat(proxy.metric(name)).as(name).isEqualTo(value));
    }

    @Test
    void aRequestBeyondTheLimitOfRequestsIsRefused() throws Exception {
        serve(limits(UNLIMITED, UNLIMITED, 2));
        List<CompletableFuture<RawResponse>> first = requests(2);
        awaitMetric("fairlead_upstream_circuit_requests_remaining", 0);
        assertThat(proxy.metric("fairlead_upstream_circuit_requests_open")).isEqualTo(1);
        List<CompletableFuture<RawResponse>> beyond = requests(3);
        assertThat(served(beyond)).isZero();
        assertThat(proxy.metric("fairlead_upstream_requests_overflow")).isEqualTo(3);
        valve.open();
        assertThat(served(first)).isEqualTo(2);
        awaitMetric("fairlead_upstream_circuit_requests_remaining", 2);
        assertThat(served(requests(1))).isEqualTo(1);
    }

    @Test
    void onAWarmConnectionOneRequestIsServedAndOneWaits() throws Exception {
        serve(limits(1, 1, UNLIMITED));
        valve.open();
        assertThat(served(requests(1))).isEqualTo(1);
        valve.shut();
        List<CompletableFuture<RawResponse>> first = requests(1);
        awaitMetric("fairlead_upstream_circuit_connections_open", 1);
        await().until(() -> valve.waiting() == 1);
        List<CompletableFuture<RawResponse>> second = requests(1);
        awaitMetric("fairlead_upstream_requests_pending", 1);
        assertThat(proxy.metric("fairlead_upstream_circuit_pending_open")).isEqualTo(1);
        assertThat(served(requests(3))).isZero();
        valve.open();
        assertThat(served(first) + served(second)).isEqualTo(2);
        assertThat(proxy.metric("fairlead_upstream_connections_overflow")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void connectionsAreNeverMoreThanTheLimitOverAllLoopsAndEndpoints(int limit) throws Exception {
        try (RawUpstream other = RawUpstream.answering(RawUpstream.OK)) {
            proxy.serve(new Routing()
                    .cluster("up", policy(limits(limit, UNLIMITED, UNLIMITED)), upstream.port(), other.port())
                    .forwardAll("up"));
            valve.open();
            for (int round = 0; round < 5; round++) {
                assertThat(served(requests(20))).isEqualTo(20);
            }
            assertThat(proxy.metric("fairlead_upstream_connections_active")).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void whoWaitsSurvivesAReloadAndTheNewLimitCounts() throws Exception {
        serve(limits(1, UNLIMITED, UNLIMITED));
        List<CompletableFuture<RawResponse>> answers = requests(4);
        await().until(() -> valve.waiting() == 1);
        awaitMetric("fairlead_upstream_requests_pending", 3);
        serve(limits(3, UNLIMITED, UNLIMITED));
        await().until(() -> valve.waiting() == 3);
        awaitMetric("fairlead_upstream_requests_pending", 1);
        serve(CircuitLimits.NONE);
        await().until(() -> valve.waiting() == 4);
        valve.open();
        assertThat(served(answers)).isEqualTo(4);
    }

    @Test
    void aLowerLimitClosesWhatIsTooMuch() throws Exception {
        serve(CircuitLimits.NONE);
        List<CompletableFuture<RawResponse>> answers = requests(4);
        await().until(() -> valve.waiting() == 4);
        serve(limits(2, UNLIMITED, UNLIMITED));
        valve.open();
        assertThat(served(answers)).isEqualTo(4);
        awaitMetric("fairlead_upstream_connections_active", 2);
        serve(limits(1, UNLIMITED, UNLIMITED));
        awaitMetric("fairlead_upstream_connections_active", 1);
    }

    @Test
    void whoGivesUpLeavesTheLine() throws Exception {
        serve(limits(1, 1, UNLIMITED));
        List<CompletableFuture<RawResponse>> first = requests(1);
        await().until(() -> valve.waiting() == 1);
        try (RawConnection client = proxy.connect()) {
            client.send(RawRequest.get("/", HOST).bytes());
            awaitMetric("fairlead_upstream_requests_pending", 1);
        }
        awaitMetric("fairlead_upstream_requests_pending", 0);
        List<CompletableFuture<RawResponse>> next = requests(1);
        awaitMetric("fairlead_upstream_requests_pending", 1);
        valve.open();
        assertThat(served(first) + served(next)).isEqualTo(2);
    }

    @Test
    void eachClusterCountsForItself() throws Exception {
        proxy.serve(new Routing()
                .cluster("limited", policy(limits(UNLIMITED, UNLIMITED, 1)), upstream.port())
                .cluster("other", policy(limits(UNLIMITED, UNLIMITED, 1)), upstream.port())
                .forward("/other")
                .to("other", 1)
                .end()
                .forwardAll("limited"));
        List<CompletableFuture<RawResponse>> first = requests(1);
        await().until(() -> valve.waiting() == 1);
        assertThat(served(requests(1))).isZero();
        valve.open();
        assertThat(proxy.get("/other").status()).isEqualTo(200);
        assertThat(served(first)).isEqualTo(1);
    }

    @Test
    void whoWaitsForADeadEndpointIsToldSo() throws Exception {
        proxy.serve(new Routing()
                .cluster("up", policy(limits(1, UNLIMITED, UNLIMITED)), TestProxy.freePort())
                .forward("/")
                .to("up", 1)
                .policies(RoutePolicies.NONE)
                .end());
        for (CompletableFuture<RawResponse> answer : requests(10)) {
            assertThat(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS).text())
                    .endsWith("reset reason: remote connection failure");
        }
        awaitMetric("fairlead_upstream_circuit_connections_remaining", 1);
    }

    // ---- retries

    private void serveRetries(RawUpstream bad, CircuitLimits limits) {
        RetryPolicy retry = new RetryPolicy(
                1, null, Set.of(On.SERVER_ERROR), new TreeSet<>(), Duration.ofMillis(1), PreviousHosts.ALLOWED);
        proxy.serve(new Routing()
                .cluster("up", policy(limits), bad.port())
                .forward("/")
                .to("up", 1)
                .policies(new RoutePolicies(null, null, null, List.of(), retry))
                .end());
    }

    /** Fails the first try of each request and holds the second; holds requests that ask for that at once. */
    private RawUpstream failingOnce() {
        return RawUpstream.start(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                if (head.contains("x-envoy-attempt-count: 1\r\n") && !head.startsWith("GET /hold ")) {
                    peer.write("HTTP/1.1 500 X\r\ncontent-length: 3\r\n\r\nbad");
                } else {
                    valve.pass();
                    peer.write(RawUpstream.OK);
                }
            }
        });
    }

    private void assertThatOnlySoManyAreRetried(CircuitLimits limits, int most) throws Exception {
        try (RawUpstream bad = failingOnce()) {
            serveRetries(bad, limits);
            assertThatOnlySoManyAreRetried(most, 0);
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
    }

    private void assertThatOnlySoManyAreRetried(int most, int held) throws Exception {
        List<CompletableFuture<RawResponse>> retried = new ArrayList<>();
        for (int i = 1; i <= most; i++) {
            int wanted = held + i;
            retried.addAll(requests(1));
            await().until(() -> valve.waiting() == wanted);
        }
        RawResponse refused = proxy.get("/");
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.text()).isEqualTo("bad");
        assertThat(refused.headers().first("x-envoy-overloaded")).isEmpty();
        assertThat(proxy.metric("fairlead_upstream_retries_overflow")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(proxy.flags()).contains("UO"));
        valve.open();
        assertThat(served(retried)).isEqualTo(most);
    }

    @Test
    void noMoreRetriesAtOnceThanAllowed() throws Exception {
        assertThatOnlySoManyAreRetried(new CircuitLimits(UNLIMITED, UNLIMITED, UNLIMITED, 2, null), 2);
    }

    @Test
    void aBudgetAllowsItsLeastNumberOfRetriesWhateverTheLimit() throws Exception {
        assertThatOnlySoManyAreRetried(new CircuitLimits(UNLIMITED, UNLIMITED, UNLIMITED, 1, new RetryBudget(0, 3)), 3);
    }

    @Test
    void aBudgetAllowsAShareOfTheRequestsUnderWay() throws Exception {
        try (RawUpstream bad = failingOnce()) {
            serveRetries(bad, new CircuitLimits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, new RetryBudget(20, 0)));
            List<RawConnection> held = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                RawConnection client = proxy.connect();
                client.send(RawRequest.get("/hold", HOST).bytes());
                held.add(client);
            }
            await().until(() -> valve.waiting() == 10);
            // A fifth of 10 that are held, the retries, and the one that asks, is 2 until there are 15 of them.
            assertThatOnlySoManyAreRetried(2, 10);
            for (RawConnection client : held) {
                assertThat(client.receive("GET", LIMIT).status()).isEqualTo(200);
                client.close();
            }
        }
    }
}
