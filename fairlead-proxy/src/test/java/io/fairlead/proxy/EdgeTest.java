package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutation.Value;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.PathRewrite;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the edge believes of a client, and that configuration cannot break the framing of messages. */
class EdgeTest {
    private static final HeaderMutation FRAMING = new HeaderMutation(
            List.of("content-length", "transfer-encoding"),
            List.of(
                    new Value("content-length", "1"),
                    new Value("transfer-encoding", "chunked"),
                    new Value("connection", "x-other"),
                    new Value("x-set", "yes")),
            List.of(new Value("content-length", "7"), new Value("transfer-encoding", "gzip")));

    private final HitLog log = new HitLog();
    private TestProxy proxy;
    private EchoBackend backend;

    @BeforeEach
    void start() {
        proxy = TestProxy.start();
        backend = EchoBackend.start("up", 0, log);
    }

    @AfterEach
    void stop() {
        proxy.close();
        backend.close();
    }

    private Routing toBackend() {
        return new Routing().cluster("up", backend.port());
    }

    private Hit onlyHit() {
        assertThat(log.hits()).hasSize(1);
        return log.hits().get(0);
    }

    @Test
    void headersThatOnlyAProxyMaySetAreNotBelieved() throws Exception {
        proxy.serve(toBackend().forwardAll("up"));
        proxy.send(RawRequest.get("/", HOST)
                .header("X-Forwarded-For", "203.0.113.7")
                .header("x-forwarded-for", "198.51.100.1")
                .header("x-forwarded-proto", "https")
                .header("x-forwarded-client-cert", "By=spiffe://evil")
                .header("x-request-id", "mine")
                .header("X-Envoy-Anything", "1")
                .header("x-envoy-attempt-count", "9")
                .header("x-envoy-original-path", "/admin")
                .header("x-mine", "stays"));
        Hit hit = onlyHit();
        assertThat(hit.header("x-forwarded-for")).containsExactly("203.0.113.7,198.51.100.1,127.0.0.1");
        assertThat(hit.header("x-forwarded-proto")).containsExactly("http");
        assertThat(hit.header("x-forwarded-client-cert")).isEmpty();
        assertThat(hit.header("x-request-id")).singleElement().satisfies(id -> {
            assertThat(id).hasSize(36);
            assertThat(UUID.fromString(id).version()).isEqualTo(4);
        });
        assertThat(hit.header("x-envoy-anything")).isEmpty();
        assertThat(hit.header("x-envoy-attempt-count")).containsExactly("1");
        assertThat(hit.header("x-envoy-original-path")).isEmpty();
        assertThat(hit.header("x-mine")).containsExactly("stays");
    }

    @Test
    void hopByHopHeadersEndHere() throws Exception {
        proxy.serve(toBackend().forwardAll("up"));
        proxy.send(RawRequest.get("/", HOST)
                .header("connection", "keep-alive, x-hop")
                .header("x-hop", "1")
                .header("keep-alive", "timeout=5")
                .header("te", "trailers")
                .header("proxy-connection", "keep-alive"));
        assertThat(onlyHit().headers())
                .doesNotContainKeys("connection", "x-hop", "keep-alive", "te", "proxy-connection");
    }

    @Test
    void twoRequestsHaveDifferentIds() throws Exception {
        proxy.serve(toBackend().forwardAll("up"));
        proxy.get("/");
        proxy.get("/");
        assertThat(log.hits().stream()
                        .flatMap(hit -> hit.header("x-request-id").stream())
                        .distinct())
                .hasSize(2);
    }

