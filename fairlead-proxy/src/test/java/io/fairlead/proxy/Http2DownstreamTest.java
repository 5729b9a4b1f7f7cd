package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.Http2Client;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.fairlead.testkit.http.Field;
import io.fairlead.testkit.http2.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that speak HTTP/2 with prior knowledge, in front of an upstream that speaks HTTP/1.1. */
class Http2DownstreamTest {
    private static final int PROTOCOL_ERROR = 1;
    private static final int REFUSED_STREAM = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    private final HitLog log = new HitLog();
    private EchoBackend backend;
    private TestProxy proxy;
    private Http2Client client;

    @BeforeEach
    void start() throws Exception {
        backend = EchoBackend.start("v1", 0, log);
        proxy = TestProxy.start();
        proxy.serve(new Routing().cluster("up", backend.port()).forwardAll("up"));
        client = Http2Client.open(proxy.port());
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        backend.close();
    }

    private static List<Field> head(String method, String path) {
        return new ArrayList<>(Http2Client.fields(RawRequest.of(method, path, HOST)));
    }

    private RawResponse get(String path) throws Exception {
        return client.exchange(RawRequest.get(path, HOST), LIMIT);
    }

    /** Sends a head and returns the code that its stream is reset with. */
    private int resetCode(List<Field> fields, int flags) throws Exception {
        client.frames().writeFields(client.newStream(), fields, flags);
        return client.next(Frame.RST_STREAM, LIMIT).number(0);
    }

    /** The code that the connection ends with. */
    private int endCode() throws Exception {
        return client.next(Frame.GOAWAY, LIMIT).number(4);
    }

