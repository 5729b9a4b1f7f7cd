package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.resource.Bytes;
import io.fairlead.routing.CorsPolicy;
import io.fairlead.routing.FaultPolicy;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.StringMatcher;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.fairlead.testkit.time.Stopwatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What accompanies a forwarded request: time limits, faults, CORS, mirrors and shares. */
class PolicyTest {
    private static final int DRAWS = 2000;
    private static final Duration SHORT = Duration.ofMillis(50);

    private TestProxy proxy;

    @BeforeEach
    void start() {
        proxy = TestProxy.start();
    }

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
    }

    // ---- time limits

    @Test
    void aResponseThatDoesNotBeginInTimeIs504AndEndsTheUpstreamsConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing()
                    .cluster("up", upstream.port())
                    .forward("/")
                    .to("up", 1)
                    .timeout(SHORT)
                    .end());
            try (RawConnection client = proxy.connect()) {
                RawResponse response = client.exchange(RawRequest.get("/", HOST), LIMIT);
                assertThat(response.status()).isEqualTo(504);
                assertThat(response.text()).isEqualTo("upstream request timeout");
                assertThat(response.keepsAlive()).isTrue();
            }
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void aResponseThatDoesNotEndInTimeIsCutOff() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello");
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing()
                    .cluster("up", upstream.port())
                    .forward("/")
                    .to("up", 1)
                    .timeout(Duration.ofMillis(500))
                    .end());
            assertThatThrownBy(() -> proxy.get("/")).isInstanceOf(ClientException.class);
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void theTimeLimitBeginsWhenTheRequestIsComplete() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            heads.add(peer.head());
            peer.bytes(5);
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing()
                    .cluster("up", upstream.port())
                    .forward("/")
                    .to("up", 1)
                    .timeout(Duration.ofSeconds(20))
                    .end());
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.of("POST", "/", HOST)
                        .header("content-length", "5")
                        .bytes());
                assertThat(heads.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .contains("x-envoy-expected-rq-timeout-ms: 20000");
                client.send(Bytes.ofUtf8("hello"));
                assertThat(client.receive("POST", LIMIT).text()).isEqualTo("ok");
            }
        }
    }

    // ---- faults

    private Routing faulty(FaultPolicy fault, int port) {
        return new Routing()
                .cluster("up", port)
                .forward("/")
                .to("up", 1)
                .policies(new RoutePolicies(null, fault, null, List.of()))
                .end();
    }

    @Test
    void theShareOfRequestsThatWasAskedForIsAborted() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            proxy.serve(faulty(
                    new FaultPolicy(null, new FaultPolicy.Abort(FaultPolicy.Abort.Kind.HTTP, 418, 300_000)),
                    upstream.port()));
            int aborted = 0;
            try (RawConnection client = proxy.connect()) {
                for (int i = 0; i < DRAWS; i++) {
                    RawResponse response = client.exchange(RawRequest.get("/", HOST), LIMIT);
                    if (response.status() == 418) {
                        assertThat(response.text()).isEqualTo("fault filter abort");
                        aborted++;
                    } else {
                        assertThat(response.text()).isEqualTo("ok");
                    }
                }
            }
            Binomial.assertPlausible(aborted, DRAWS, 0.3);
        }
    }

    @Test
    void aDelayHoldsTheRequestUpAndThenLetsItGo() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            Duration delay = Duration.ofMillis(100);
            proxy.serve(faulty(
                    new FaultPolicy(new FaultPolicy.Delay(delay, RoutePolicies.ALL_PER_MILLION), null),
                    upstream.port()));
            Stopwatch watch = Stopwatch.start();
            assertThat(proxy.get("/").text()).isEqualTo("ok");
            assertThat(watch.elapsed()).isGreaterThanOrEqualTo(delay);
        }
    }

    @Test
    void aDelayedRequestWhoseClientLeavesIsForgotten() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            proxy.serve(faulty(
                    new FaultPolicy(new FaultPolicy.Delay(Duration.ofHours(1), RoutePolicies.ALL_PER_MILLION), null),
                    upstream.port()));
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                await().until(() -> proxy.metric("fairlead_downstream_requests_active") == 1);
            }
            proxy.awaitQuiet();
            assertThat(upstream.accepted()).isZero();
        }
    }

    // ---- CORS

    private static final CorsPolicy CORS = new CorsPolicy(
            List.of(new StringMatcher.Exact("https://good.test")),
            "GET,POST",
            "x-a",
            "x-b",
            "600",
            CorsPolicy.Credentials.ALLOWED,
            CorsPolicy.UnmatchedPreflights.FORWARD);

    private RawResponse withOrigin(String method, String origin) throws Exception {
        return proxy.send(RawRequest.of(method, "/", HOST)
                .header("origin", origin)
                .header("access-control-request-method", "POST"));
    }

    @Test
    void preflightRequestsOfAllowedOriginsAreAnsweredHere() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            serveCors(upstream);
            RawResponse response = withOrigin("OPTIONS", "https://good.test");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().all("access-control-allow-origin")).containsExactly("https://good.test");
            assertThat(response.headers().all("access-control-allow-methods")).containsExactly("GET,POST");
            assertThat(response.headers().all("access-control-allow-headers")).containsExactly("x-a");
            assertThat(response.headers().all("access-control-max-age")).containsExactly("600");
            assertThat(response.headers().all("access-control-allow-credentials"))
                    .containsExactly("true");
            assertThat(upstream.accepted()).isZero();
        }
    }

    @Test
    void otherRequestsGoToTheUpstreamAndOnlyAllowedOriginsGetHeaders() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            serveCors(upstream);
            RawResponse allowed = withOrigin("GET", "https://good.test");
            assertThat(allowed.text()).isEqualTo("ok");
            assertThat(allowed.headers().all("access-control-allow-origin")).containsExactly("https://good.test");
            assertThat(allowed.headers().all("access-control-expose-headers")).containsExactly("x-b");
            for (String method : List.of("GET", "OPTIONS")) {
                RawResponse other = withOrigin(method, "https://bad.test");
                assertThat(other.text()).isEqualTo("ok");
                assertThat(other.headers().all("access-control-allow-origin")).isEmpty();
            }
        }
    }

    private void serveCors(RawUpstream upstream) {
        proxy.serve(new Routing()
                .cluster("up", upstream.port())
                .forward("/")
                .to("up", 1)
                .policies(new RoutePolicies(null, null, CORS, List.of()))
                .end());
    }

    // ---- mirrors

    private Routing mirrored(RawUpstream primary, int mirror) {
        return new Routing()
                .cluster("up", primary.port())
                .cluster("mirror", mirror)
                .forward("/")
                .to("up", 1)
                .mirror("mirror")
                .end();
    }

    @Test
    void aMirrorGetsTheSameBytesOnConnectionsThatAreKept() throws Exception {
        BlockingQueue<String> primarySaw = new LinkedBlockingQueue<>();
        BlockingQueue<String> mirrorSaw = new LinkedBlockingQueue<>();
        try (RawUpstream primary = reading(primarySaw);
                RawUpstream mirror = reading(mirrorSaw)) {
            proxy.serve(mirrored(primary, mirror.port()));
            for (int i = 0; i < 5; i++) {
                RawResponse response = proxy.send(RawRequest.of("POST", "/" + i, HOST)
                        .header("x-number", "" + i)
                        .body(Bytes.ofUtf8("hello")));
                assertThat(response.text()).isEqualTo("ok");
                String seen = primarySaw.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(mirrorSaw.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(seen)
                        .startsWith("POST /" + i + " ");
                // The answer of the mirror is read before its connection can be used again.
                proxy.awaitQuiet();
            }
            assertThat(primary.accepted()).isEqualTo(1);
            assertThat(mirror.accepted()).isLessThanOrEqualTo(5);
            assertThat(proxy.metric("fairlead_mirror_requests")).isEqualTo(5);
            assertThat(proxy.metric("fairlead_mirror_requests_dropped")).isZero();
        }
    }

    private static RawUpstream reading(BlockingQueue<String> seen) {
        return RawUpstream.start(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                seen.add(head + peer.bytes(5));
                peer.write(RawUpstream.OK);
            }
        });
    }

    @Test
    void aMirrorThatAnswersFirstKeepsItsConnection() throws Exception {
        BlockingGate gate = new BlockingGate();
        BlockingQueue<Boolean> mirrored = new LinkedBlockingQueue<>();
        try (RawUpstream primary = RawUpstream.start(peer -> {
                    while (!peer.head().isEmpty()) {
                        gate.await();
                        peer.write(RawUpstream.OK);
                    }
                });
                RawUpstream mirror = RawUpstream.start(peer -> {
                    while (!peer.head().isEmpty()) {
                        peer.write(RawUpstream.OK);
                        mirrored.add(true);
                    }
                })) {
            proxy.serve(mirrored(primary, mirror.port()));
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                assertThat(mirrored.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                gate.open();
                assertThat(client.receive("GET", LIMIT).text()).isEqualTo("ok");
                assertThat(mirror.ended()).isZero();
            }
        }
    }

    @Test
    void aMirrorThatIsDeadOrMissingDoesNotConcernThePrimary() throws Exception {
        try (RawUpstream primary = RawUpstream.answering(RawUpstream.OK)) {
            proxy.serve(mirrored(primary, TestProxy.freePort()));
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.get("/").text()).isEqualTo("ok");
            }
            proxy.serve(new Routing()
                    .cluster("up", primary.port())
                    .forward("/")
                    .to("up", 1)
                    .mirror("missing")
                    .end());
            assertThat(proxy.get("/").text()).isEqualTo("ok");
            assertThat(proxy.metric("fairlead_mirror_requests_dropped")).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void aMirrorGetsItsCopyEvenIfThePrimaryRefuses() throws Exception {
        HitLog log = new HitLog();
        try (EchoBackend mirror = EchoBackend.start("mirror", 0, log)) {
            proxy.serve(new Routing()
                    .cluster("up", TestProxy.freePort())
                    .cluster("mirror", mirror.port())
                    .forward("/")
                    .to("up", 1)
                    .mirror("mirror")
                    .end());
            assertThat(proxy.get("/copied").status()).isEqualTo(503);
            await().until(() -> log.hits().size() == 1);
            assertThat(log.hits()).extracting(Hit::path).containsExactly("/copied");
        }
    }

    @Test
    void aMirrorThatReadsNothingIsGivenUpAndTheUploadGoesOn() throws Exception {
        int size = 32 << 20;
        BlockingGate gate = new BlockingGate();
        try (RawUpstream primary = RawUpstream.start(peer -> {
                    peer.head();
                    peer.skip(size);
                    peer.write(RawUpstream.OK);
                    peer.awaitEnd();
                });
                RawUpstream mirror = RawUpstream.start(peer -> gate.await())) {
            proxy.serve(mirrored(primary, mirror.port()));
            RawResponse response = proxy.send(RawRequest.of("POST", "/", HOST).body(Bytes.of(new byte[size])));
            assertThat(response.text()).isEqualTo("ok");
            assertThat(proxy.metric("fairlead_mirror_requests_dropped")).isEqualTo(1);
            gate.open();
        }
    }

    @Test
    void copiesUnderWayAreBounded() throws Exception {
        int requests = 1500;
        BlockingGate gate = new BlockingGate();
        try (RawUpstream primary = RawUpstream.answering(RawUpstream.OK);
                RawUpstream mirror = RawUpstream.start(peer -> gate.await())) {
            proxy.serve(mirrored(primary, mirror.port()));
            try (RawConnection client = proxy.connect()) {
                for (int i = 0; i < requests; i++) {
                    assertThat(client.exchange(RawRequest.get("/", HOST), LIMIT).text())
                            .isEqualTo("ok");
                }
            }
            double started = proxy.metric("fairlead_mirror_requests");
            assertThat(started).isBetween(1.0, 1024.0);
            assertThat(started + proxy.metric("fairlead_mirror_requests_dropped"))
                    .isEqualTo(requests);
            gate.open();
        }
    }

    // ---- shares

    @Test
    void weightsAreTheSharesOfRequests() throws Exception {
        try (RawUpstream stable = RawUpstream.answering(RawUpstream.OK);
                RawUpstream canary = RawUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\ncanary")) {
            proxy.serve(new Routing()
                    .cluster("stable", stable.port())
                    .cluster("canary", canary.port())
                    .forward("/")
                    .to("stable", 90)
                    .to("canary", 10)
                    .end());
            int toCanary = 0;
            try (RawConnection client = proxy.connect()) {
                for (int i = 0; i < DRAWS; i++) {
                    toCanary += client.exchange(RawRequest.get("/", HOST), LIMIT)
                                    .text()
                                    .equals("canary")
                            ? 1
                            : 0;
                }
            }
            Binomial.assertPlausible(toCanary, DRAWS, 0.1);
        }
    }
}