    @Test
    void tooManyOrTooLargeHeadersAre431() throws Exception {
        proxy.serve(new Routing().direct("/", "x"));
        RawRequest many = RawRequest.get("/", HOST);
        for (int i = 0; i < 101; i++) {
            many = many.header("x-" + i, "1");
        }
        assertThat(proxy.send(many).status()).isEqualTo(431);
        assertThat(proxy.send(RawRequest.get("/", HOST).header("x-large", "v".repeat(70_000)))
                        .status())
                .isEqualTo(431);
        assertThat(proxy.send(RawRequest.get("/", HOST).header("x-large", "v".repeat(50_000)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void requestHeaderChangesCannotBreakTheFraming() throws Exception {
        proxy.serve(toBackend().forward("/").to("up", 1).requestHeaders(FRAMING).end());
        try (RawConnection client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                RawResponse response =
                        client.exchange(RawRequest.of("POST", "/" + i, HOST).body(Bytes.ofUtf8("hello")), LIMIT);
                assertThat(response.status()).isEqualTo(200);
            }
        }
        try (RawConnection client = proxy.connect()) {
            String head = "POST /c HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
            client.send(Bytes.ofUtf8(head.concat("5\r\nhello\r\n0\r\n\r\n")));
            assertThat(client.receive("POST", LIMIT).status()).isEqualTo(200);
        }
        assertThat(proxy.get("/d").status()).isEqualTo(200);
        assertThat(log.hits()).hasSize(5).allSatisfy(hit -> {
            assertThat(hit.bodySize()).isEqualTo(hit.method().equals("POST") ? 5 : 0);
            assertThat(hit.header("x-set")).containsExactly("yes");
            assertThat(hit.header("connection")).isEmpty();
        });
    }

    @Test
    void responseHeaderChangesCannotBreakTheFraming() throws Exception {
        proxy.serve(
                toBackend().forward("/").to("up", 1).responseHeaders(FRAMING).end());
        try (RawConnection client = proxy.connect()) {
            for (String order : List.of("", "x-echo-trailer")) {
                RawRequest request = RawRequest.get("/", HOST).header("x-echo-body", "hello");
                RawResponse response = client.exchange(order.isEmpty() ? request : request.header(order, "a=b"), LIMIT);
                assertThat(response.text()).isEqualTo("hello");
                assertThat(response.headers().all("x-set")).containsExactly("yes");
                assertThat(response.keepsAlive()).isTrue();
            }
            RawResponse head = client.exchange(RawRequest.of("HEAD", "/", HOST).header("x-echo-body", "hello"), LIMIT);
            assertThat(head.headers().all("content-length")).containsExactly("5");
            RawResponse none = client.exchange(RawRequest.get("/", HOST).header("x-echo-status", "204"), LIMIT);
            assertThat(none.headers().all("content-length")).isEmpty();
            assertThat(none.headers().all("transfer-encoding")).isEmpty();
            assertThat(client.exchange(RawRequest.get("/", HOST), LIMIT).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void headerChangesOfDirectResponsesCannotBreakTheFraming() throws Exception {
        proxy.serve(new Routing()
                .add(
                        "/",
                        new RouteAction.DirectResponse(200, Bytes.ofUtf8("hello")),
                        new HeaderMutations(HeaderMutation.NONE, FRAMING)));
        try (RawConnection client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                RawResponse response = client.exchange(RawRequest.get("/", HOST), LIMIT);
                assertThat(response.text()).isEqualTo("hello");
                assertThat(response.headers().all("content-length")).containsExactly("5");
                assertThat(response.headers().all("transfer-encoding")).isEmpty();
            }
        }
    }

    @Test
    void aRewrittenPathIsEscapedWhereItMustBe() throws Exception {
        proxy.serve(toBackend()
                .add(
                        "/in",
                        new RouteAction.Forward(
                                List.of(new WeightedDestination("up", 1, HeaderMutations.NONE, null)),
                                new PathRewrite.Prefix("/a b\r\nx: y#\u00fc\u007f"),
                                null,
                                RoutePolicies.NONE),
                        HeaderMutations.NONE));
        proxy.get("/in/rest?q=1");
        Hit hit = onlyHit();
        assertThat(hit.path()).isEqualTo("/a%20b%0D%0Ax:%20y%23%C3%BC%7F/rest?q=1");
        assertThat(hit.header("x-envoy-original-path")).containsExactly("/in/rest?q=1");
        assertThat(hit.header("x")).isEmpty();
    }
}