    @Test
    void requestsOneAfterTheOtherUseOneConnectionOnEachSide() throws Exception {
        for (int i = 0; i < 20; i++) {
            RawResponse response = get("/a/../b?" + i);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().first("server")).contains("fairlead");
        }
        assertThat(log.hits()).hasSize(20).allSatisfy(hit -> {
            assertThat(hit.proto()).isEqualTo("HTTP/1.1");
            assertThat(hit.path()).startsWith("/b?");
            assertThat(hit.authority()).isEqualTo(HOST);
        });
        assertThat(proxy.metric("fairlead_upstream_connections")).isEqualTo(1);
    }

    @Test
    void bodiesOfAnySizePassBothWays() throws Exception {
        for (int size : new int[] {0, 1, 16_384, 16_385, 1_000_000}) {
            Bytes body = Bytes.of(new byte[size]);
            RawResponse response =
                    client.exchange(RawRequest.of("POST", "/b", HOST).body(body), LIMIT);
            assertThat(response.status()).isEqualTo(200);
        }
        assertThat(log.hits()).extracting(Hit::bodySize).containsExactly(0L, 1L, 16_384L, 16_385L, 1_000_000L);
    }

    @Test
    void aBodyOfUnknownLengthGoesOnInChunks() throws Exception {
        int stream = client.newStream();
        client.frames().writeFields(stream, head("POST", "/b"), 0);
        client.frames().writeContent(stream, new byte[10], 0);
        client.frames().writeContent(stream, new byte[20], Frame.END_STREAM);
        client.next(Frame.HEADERS, LIMIT);
        assertThat(log.hits()).singleElement().satisfies(hit -> {
            assertThat(hit.bodySize()).isEqualTo(30);
            assertThat(hit.header("transfer-encoding")).containsExactly("chunked");
        });
    }

    @Test
    void trailersOfAnHttp1UpstreamEndAtTheProxyAndCookiesAreJoined() throws Exception {
        RawResponse response = client.exchange(
                RawRequest.get("/t", HOST)
                        .header("x-echo-trailer", "x-t=1")
                        .header("cookie", "a=1")
                        .header("cookie", "b=2"),
                LIMIT);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.trailers().lines()).isEmpty();
        assertThat(log.hits().get(0).header("cookie")).containsExactly("a=1; b=2");
    }

    @Test
    void headsThatCouldMeanSomethingElseInHttp1AreRefused() throws Exception {
        List<List<Field>> bad = new ArrayList<>();
        for (Field field : List.of(
                new Field("connection", "close"),
                new Field("transfer-encoding", "chunked"),
                new Field("te", "gzip"),
                new Field("X-Upper", "a"),
                new Field("x-crlf", "a\r\nhost: evil"),
                new Field("x-nul", "a\0b"),
                new Field("x space", "a"),
                new Field(":late", "a"),
                new Field("content-length", "1, 2"))) {
            List<Field> fields = head("GET", "/");
            fields.add(field);
            bad.add(fields);
        }
        List<Field> twice = head("GET", "/");
        twice.add(3, new Field(":path", "/other"));
        bad.add(twice);
        for (List<Field> fields : bad) {
            assertThat(resetCode(fields, Frame.END_STREAM))
                    .as(fields.toString())
                    .isEqualTo(PROTOCOL_ERROR);
        }
        assertThat(log.hits()).isEmpty();
        assertThat(get("/after").status()).isEqualTo(200);
    }

    @Test
    void targetsAndAuthoritiesAreReadAsStrictlyAsInHttp1() throws Exception {
        assertThat(get("/a b").status()).isEqualTo(400);
        assertThat(get("relative").status()).isEqualTo(400);
        assertThat(client.exchange(RawRequest.get("/", "bad host"), LIMIT).status())
                .isEqualTo(400);
        assertThat(log.hits()).isEmpty();
    }

    @Test
    void contentThatDoesNotMatchItsLengthResetsTheStream() throws Exception {
        List<Field> fields = head("POST", "/");
        fields.add(new Field("content-length", "5"));
        int stream = client.newStream();
        client.frames().writeFields(stream, fields, 0);
        client.frames().writeContent(stream, new byte[6], Frame.END_STREAM);
        assertThat(client.next(Frame.RST_STREAM, LIMIT).number(0)).isEqualTo(PROTOCOL_ERROR);
        assertThat(get("/after").status()).isEqualTo(200);
    }

    @Test
    void headsThatAreTooLargeAreAnswered431() throws Exception {
        RawRequest large = RawRequest.get("/", HOST);
        for (int i = 0; i < 200; i++) {
            large = large.header("x-" + i, "a");
        }
        assertThat(client.exchange(large, LIMIT).status()).isEqualTo(431);
        assertThat(get("/after").status()).isEqualTo(200);
    }

    @Test
    void noMoreStreamsAreServedAtATimeThanTheSettingsSay() throws Exception {
        List<Field> slow = head("GET", "/");
        slow.add(new Field("x-echo-delay-ms", "30000"));
        for (int i = 0; i < 100; i++) {
            client.frames().writeFields(client.newStream(), slow, Frame.END_STREAM);
        }
        assertThat(resetCode(slow, Frame.END_STREAM)).isEqualTo(REFUSED_STREAM);
    }

    @Test
    void aClientThatOpensAndResetsWithoutEndIsSentAway() throws Exception {
        for (int i = 0; i < 300; i++) {
            int stream = client.newStream();
            client.frames().writeFields(stream, head("GET", "/"), 0);
            client.frames().write(Frame.RST_STREAM, 0, stream, new byte[4]);
        }
        assertThat(endCode()).isEqualTo(ENHANCE_YOUR_CALM);
        await().untilAsserted(() ->
                assertThat(proxy.metric("fairlead_downstream_requests_active")).isZero());
    }

    @Test
    void aHeadThatIsContinuedWithoutEndIsRefused() throws Exception {
        client.frames().write(Frame.HEADERS, 0, client.newStream(), new byte[] {(byte) 0x82});
        for (int i = 0; i < 100; i++) {
            client.frames().write(Frame.CONTINUATION, 0, 1, new byte[0]);
        }
        assertThat(endCode()).isEqualTo(ENHANCE_YOUR_CALM);
    }

    @Test
    void emptyFramesWithoutEndAreRefused() throws Exception {
        int stream = client.newStream();
        client.frames().writeFields(stream, head("POST", "/"), 0);
        for (int i = 0; i < 200; i++) {
            client.frames().write(Frame.DATA, 0, stream, new byte[0]);
        }
        assertThat(endCode()).isEqualTo(ENHANCE_YOUR_CALM);
    }

    @Test
    void aClientThatGoesAwayEndsItsRequestsOnly() throws Exception {
        List<Field> slow = head("GET", "/");
        slow.add(new Field("x-echo-delay-ms", "30000"));
        client.frames().writeFields(client.newStream(), slow, Frame.END_STREAM);
        await().untilAsserted(() -> assertThat(log.hits()).hasSize(1));
        client.close();
        proxy.awaitQuiet();
        assertThat(proxy.flags()).contains("DC");
    }

    @Test
    void anUpstreamThatFailsInTheMiddleOfAResponseResetsTheStream() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
                Http2Client other = Http2Client.open(proxy.port())) {
            proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            RawUpstream closing = RawUpstream.start(peer -> {
                peer.head();
                peer.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
            });
            proxy.serve(new Routing().cluster("up", closing.port()).forwardAll("up"));
            other.frames().writeFields(other.newStream(), head("GET", "/"), Frame.END_STREAM);
            assertThat(other.next(Frame.DATA, LIMIT).payload().size()).isEqualTo(4);
            assertThat(other.next(Frame.RST_STREAM, LIMIT).number(0)).isNotZero();
            closing.close();
        }
    }

    @Test
    void aProxyThatDrainsTellsTheClientAndFinishesWhatIsUnderWay() throws Exception {
        List<Field> slow = head("GET", "/");
        slow.add(new Field("x-echo-delay-ms", "300"));
        int stream = client.newStream();
        client.frames().writeFields(stream, slow, Frame.END_STREAM);
        await().untilAsserted(() -> assertThat(log.hits()).hasSize(1));
        var drained = proxy.server().drain(Duration.ofSeconds(30));
        assertThat(client.next(Frame.GOAWAY, LIMIT).number(0)).isEqualTo(Integer.MAX_VALUE);
        Frame ping = client.next(Frame.PING, LIMIT);
        client.frames().write(Frame.PING, Frame.ACK, 0, ping.payload().toArray());
        assertThat(client.next(Frame.GOAWAY, LIMIT).number(0)).isEqualTo(stream);
        assertThat(client.next(Frame.HEADERS, LIMIT).stream()).isEqualTo(stream);
        client.close();
        drained.get(30, TimeUnit.SECONDS);
    }
}
