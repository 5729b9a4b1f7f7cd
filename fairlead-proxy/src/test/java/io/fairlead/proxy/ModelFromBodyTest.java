package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The model that a JSON body names becomes a header, before the request is routed. */
class ModelFromBodyTest {
    private static final String MODEL = "x-gateway-model-name";
    private static final String BODY =
            "{\"messages\":[{\"role\":\"user\",\"model\":\"no\"}],\"model\":\"llama3\",\"stream\":true}";

    private final HitLog hits = new HitLog();
    private final TestProxy proxy = TestProxy.start();
    private EchoBackend llama;
    private EchoBackend other;

    @BeforeEach
    void serve() {
        llama = EchoBackend.start("llama", 0, hits);
        other = EchoBackend.start("other", 0, hits);
        proxy.serve(routing());
    }

    private Routing routing() {
        return new Routing()
                .cluster("llama", llama.port())
                .cluster("other", other.port())
                .forwardModel("llama3", "llama")
                .direct("/none", "direct")
                .forwardAll("other");
    }

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
        llama.close();
        other.close();
    }

    private static RawRequest post(String body) {
        return RawRequest.of("POST", "/v1/chat/completions", HOST).body(Bytes.ofUtf8(body));
    }

    private String backend(RawRequest request) throws ClientException {
        return proxy.send(request).headers().first("x-echo-backend").orElse("none");
    }

    private Hit lastHit() {
        List<Hit> all = hits.hits();
        return all.get(all.size() - 1);
    }

    private static RawRequest chunked(String... chunks) {
        StringBuilder text = new StringBuilder();
        for (String chunk : chunks) {
            text.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        RawRequest bare = RawRequest.of("POST", "/", HOST).header("transfer-encoding", "chunked");
        return new RawRequest(
                bare.method(), bare.target(), bare.version(), bare.headers(), Bytes.ofUtf8(text + "0\r\n\r\n"));
    }

    @Test
    void theModelChoosesTheRouteAndTheBodyArrivesWhole() throws Exception {
        assertThat(backend(post(BODY))).isEqualTo("llama");
        assertThat(lastHit().header(MODEL)).containsExactly("llama3");
        assertThat(lastHit().bodySize()).isEqualTo(BODY.length());
        assertThat(backend(post(BODY.replace("llama3", "gpt")))).isEqualTo("other");
        assertThat(lastHit().header(MODEL)).containsExactly("gpt");
    }

    @Test
    void chunksAreReadAsAnyBody() throws Exception {
        assertThat(backend(chunked("{\"mo", "del\"", ":\"llama3\"", ",\"n\":1}", "  ")))
                .isEqualTo("llama");
        assertThat(lastHit().bodySize()).isEqualTo(26);
        assertThat(backend(chunked("{\"model\":\"llama3\"}"))).isEqualTo("llama");
        assertThat(backend(chunked("[]"))).isEqualTo("other");
    }

    @Test
    void whatTheClientSaysOfTheModelIsNotBelieved() throws Exception {
        assertThat(backend(RawRequest.get("/", HOST).header(MODEL, "llama3").header(MODEL, "x")))
                .isEqualTo("other");
        assertThat(lastHit().header(MODEL)).isEmpty();
        assertThat(backend(post("{}").header(MODEL, "llama3"))).isEqualTo("other");
        assertThat(lastHit().header(MODEL)).isEmpty();
        assertThat(backend(post(BODY).header(MODEL, "gpt"))).isEqualTo("llama");
        assertThat(lastHit().header(MODEL)).containsExactly("llama3");
    }

    @Test
    void aBodyThatIsEncodedOrNoJsonHasNoModel() throws Exception {
        assertThat(backend(post(BODY).header("content-encoding", "gzip"))).isEqualTo("other");
        assertThat(backend(post("model=llama3"))).isEqualTo("other");
        assertThat(backend(post("{\"model\":7}"))).isEqualTo("other");
        assertThat(lastHit().header(MODEL)).isEmpty();
        assertThat(lastHit().bodySize()).isEqualTo(11);
    }

    @Test
    void aModelBehindAMebibyteIsNotLookedFor() throws Exception {
        String filler = "{\"a\":\"" + "x".repeat((1 << 20) - 100) + "\",\"model\":\"llama3\",\"b\":\"";
        assertThat(backend(post(filler + "\"}"))).isEqualTo("llama");
        assertThat(lastHit().bodySize()).isEqualTo(filler.length() + 2);
        String more = "{\"a\":\"" + "x".repeat(2 << 20) + "\",\"model\":\"llama3\"}";
        assertThat(backend(post(more))).isEqualTo("other");
        assertThat(lastHit().header(MODEL)).isEmpty();
        assertThat(lastHit().bodySize()).isEqualTo(more.length());
    }

    @Test
    void theRestOfTheBodyIsStreamed() throws Exception {
        BlockingGate arrived = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
                    assertThat(peer.head()).contains("x-gateway-model-name: llama3\r\n");
                    assertThat(peer.bytes(18)).isEqualTo("{\"model\":\"llama3\",");
                    arrived.open();
                    assertThat(peer.bytes(6)).isEqualTo("\"n\":1}");
                    peer.write(RawUpstream.OK);
                    peer.awaitEnd();
                });
                Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            proxy.serve(new Routing().cluster("llama", upstream.port()).forwardModel("llama3", "llama"));
            RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
            peer.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 24\r\n\r\n{\"model\":\"llama3\",");
            arrived.await();
            peer.write("\"n\":1}");
            assertThat(peer.head()).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aClientThatWaitsIsToldToGoOn() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
            peer.write("POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: " + BODY.length()
                    + "\r\n\r\n");
            assertThat(peer.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            peer.write(BODY);
            assertThat(peer.head()).startsWith("HTTP/1.1 200 OK").contains("x-echo-backend: llama");
        }
        assertThat(lastHit().header("expect")).isEmpty();
    }

    @Test
    void answersOfTheProxyLeaveTheConnectionInOrder() throws Exception {
        RawRequest direct = RawRequest.of("POST", "/none", HOST).body(Bytes.ofUtf8(BODY.replace("llama3", "x")));
        try (RawConnection connection = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                RawResponse response = connection.exchange(direct, LIMIT);
                assertThat(response.text()).isEqualTo("direct");
                assertThat(response.keepsAlive()).isTrue();
                assertThat(connection.exchange(post(BODY), LIMIT).headers().first("x-echo-backend"))
                        .contains("llama");
            }
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleLeavesNothing() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
            peer.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 50\r\n\r\n{\"model\":\"lla");
            await().until(() -> proxy.metric("fairlead_downstream_requests_active") == 1);
        }
        proxy.awaitQuiet();
        assertThat(hits.counts()).isEmpty();
    }

    @Test
    void aBodyWhoseUpstreamIsNotThereIsSentWithTheRetry() throws Exception {
        int dead = TestProxy.freePort();
        proxy.serve(
                new Routing().cluster("llama", dead, dead, dead, llama.port()).forwardModel("llama3", "llama"));
        int good = 0;
        for (int i = 0; i < 8; i++) {
            RawResponse response = proxy.send(post(BODY));
            if (response.status() == 200) {
                good++;
                assertThat(lastHit().bodySize()).isEqualTo(BODY.length());
            }
        }
        assertThat(good).isPositive();
    }
}
