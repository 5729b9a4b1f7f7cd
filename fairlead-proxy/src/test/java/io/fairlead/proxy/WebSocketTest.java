package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RoutePolicies;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Upgrades to WebSocket, whose frames the proxy does not look at, and refusals of other upgrades. */
class WebSocketTest {
    private static final String HANDSHAKE = """
            GET /chat HTTP/1.1
            host: app.test
            connection: keep-alive, Upgrade
            upgrade: WebSocket
            sec-websocket-key: a

            """.replace("\n", "\r\n");
    private static final String AGREED = """
            HTTP/1.1 101 Switching Protocols
            connection: upgrade
            upgrade: websocket
            x-own: 1

            """.replace("\n", "\r\n");

    private final TestProxy proxy = TestProxy.start();

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
    }

    /** A client that speaks bytes. */
    private final class Client implements AutoCloseable {
        private final Socket socket;
        private final RawUpstream.Peer peer;

        Client() throws Exception {
            socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
            socket.setSoTimeout((int) LIMIT.toMillis());
            peer = new RawUpstream.Peer(socket, 1);
        }

        Client shakesHands() throws Exception {
            peer.write(HANDSHAKE);
            assertThat(peer.head()).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
            return this;
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }

    private void serve(RawUpstream upstream, Duration timeout) {
        proxy.serve(new Routing()
                .cluster("up", upstream.port())
                .forward("/")
                .to("up", 1)
                .timeout(timeout)
                .end());
    }

    private static HeaderMutation set(String name, String value) {
        return new HeaderMutation(List.of(), List.of(new HeaderMutation.Value(name, value)), List.of());
    }

    private void serve(RawUpstream upstream) {
        serve(upstream, LIMIT);
    }

    @Test
    void theHandshakeIsForwardedAndThenBytesGoBothWays() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            assertThat(peer.head())
                    .startsWith("GET /chat HTTP/1.1\r\n")
                    .contains("\r\nconnection: Upgrade\r\n", "\r\nupgrade: websocket\r\n", "sec-websocket-key: a\r\n");
            // Frames may follow the agreement at once.
            peer.write(AGREED + "first");
            assertThat(peer.bytes(4)).isEqualTo("pong");
            peer.write("more");
            peer.awaitEnd();
        })) {
            serve(upstream);
            try (Client client = new Client()) {
                client.peer.write(HANDSHAKE);
                assertThat(client.peer.head())
                        .contains("\r\nconnection: Upgrade\r\nupgrade: websocket\r\n", "\r\nx-own: 1\r\n", "\r\ndate: ")
                        .doesNotContain("content-length", "transfer-encoding", "connection: close");
                assertThat(client.peer.bytes(5)).isEqualTo("first");
                client.peer.write("pong");
                assertThat(client.peer.bytes(4)).isEqualTo("more");
            }
        }
    }

    @Test
    void theTimeoutOfTheRouteEndsWithTheHandshake() throws Exception {
        BlockingGate late = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            if (peer.number() == 1) {
                peer.write(AGREED);
                late.await();
            } else {
                peer.awaitEnd();
            }
            peer.write("late");
            peer.awaitEnd();
        })) {
            serve(upstream, Duration.ofMillis(50));
            try (Client client = new Client().shakesHands()) {
                // Another request's timeout, which begins later, is over: so would be this one's.
                try (Client other = new Client()) {
                    other.peer.write(HANDSHAKE.replace("upgrade: WebSocket\r\n", ""));
                    assertThat(other.peer.head()).startsWith("HTTP/1.1 504 ");
                }
                late.open();
                assertThat(client.peer.bytes(4)).isEqualTo("late");
            }
        }
    }

    @Test
    void anUpstreamThatNeverAgreesRunsIntoTheTimeout() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.awaitEnd();
        })) {
            serve(upstream, Duration.ofMillis(20));
            try (Client client = new Client()) {
                client.peer.write(HANDSHAKE);
                assertThat(client.peer.head()).startsWith("HTTP/1.1 504 ");
            }
        }
    }

    @Test
    void whatTheClientSendsTooEarlyWaitsForTheAgreement() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write(AGREED);
            assertThat(peer.bytes(5)).isEqualTo("early");
            peer.write("ok");
            peer.awaitEnd();
        })) {
            serve(upstream);
            try (Client client = new Client()) {
                client.peer.write(HANDSHAKE + "early");
                client.peer.head();
                assertThat(client.peer.bytes(2)).isEqualTo("ok");
            }
        }
    }

    @Test
    void theEndOfEitherSideEndsTheOther() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write(AGREED + "bye");
            if (peer.number() == 1) {
                peer.awaitEnd();
            }
        })) {
            serve(upstream);
            try (Client client = new Client().shakesHands()) {
                assertThat(client.peer.bytes(3)).isEqualTo("bye");
            }
            await().until(() -> upstream.ended() == 1);
            try (Client client = new Client().shakesHands()) {
                assertThat(new String(client.socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEmpty();
            }
        }
        assertThat(proxy.metric("fairlead_upstream_connections_active")).isZero();
    }

    @Test
    void aResetOfTheUpstreamEndsTheClient() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write(AGREED);
            peer.bytes(1);
            peer.reset();
        })) {
            serve(upstream);
            try (Client client = new Client().shakesHands()) {
                client.peer.write("x");
                InputStream in = client.socket.getInputStream();
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aRefusalIsAnOrdinaryResponse() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno")) {
            serve(upstream);
            try (Client client = new Client()) {
                for (int i = 0; i < 2; i++) {
                    client.peer.write(HANDSHAKE);
                    assertThat(client.peer.head()).startsWith("HTTP/1.1 403 Forbidden\r\n");
                    assertThat(client.peer.bytes(2)).isEqualTo("no");
                }
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void anAgreementThatNobodyAskedForIsAnError() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(AGREED)) {
            serve(upstream);
            try (Client client = new Client()) {
                client.peer.write("GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\n\r\n");
                assertThat(client.peer.head()).startsWith("HTTP/1.1 502 ");
            }
        }
    }

    @Test
    void aRequestWithABodyIsNotUpgraded() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            assertThat(peer.head()).doesNotContain("upgrade");
            assertThat(peer.bytes(1)).isEqualTo("x");
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            serve(upstream);
            try (Client client = new Client()) {
                client.peer.write(HANDSHAKE.replace("sec-", "content-length: 1\r\nsec-") + "x");
                assertThat(client.peer.head()).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void otherUpgradesAreRefused() throws Exception {
        proxy.serve(new Routing().direct("/", "x"));
        for (String upgrade : List.of("foo", "websocket, foo", "TLS/1.0")) {
            try (Client client = new Client()) {
                client.peer.write(HANDSHAKE.replace("WebSocket", upgrade));
                assertThat(client.peer.head()).startsWith("HTTP/1.1 403 Forbidden\r\n");
            }
        }
    }

    @Test
    void routesAndHeaderChangesHoldForTheHandshake() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            assertThat(peer.head())
                    .contains("\r\nx-to: up\r\n", "\r\nconnection: Upgrade\r\n", "\r\nupgrade: websocket\r\n");
            peer.write(AGREED);
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing()
                    .cluster("up", upstream.port())
                    .forward("/chat")
                    .to("up", 1)
                    .requestHeaders(set("x-to", "up"))
                    .responseHeaders(set("x-from", "up"))
                    .end()
                    .add(
                            "/moved",
                            new RouteAction.Redirect("/new", null, null, null, null, 301),
                            HeaderMutations.NONE));
            try (Client client = new Client()) {
                client.peer.write(HANDSHAKE);
                assertThat(client.peer.head()).startsWith("HTTP/1.1 101 ").contains("\r\nx-from: up\r\n");
            }
            try (Client client = new Client()) {
                client.peer.write(HANDSHAKE.replace("/chat", "/moved"));
                assertThat(client.peer.head()).startsWith("HTTP/1.1 301 ").contains("location: http://app.test/new");
            }
        }
    }

    @Test
    void mirrorsGetNoUpgrade() throws Exception {
        try (RawUpstream mirror = RawUpstream.answering(RawUpstream.OK);
                RawUpstream upstream = RawUpstream.start(peer -> {
                    peer.head();
                    peer.write(AGREED);
                    peer.awaitEnd();
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
                            List.of(new RoutePolicies.Mirror("mirror", RoutePolicies.ALL_PER_MILLION))))
                    .end());
            try (Client client = new Client().shakesHands()) {
                client.peer.write("x");
            }
            assertThat(proxy.metric("fairlead_mirror_requests")).isZero();
        }
    }
}
