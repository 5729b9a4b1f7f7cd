package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.RawUpstream.Peer;
import io.fairlead.resource.Bytes;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.RetryPolicy;
import io.fairlead.routing.RetryPolicy.On;
import io.fairlead.routing.RetryPolicy.PreviousHosts;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failed requests are sent again, how often, where, and with what. */
class RetryTest {
    private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy";
    private static final String RETRIED =
            "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: ";

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private TestProxy proxy;

    @BeforeEach
    void start() {
        proxy = TestProxy.start();
    }

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        assertThat(proxy.metric("fairlead_upstream_requests_pending")).isZero();
        proxy.close();
    }

    private static RetryPolicy retry(int attempts, On... on) {
        return new RetryPolicy(
                attempts,
                null,
                EnumSet.copyOf(Arrays.asList(on)),
                new TreeSet<>(Set.of(418)),
                Duration.ofMillis(1),
                PreviousHosts.AVOIDED);
    }

    private static RetryPolicy perTry(int attempts, Duration timeout) {
        return new RetryPolicy(
                attempts, timeout, Set.of(On.RESET), new TreeSet<>(), Duration.ofMillis(1), PreviousHosts.AVOIDED);
    }

    private static RoutePolicies policies(RetryPolicy retry) {
        return new RoutePolicies(null, null, null, List.of(), retry);
    }

    private void serve(RoutePolicies policies, int... ports) {
        proxy.serve(new Routing()
                .cluster("up", ports)
                .forward("/")
                .to("up", 1)
                .policies(policies)
                .end());
    }

    /** An upstream that answers each head, over all connections, with the next of {@code answers}; the last for ever. */
    private RawUpstream answering(String... answers) {
        return RawUpstream.start(peer -> {
            String head = peer.head();
            while (!head.isEmpty()) {
                heads.add(head);
                peer.write(answers[Math.min(heads.size(), answers.length) - 1]);
                head = peer.head();
            }
        });
    }

    private String nextHead() throws InterruptedException {
        String head = heads.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(head).as("the head of a request").isNotNull();
        return head;
    }

    // ---- what is retried

    @ParameterizedTest
    @CsvSource({
        "SERVER_ERROR, 500, true",
        "SERVER_ERROR, 599, true",
        "SERVER_ERROR, 499, false",
        "GATEWAY_ERROR, 500, false",
        "GATEWAY_ERROR, 502, true",
        "GATEWAY_ERROR, 504, true",
        "RETRIABLE_4XX, 409, true",
        "RETRIABLE_4XX, 404, false",
        "RETRIABLE_STATUS_CODES, 418, true",
        "RETRIABLE_STATUS_CODES, 503, false",
        "RESET, 503, false",
        "CONNECT_FAILURE, 503, false",
        "RETRIABLE_HEADERS, 503, false"
    })
    void aStatusIsRetriedOnlyUnderItsCondition(On on, int status, boolean retried) throws Exception {
        try (RawUpstream upstream =
                answering("HTTP/1.1 " + status + " X\r\ncontent-length: 0\r\n\r\n", RawUpstream.OK)) {
            serve(policies(retry(1, on)), upstream.port());
            assertThat(proxy.get("/").status()).isEqualTo(retried ? 200 : status);
            assertThat(heads).hasSize(retried ? 2 : 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, 14, true", "UNAVAILABLE, 13, false", "CANCELLED, 1, true", "INTERNAL, 13, true",
        "DEADLINE_EXCEEDED, 4, true", "RESOURCE_EXHAUSTED, 8, true", "UNAVAILABLE, 0, false", "SERVER_ERROR, 14, false"
    })
    void aGrpcStatusAmongTheHeadersIsRetriedOnlyUnderItsCondition(On on, int status, boolean retried) throws Exception {
        try (RawUpstream upstream = answering(
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\ngrpc-status: " + status + "\r\n\r\n", RawUpstream.OK)) {
            serve(policies(retry(1, on)), upstream.port());
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(heads).hasSize(retried ? 2 : 1);
        }
    }

    @Test
    void aLimitedRateIsRetriedOnlyUnderItsOwnCondition() throws Exception {
        String limited = "HTTP/1.1 503 X\r\nx-envoy-ratelimited: true\r\ncontent-length: 0\r\n\r\n";
        try (RawUpstream upstream = answering(limited, limited, RawUpstream.OK)) {
            serve(policies(retry(1, On.SERVER_ERROR)), upstream.port());
            assertThat(proxy.get("/").status()).isEqualTo(503);
            serve(policies(retry(1, On.ENVOY_RATELIMITED)), upstream.port());
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RESET, true",
        "SERVER_ERROR, true",
        "GATEWAY_ERROR, true",
        "RETRIABLE_STATUS_CODES, false",
        "CONNECT_FAILURE, false",
        "RESET_BEFORE_REQUEST, false"
    })
    void anEndOfTheConnectionIsRetriedOnlyUnderItsCondition(On on, boolean retried) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            heads.add(peer.head());
            if (peer.number() == 1) {
                peer.reset();
            } else {
                peer.write(RawUpstream.OK);
                peer.awaitEnd();
            }
        })) {
            serve(policies(retry(1, on)), upstream.port());
            assertThat(proxy.get("/").status()).isEqualTo(retried ? 200 : 503);
            assertThat(heads).hasSize(retried ? 2 : 1);
        }
    }

    @Test
    void byDefaultADeadEndpointIsHiddenByTheOthers() throws Exception {
        try (RawUpstream upstream = answering(RawUpstream.OK)) {
            serve(RoutePolicies.DEFAULT, TestProxy.freePort(), upstream.port());
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
            assertThat(proxy.metric("fairlead_upstream_connect_failures")).isPositive();
        }
    }

    @Test
    void withoutAPolicyADeadEndpointShows() throws Exception {
        try (RawUpstream upstream = answering(RawUpstream.OK)) {
            serve(RoutePolicies.NONE, TestProxy.freePort(), upstream.port());
            assertThat(List.of(proxy.get("/").status(), proxy.get("/").status()))
                    .containsExactlyInAnyOrder(503, 200);
        }
    }

    @Test
    void theLastFailureIsToldWithItsRetries() throws Exception {
        serve(policies(retry(2, On.CONNECT_FAILURE)), TestProxy.freePort());
        RawResponse response = proxy.get("/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).isEqualTo(RETRIED + "remote connection failure");
        assertThat(proxy.metric("fairlead_upstream_retries")).isEqualTo(2);
        assertThat(proxy.metric("fairlead_upstream_retries_exhausted")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(proxy.flags()).containsExactly("UF,URX"));
    }

    // ---- how often, and with what

    @Test
    void triesAreCountedTowardsTheUpstreamAndBounded() throws Exception {
        try (RawUpstream upstream = answering(UNAVAILABLE)) {
            serve(policies(retry(3, On.SERVER_ERROR)), upstream.port());
            RawResponse response = proxy.get("/path?q=1");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.text()).isEqualTo("busy");
            for (int attempt = 1; attempt <= 4; attempt++) {
                assertThat(nextHead())
                        .startsWith("GET /path?q=1 HTTP/1.1\r\n")
                        .containsOnlyOnce("x-envoy-attempt-count: " + attempt + "\r\n");
            }
            assertThat(heads).isEmpty();
            await().untilAsserted(() -> assertThat(proxy.flags()).containsExactly("URX"));
        }
    }

    @Test
    void aRefusedResponseThatIsAtHandKeepsItsConnection() throws Exception {
        try (RawUpstream upstream = answering(UNAVAILABLE, UNAVAILABLE, RawUpstream.OK)) {
            serve(policies(retry(2, On.SERVER_ERROR)), upstream.port());
            assertThat(proxy.get("/").text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedResponseWithoutEndLosesItsConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write(peer.number() == 1 ? "HTTP/1.1 503 X\r\ncontent-length: 9\r\n\r\nbu" : RawUpstream.OK);
            peer.awaitEnd();
        })) {
            serve(policies(retry(1, On.SERVER_ERROR)), upstream.port());
            assertThat(proxy.get("/").text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void headerChangesAreMadeOnce() throws Exception {
        try (RawUpstream upstream = answering(UNAVAILABLE, RawUpstream.OK)) {
            proxy.serve(new Routing()
                    .cluster("up", upstream.port())
                    .forward("/")
                    .to("up", 1)
                    .requestHeaders(new HeaderMutation(
                            List.of(), List.of(), List.of(new HeaderMutation.Value("x-added", "once"))))
                    .policies(policies(retry(1, On.SERVER_ERROR)))
                    .end());
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(nextHead()).containsOnlyOnce("x-added: once");
            assertThat(nextHead()).containsOnlyOnce("x-added: once");
        }
    }

    @Test
    void aRetryIsNotMirrored() throws Exception {
        BlockingQueue<String> copies = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = answering(UNAVAILABLE, UNAVAILABLE, RawUpstream.OK);
                RawUpstream mirror = RawUpstream.start(peer -> {
                    for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                        copies.add(head);
                        peer.write(RawUpstream.OK);
                    }
                })) {
            proxy.serve(new Routing()
                    .cluster("up", upstream.port())
                    .cluster("mirror", mirror.port())
                    .forward("/")
                    .to("up", 1)
                    .policies(new RoutePolicies(
                            null,
                            null,
                            null,
                            List.of(new RoutePolicies.Mirror("mirror", RoutePolicies.ALL_PER_MILLION)),
                            retry(2, On.SERVER_ERROR)))
                    .end());
            assertThat(proxy.get("/first").status()).isEqualTo(200);
            assertThat(proxy.get("/second").status()).isEqualTo(200);
            await().until(() -> copies.size() == 2);
            assertThat(copies).allMatch(head -> head.contains("x-envoy-attempt-count: 1"));
        }
    }

    // ---- bodies

    private static void answerBody(Peer peer, int length) throws IOException {
        for (int request = 1; !peer.head().isEmpty(); request++) {
            String body = peer.bytes(length);
            peer.write(request == 1 ? UNAVAILABLE : "HTTP/1.1 200 OK\r\ncontent-length: " + length + "\r\n\r\n" + body);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "4096", "20000", "65536"})
    void aBodyIsSentAgain(int length) throws Exception {
        String body = "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);
        try (RawUpstream upstream = RawUpstream.start(peer -> answerBody(peer, length))) {
            serve(policies(retry(1, On.SERVER_ERROR)), upstream.port());
            RawResponse response = proxy.send(RawRequest.of("POST", "/", HOST).body(Bytes.ofUtf8(body)));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo(body);
        }
    }

    @Test
    void aBodyOverTheBoundIsNotSentAgain() throws Exception {
        int length = 64 * 1024 + 1;
        try (RawUpstream upstream = RawUpstream.start(peer -> answerBody(peer, length))) {
            serve(policies(retry(1, On.SERVER_ERROR)), upstream.port());
            RawResponse response = proxy.send(RawRequest.of("POST", "/", HOST).body(Bytes.ofUtf8("x".repeat(length))));
            assertThat(response.status()).isEqualTo(503);
            assertThat(proxy.metric("fairlead_upstream_retries")).isZero();
        }
    }

    @Test
    void aChunkedBodyThatIsStillComingIsSentAgainAndGoesOn() throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            heads.add(peer.head());
            if (peer.number() == 1) {
                bodies.add(peer.bytes("5\r\nhello\r\n".length()));
                peer.reset();
            } else {
                bodies.add(peer.until("0\r\n\r\n"));
                peer.write(RawUpstream.OK);
                peer.awaitEnd();
            }
        })) {
            serve(policies(retry(1, On.RESET)), upstream.port());
            try (RawConnection client = proxy.connect()) {
                client.send(Bytes.ofUtf8(
                        "POST / HTTP/1.1\r\nhost: " + HOST + "\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"));
                assertThat(bodies.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("5\r\nhello\r\n");
                client.send(Bytes.ofUtf8("3\r\nyou\r\n0\r\n\r\n"));
                assertThat(client.receive("POST", LIMIT).text()).isEqualTo("ok");
                assertThat(bodies.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo("5\r\nhello\r\n3\r\nyou\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void nothingIsSentAgainOnceTheClientHasSeenAByte() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            heads.add(peer.head());
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello");
        })) {
            serve(policies(retry(3, On.RESET, On.SERVER_ERROR)), upstream.port());
            assertThatThrownBy(() -> proxy.get("/")).isInstanceOf(ClientException.class);
            assertThat(heads).hasSize(1);
        }
    }

    // ---- time

    @Test
    void aTryThatIsNotAnsweredInItsTimeIsFollowedByAnother() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            heads.add(peer.head());
            if (peer.number() > 1) {
                peer.write(RawUpstream.OK);
            }
            peer.awaitEnd();
        })) {
            serve(policies(perTry(1, Duration.ofMillis(300))), upstream.port());
            assertThat(proxy.get("/").text()).isEqualTo("ok");
            assertThat(nextHead()).contains("x-envoy-expected-rq-timeout-ms: 300\r\n");
            assertThat(proxy.metric("fairlead_upstream_try_timeouts")).isEqualTo(1);
        }
    }

    @Test
    void theLastTryThatIsNotAnsweredInItsTimeIs504() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            heads.add(peer.head());
            peer.awaitEnd();
        })) {
            serve(policies(perTry(1, Duration.ofMillis(20))), upstream.port());
            RawResponse response = proxy.get("/");
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.text()).isEqualTo("upstream request timeout");
            await().untilAsserted(() -> assertThat(heads).hasSize(2));
            await().untilAsserted(() -> assertThat(proxy.flags()).containsExactly("UT,URX"));
        }
    }

    @Test
    void theTimeLimitOfTheRouteSpansAllTries() throws Exception {
        try (RawUpstream upstream = answering(UNAVAILABLE)) {
            serve(
                    new RoutePolicies(Duration.ofMillis(100), null, null, List.of(), retry(1_000_000, On.SERVER_ERROR)),
                    upstream.port());
            assertThat(proxy.get("/").status()).isEqualTo(504);
            assertThat(heads.size()).isGreaterThan(1);
            assertThat(nextHead()).contains("x-envoy-expected-rq-timeout-ms: 100\r\n");
        }
    }

    @Test
    void aClientThatLeavesInAPauseLeavesNothingBehind() throws Exception {
        try (RawUpstream upstream = answering(UNAVAILABLE)) {
            serve(
                    policies(new RetryPolicy(
                            1,
                            null,
                            Set.of(On.SERVER_ERROR),
                            new TreeSet<>(),
                            Duration.ofDays(1),
                            PreviousHosts.AVOIDED)),
                    upstream.port());
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                await().until(() -> proxy.metric("fairlead_upstream_retries") == 1);
            }
            proxy.awaitQuiet();
            assertThat(heads).hasSize(1);
        }
    }

    // ---- where

    @Test
    void anotherEndpointIsPreferredUnlessToldOtherwise() throws Exception {
        try (RawUpstream bad = answering(UNAVAILABLE);
                RawUpstream good = RawUpstream.answering(RawUpstream.OK)) {
            serve(policies(retry(1, On.SERVER_ERROR)), bad.port(), good.port());
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
            assertThat(heads).hasSizeBetween(9, 20);
        }
    }
}
