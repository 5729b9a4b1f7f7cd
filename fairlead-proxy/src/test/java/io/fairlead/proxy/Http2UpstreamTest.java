package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.routing.pool.ConnectionPolicy.Http;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.Http2Client;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.fairlead.testkit.http2.Frame;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstreams that speak HTTP/2, behind clients of either version. */
class Http2UpstreamTest {
    private final HitLog log = new HitLog();
    private EchoBackend backend;
    private TestProxy proxy;

    @BeforeEach
    void start() {
        backend = EchoBackend.start("v1", 0, log);
        proxy = TestProxy.start();
        serve(Http.Version.HTTP_2, 0);
    }

    @AfterEach
    void stop() {
        proxy.close();
        backend.close();
    }

    private void serve(Http.Version version, int maxStreams) {
        ConnectionPolicy policy = ConnectionPolicy.of(Duration.ofSeconds(5)).withHttp(new Http(version, maxStreams));
        proxy.serve(new Routing().cluster("up", policy, backend.port()).forwardAll("up"));
    }

    private RawResponse overHttp2(RawRequest request) throws Exception {
        try (Http2Client client = Http2Client.open(proxy.port())) {
            return client.exchange(request, LIMIT);
        }
    }

    @Test
    void requestsOfEitherVersionShareOneConnection() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(proxy.get("/1").status()).isEqualTo(200);
            assertThat(overHttp2(RawRequest.get("/2", HOST)).status()).isEqualTo(200);
        }
        assertThat(log.hits()).hasSize(20).extracting(Hit::proto).containsOnly("HTTP/2.0");
        assertThat(log.hits()).extracting(Hit::authority).containsOnly(HOST);
        assertThat(proxy.metric("fairlead_upstream_connections")).isEqualTo(1);
    }

    @Test
    void bodiesOfAnySizeArrive() throws Exception {
        for (int size : new int[] {0, 1, 16_385, 1_000_000}) {
            RawRequest request = RawRequest.of("POST", "/b", HOST).body(Bytes.of(new byte[size]));
            assertThat(proxy.send(request).status()).isEqualTo(200);
            assertThat(overHttp2(request).status()).isEqualTo(200);
        }
        assertThat(log.hits())
                .extracting(Hit::bodySize)
                .containsExactly(0L, 0L, 1L, 1L, 16_385L, 16_385L, 1_000_000L, 1_000_000L);
    }

    @Test
    void trailersReachClientsOfHttp2Only() throws Exception {
        RawRequest request = RawRequest.get("/t", HOST).header("x-echo-trailer", "x-t=1");
        assertThat(overHttp2(request).trailers().first("x-t")).contains("1");
        RawResponse plain = proxy.send(request);
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.trailers().lines()).isEmpty();
    }

    @Test
    void responsesWithoutBodiesEndForClientsOfEitherVersion() throws Exception {
        for (String status : new String[] {"204", "304", "404"}) {
            RawRequest request = RawRequest.of("HEAD", "/h", HOST).header("x-echo-status", status);
            assertThat(proxy.send(request).status()).isEqualTo(Integer.parseInt(status));
            assertThat(overHttp2(request).status()).isEqualTo(Integer.parseInt(status));
        }
        try (RawConnection client = proxy.connect()) {
            RawRequest request =
                    RawRequest.get("/e", HOST).header("x-echo-body", " ").header("content-type", "text/plain");
            assertThat(client.exchange(request, LIMIT).keepsAlive()).isTrue();
        }
    }

    @Test
    void aStreamThatTheUpstreamResetsIs503AndTheConnectionGoesOn() throws Exception {
        RawResponse reset = proxy.send(RawRequest.get("/r", HOST).header("x-echo-reset", "1"));
        assertThat(reset.status()).isEqualTo(503);
        assertThat(reset.text()).endsWith("reset reason: remote reset");
        assertThat(proxy.get("/after").status()).isEqualTo(200);
        assertThat(proxy.metric("fairlead_upstream_connections")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(proxy.flags()).contains("UR"));
    }

    @Test
    void moreRequestsThanOneConnectionTakesHaveFurtherConnections() throws Exception {
        serve(Http.Version.HTTP_2, 2);
        try (Http2Client client = Http2Client.open(proxy.port())) {
            RawRequest slow = RawRequest.get("/s", HOST).header("x-echo-delay-ms", "300");
            for (int i = 0; i < 6; i++) {
                client.frames().writeFields(client.newStream(), Http2Client.fields(slow), Frame.END_STREAM);
            }
            await().untilAsserted(() -> assertThat(log.hits()).hasSize(6));
            for (int i = 0; i < 6; i++) {
                client.frames().fields(client.next(Frame.HEADERS, LIMIT));
            }
            assertThat(proxy.metric("fairlead_upstream_connections")).isGreaterThan(1);
        }
    }

    @Test
    void theClientsVersionIsUsedWhereThatIsWanted() throws Exception {
        serve(Http.Version.OF_CLIENT, 0);
        proxy.get("/1");
        overHttp2(RawRequest.get("/2", HOST));
        assertThat(log.hits()).extracting(Hit::proto).containsExactly("HTTP/1.1", "HTTP/2.0");
    }

    @Test
    void anUpstreamThatIsDownIs503() throws Exception {
        backend.close();
        assertThat(proxy.get("/down").status()).isEqualTo(503);
        await().untilAsserted(() -> assertThat(proxy.flags()).contains("UF"));
    }
}
