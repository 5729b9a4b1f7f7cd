package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How one message after the other passes through, byte by byte. */
@SuppressWarnings("StringConcatToTextBlock") // the lines of text blocks end in LF alone
class ForwardingTest {
    private static final String CONTINUE_LINE = "HTTP/1.1 100 Continue\r\n\r\n";

    private TestProxy proxy;

    @BeforeEach
    void start() {
        proxy = TestProxy.start();
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private void forwardTo(RawUpstream upstream) {
        proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
    }

    @Test
    void manyRequestsOfOneClientUseOneConnectionOnEachSide() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                for (int i = 0; i < 20; i++) {
                    RawResponse response = client.exchange(RawRequest.get("/" + i, HOST), LIMIT);
                    assertThat(response.text()).isEqualTo("ok");
                    assertThat(response.keepsAlive()).isTrue();
                }
            }
            proxy.get("/another-client");
            assertThat(upstream.accepted()).isEqualTo(1);
            proxy.awaitQuiet();
            assertThat(proxy.metric("fairlead_upstream_connections")).isEqualTo(1);
        }
    }

    @Test
    void anUpstreamThatSaysCloseGetsANewConnectionForTheNextRequest() throws Exception {
        try (RawUpstream upstream =
                RawUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                for (int i = 1; i <= 3; i++) {
                    RawResponse response = client.exchange(RawRequest.get("/", HOST), LIMIT);
                    assertThat(response.keepsAlive()).isTrue();
                    assertThat(response.headers().all("connection")).isEmpty();
                    assertThat(upstream.accepted()).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void aClientThatSaysCloseIsAnsweredAndClosed() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                RawResponse response = client.exchange(RawRequest.get("/", HOST).header("connection", "close"), LIMIT);
                assertThat(response.text()).isEqualTo("ok");
                assertThat(response.keepsAlive()).isFalse();
                assertThat(client.isClosedWithin(LIMIT)).isTrue();
            }
        }
    }

    @Test
    void aLargeResponseReachesASlowClientInFullBeforeTheConnectionIsClosed() throws Exception {
        int size = 8 << 20;
        byte[] body = new byte[size];
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n");
            peer.write(body);
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(
                        RawRequest.get("/", HOST).header("connection", "close").bytes());
                // Everything that fits on the way is there before the client reads its first byte.
                await().until(() -> proxy.metric("fairlead_downstream_requests_active") == 1);
                RawResponse response = client.receive("GET", LIMIT);
                assertThat(response.body().size()).isEqualTo(size);
                assertThat(client.isClosedWithin(LIMIT)).isTrue();
            }
        }
    }

    @Test
    void aLargeDirectResponseReachesASlowClientInFullBeforeTheConnectionIsClosed() throws Exception {
        String body = "x".repeat(8 << 20);
        proxy.serve(new Routing().direct("/", body));
        for (RawRequest request : List.of(
                RawRequest.get("/", HOST).header("connection", "close"),
                RawRequest.of("POST", "/", HOST).header("content-length", "1000"))) {
            try (RawConnection client = proxy.connect()) {
                client.send(request.bytes());
                await().until(() -> proxy.metric("fairlead_downstream_requests_active") == 0);
                RawResponse response = client.receive(request.method(), LIMIT);
                assertThat(response.body().size()).isEqualTo(body.length());
            }
        }
    }

    @Test
    void headAnd204And304HaveNoBodyAndKeepTheConnections() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                if (head.startsWith("HEAD")) {
                    peer.write("HTTP/1.1 200 OK\r\ncontent-length: 12345\r\n\r\n");
                } else if (head.startsWith("GET /204")) {
                    peer.write("HTTP/1.1 204 No Content\r\n\r\n");
                } else if (head.startsWith("GET /304")) {
                    peer.write("HTTP/1.1 304 Not Modified\r\ncontent-length: 77\r\netag: \"1\"\r\n\r\n");
                } else {
                    peer.write(RawUpstream.OK);
                }
            }
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                RawResponse head = client.exchange(RawRequest.of("HEAD", "/", HOST), LIMIT);
                assertThat(head.headers().all("content-length")).containsExactly("12345");
                RawResponse none = client.exchange(RawRequest.get("/204", HOST), LIMIT);
                assertThat(none.status()).isEqualTo(204);
                assertThat(none.headers().all("content-length")).isEmpty();
                assertThat(none.headers().all("transfer-encoding")).isEmpty();
                RawResponse unchanged = client.exchange(RawRequest.get("/304", HOST), LIMIT);
                assertThat(unchanged.status()).isEqualTo(304);
                assertThat(unchanged.headers().all("content-length")).containsExactly("77");
                assertThat(client.exchange(RawRequest.get("/", HOST), LIMIT).text())
                        .isEqualTo("ok");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aChunkedRequestIsFramedAnewWithoutExtensionsAndTrailers() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            seen.add(peer.head());
            seen.add(peer.until("0\r\n\r\n"));
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(Bytes.ofUtf8("POST / HTTP/1.1\r\nhost: " + HOST + "\r\ntransfer-encoding: chunked\r\n"
                        + "trailer: x-end\r\n\r\n0005;name=value\r\nhello\r\n"
                        + "6;q=\"a\"\r\n world\r\n0;last\r\nx-end: yes\r\n\r\n"));
                assertThat(client.receive("POST", LIMIT).text()).isEqualTo("ok");
            }
            String head = seen.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(head).contains("\r\ntransfer-encoding: chunked\r\n").doesNotContain("content-length", "trailer");
            assertThat(seen.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        }
    }

    @Test
    void aChunkedResponseIsFramedAnewWithoutExtensionsAndTrailers() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                + "5;x=1\r\nhello\r\n006\r\n world\r\n0;y\r\nx-end: yes\r\n\r\n")) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                for (int i = 0; i < 3; i++) {
                    RawResponse response = client.exchange(RawRequest.get("/", HOST), LIMIT);
                    assertThat(response.text()).isEqualTo("hello world");
                    assertThat(response.headers().all("transfer-encoding")).containsExactly("chunked");
                    assertThat(response.headers().all("content-length")).isEmpty();
                    assertThat(response.trailers().lines()).isEmpty();
                }
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatEndsWithTheUpstreamsConnectionGoesOutInChunksAndTheClientStays() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\n\r\nuntil the end " + peer.number());
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                for (int i = 1; i <= 2; i++) {
                    RawResponse response = client.exchange(RawRequest.get("/", HOST), LIMIT);
                    assertThat(response.text()).isEqualTo("until the end " + i);
                    assertThat(response.headers().all("transfer-encoding")).containsExactly("chunked");
                    assertThat(response.keepsAlive()).isTrue();
                }
            }
        }
    }

    @Test
    void anExpectationPassesAndTheContinueComesBack() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            heads.add(peer.head());
            peer.write(CONTINUE_LINE);
            String body = peer.bytes(5);
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n" + body);
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                RawRequest request = RawRequest.of("POST", "/", HOST)
                        .header("expect", "100-continue")
                        .header("content-length", "5");
                client.send(request.bytes());
                // The upstream sees the head, and answers 100, while the body has not been sent.
                assertThat(heads.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).contains("expect: 100-continue");
                client.send(Bytes.ofUtf8("hello"));
                RawResponse response = client.receive("POST", LIMIT);
                assertThat(response.interim()).containsExactly(100);
                assertThat(response.text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void aPipelinedRequestThatWaitsForAContinueIsSentOn() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        BlockingGate gate = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            heads.add(peer.head());
            gate.await();
            peer.write(RawUpstream.OK);
            heads.add(peer.head());
            peer.write(CONTINUE_LINE);
            peer.bytes(5);
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(Bytes.ofUtf8("GET /1 HTTP/1.1\r\nhost: a\r\n\r\nPOST /2 HTTP/1.1\r\nhost: a\r\n"
                        + "expect: 100-continue\r\ncontent-length: 5\r\n\r\n"));
                assertThat(heads.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).startsWith("GET /1");
                gate.open();
                assertThat(client.receive("GET", LIMIT).text()).isEqualTo("ok");
                assertThat(heads.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).startsWith("POST /2");
                client.send(Bytes.ofUtf8("hello"));
                RawResponse second = client.receive("POST", LIMIT);
                assertThat(second.interim()).containsExactly(100);
                assertThat(second.text()).isEqualTo("ok");
            }
        }
    }

    @Test
    void interimResponsesThatNobodyAskedForAreDropped() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(CONTINUE_LINE.repeat(10) + RawUpstream.OK)) {
            forwardTo(upstream);
            RawResponse response = proxy.get("/");
            assertThat(response.interim()).isEmpty();
            assertThat(response.text()).isEqualTo("ok");
        }
    }

    @Test
    void aFloodOfInterimResponsesIsAnErrorOfTheUpstream() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(CONTINUE_LINE.repeat(10_000))) {
            forwardTo(upstream);
            RawResponse response = proxy.get("/");
            assertThat(response.status()).isEqualTo(502);
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                String path = head.split(" ", -1)[1];
                peer.write("HTTP/1.1 200 OK\r\ncontent-length: " + path.length() + "\r\n\r\n" + path);
            }
        })) {
            proxy.serve(new Routing()
                    .cluster("up", upstream.port())
                    .direct("/direct", "direct")
                    .forwardAll("up"));
            try (RawConnection client = proxy.connect()) {
                StringBuilder requests = new StringBuilder();
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    boolean direct = i % 3 == 0;
                    String path = direct ? "/direct/" + i : "/forward/" + i;
                    expected.add(direct ? "direct" : path);
                    requests.append("GET ").append(path).append(" HTTP/1.1\r\nhost: " + HOST + "\r\n\r\n");
                }
                client.send(Bytes.ofUtf8(requests.toString()));
                List<String> answers = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    answers.add(client.receive("GET", LIMIT).text());
                }
                assertThat(answers).isEqualTo(expected);
            }
        }
    }

    @Test
    void aResponseThatEndsBeforeTheRequestReachesTheClientAndEndsBothConnections() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.of("POST", "/", HOST)
                        .header("content-length", "1000000")
                        .bytes());
                RawResponse response = client.receive("POST", LIMIT);
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.text()).isEqualTo("big");
                assertThat(client.isClosedWithin(LIMIT)).isTrue();
            }
            await().until(() -> upstream.ended() == 1);
            proxy.awaitQuiet();
        }
    }

    @Test
    void bytesBehindAResponseNeverReachTheNextClient() throws Exception {
        String stray = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray";
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            while (!peer.head().isEmpty()) {
                peer.write(RawUpstream.OK + stray);
            }
        })) {
            forwardTo(upstream);
            for (int i = 0; i < 10; i++) {
                try (RawConnection client = proxy.connect()) {
                    String requests = "GET /a HTTP/1.1\r\nhost: a\r\n\r\nGET /b HTTP/1.1\r\nhost: a\r\n\r\n";
                    client.send(Bytes.ofUtf8(requests));
                    assertThat(client.receive("GET", LIMIT).text()).isEqualTo("ok");
                    assertThat(client.receive("GET", LIMIT).text()).isEqualTo("ok");
                }
            }
            assertThat(upstream.accepted()).isEqualTo(20);
        }
    }

    @Test
    void bytesThatComeWhileAConnectionIsIdleEndIt() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write(RawUpstream.OK);
            if (peer.number() == 1) {
                // The request of the second client must not be answered by these.
                peer.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray");
            }
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            assertThat(proxy.get("/").text()).isEqualTo("ok");
            await().until(() -> upstream.ended() == 1);
            assertThat(proxy.get("/").text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aRequestThatIsAnsweredEarlyIsReadToItsEndSoThatTheNextOneIsServed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            if (peer.head().startsWith("POST")) {
                peer.write(RawUpstream.OK);
                peer.awaitEnd();
            } else {
                peer.write("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnext");
            }
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(
                        Bytes.ofUtf8("POST /early HTTP/1.1\r\nhost: " + HOST + "\r\ncontent-length: 100000\r\n\r\n"));
                client.send(Bytes.ofUtf8("x".repeat(1000)));
                RawResponse early = client.receive("POST", LIMIT);
                assertThat(early.text()).isEqualTo("ok");
                assertThat(early.keepsAlive()).isTrue();
                client.send(Bytes.ofUtf8("x".repeat(99_000)));
                RawResponse next = client.exchange(RawRequest.get("/next", HOST), LIMIT);
                assertThat(next.text()).isEqualTo("next");
            }
            proxy.awaitQuiet();
        }
    }

    @Test
    void aRequestThatIsAnsweredEarlyAndGoesOnForTooLongIsClosed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            forwardTo(upstream);
            try (RawConnection client = proxy.connect()) {
                client.send(
                        Bytes.ofUtf8("POST / HTTP/1.1\r\nhost: " + HOST + "\r\ntransfer-encoding: chunked\r\n\r\n"));
                assertThat(client.receive("POST", LIMIT).text()).isEqualTo("ok");
                assertThat(client.isClosedWithin(LIMIT)).isTrue();
            }
            proxy.awaitQuiet();
        }
    }
}
