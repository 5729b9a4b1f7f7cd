package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients see of upstreams that fail, and that nothing is left of them. */
@SuppressWarnings("StringConcatToTextBlock") // the lines of text blocks end in LF alone
class UpstreamFailureTest {
    private static final String RESET = "upstream connect error or disconnect/reset before headers. reset reason: ";

    private TestProxy proxy;

    /** The two ways in which an upstream goes away. */
    enum Ending {
        CLOSE,
        RESET;

        void of(RawUpstream.Peer peer) throws IOException {
            if (this == RESET) {
                peer.reset();
            }
        }
    }

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

    private void forwardTo(RawUpstream upstream) {
        proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void anEndBeforeTheHeadIs503(Ending ending) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            ending.of(peer);
        })) {
            forwardTo(upstream);
            RawResponse response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.text()).isEqualTo(RESET + "connection termination");
            assertThat(response.headers().all("content-type")).containsExactly("text/plain");
            assertThat(response.keepsAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void anEndInTheHeadIsAProtocolError(Ending ending) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\ncontent-le");
            ending.of(peer);
        })) {
            forwardTo(upstream);
            // A reset may overtake the bytes before it.
            assertThat(proxy.get("/").status()).isIn(502, 503);
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void anEndInABodyOfKnownLengthEndsTheClientsConnection(Ending ending) throws Exception {
        endsEarly("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello", ending);
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void anEndInAChunkedBodyEndsTheClientsConnectionWithoutALastChunk(Ending ending) throws Exception {
        endsEarly("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", ending);
    }

    @Test
    void brokenChunksEndTheClientsConnectionWithoutALastChunk() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n");
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                assertThatThrownBy(() -> client.exchange(RawRequest.get("/", HOST), LIMIT))
                        .isInstanceOf(ClientException.class);
            }
            await().until(() -> upstream.ended() == 1);
        }
    }

    private void endsEarly(String partial, Ending ending) throws Exception {
        BlockingGate gate = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write(partial);
            gate.await();
            ending.of(peer);
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                gate.open();
                assertThatThrownBy(() -> client.receive("GET", LIMIT)).isInstanceOf(ClientException.class);
            }
        }
    }

    @Test
    void aRefusedConnectionIs503WithEnvoysText() throws Exception {
        int dead = TestProxy.freePort();
        proxy.serve(new Routing().cluster("up", dead).forwardAll("up"));
        RawResponse response = proxy.get("/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).isEqualTo(RESET + "remote connection failure");
        assertThat(proxy.metric("fairlead_upstream_connect_failures")).isEqualTo(1);
    }

    @Test
    void aRefusedConnectionAnswersARequestWhoseBodyIsStillComing() throws Exception {
        int dead = TestProxy.freePort();
        proxy.serve(new Routing().cluster("up", dead).forwardAll("up"));
        try (RawConnection client = proxy.connect()) {
            client.send(RawRequest.of("POST", "/", HOST)
                    .header("content-length", "100")
                    .bytes());
            RawResponse response = client.receive("POST", LIMIT);
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.keepsAlive()).isFalse();
        }
    }

    @Test
    void aClusterWithoutEndpointsIs503() throws Exception {
        proxy.serve(new Routing().cluster("up").forwardAll("up"));
        RawResponse response = proxy.get("/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).isEqualTo("no healthy upstream");
        assertThat(response.headers().all("server")).containsExactly("fairlead");
    }

    @Test
    void aMissingClusterIs503WithoutBody() throws Exception {
        proxy.serve(new Routing().forwardAll("nowhere"));
        RawResponse response = proxy.get("/");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).isEmpty();
        assertThat(response.headers().all("content-length")).containsExactly("0");
    }

    @Test
    void noRouteIs404WithoutBody() throws Exception {
        proxy.serve(new Routing().direct("/known", "x"));
        RawResponse response = proxy.get("/unknown");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).isEmpty();
    }

    @Test
    void anUpstreamThatSwitchesProtocolsUnaskedIsAProtocolError() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")) {
            forwardTo(upstream);
            assertThat(proxy.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void aHeadOfTheUpstreamThatIsTooLargeIs502() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                "HTTP/1.1 200 OK\r\nx-large: " + "v".repeat(70_000) + "\r\ncontent-length: 0\r\n\r\n")) {
            forwardTo(upstream);
            assertThat(proxy.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void tooManyHeadersOfTheUpstreamAre502() throws Exception {
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 101; i++) {
            head.append("x-").append(i).append(": 1\r\n");
        }
        try (RawUpstream upstream = RawUpstream.answering(head + "content-length: 0\r\n\r\n")) {
            forwardTo(upstream);
            assertThat(proxy.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void brokenChunksOfTheClientAre400AndEndTheUpstreamsConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(
                        Bytes.ofUtf8("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"));
                await().until(() -> upstream.accepted() == 1);
                client.send(Bytes.ofUtf8("zz\r\n"));
                assertThat(client.receive("POST", LIMIT).status()).isEqualTo(400);
                assertThat(client.isClosedWithin(LIMIT)).isTrue();
            }
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void aClientThatGoesAwayWhileItsRequestIsSentEndsTheUpstreamsConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.of("POST", "/", HOST)
                        .header("content-length", "100")
                        .bytes());
                await().until(() -> upstream.accepted() == 1);
            }
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void aClientThatGoesAwayBeforeTheResponseEndsTheUpstreamsConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                await().until(() -> upstream.accepted() == 1);
            }
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void aClientThatGoesAwayInTheMiddleOfTheResponseEndsTheUpstreamsConnection() throws Exception {
        byte[] block = new byte[1 << 16];
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n");
            while (true) {
                peer.write(block);
            }
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                await().until(() -> upstream.accepted() == 1);
            }
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void aClientThatGoesAwayWhileItsConnectionIsMadeLeavesNothing() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            forwardTo(upstream);
            for (int i = 0; i < 50; i++) {
                try (RawConnection client = proxy.connect()) {
                    client.send(RawRequest.get("/", HOST).bytes());
                }
            }
            proxy.awaitQuiet();
            assertThat(proxy.get("/").text()).isEqualTo("ok");
        }
    }
}
