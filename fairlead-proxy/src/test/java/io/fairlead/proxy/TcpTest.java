package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.listen.ProxyTimeouts;
import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.proxy.tls.TlsOptions;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.pool.CircuitLimits;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are passed on as bytes. */
class TcpTest {
    private static final Duration IDLE = Duration.ofMillis(20);

    private final ManualTicker ticker = new ManualTicker();

    @TempDir
    private Path folder;

    private TestProxy proxy = TestProxy.start();

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
    }

    private static Content.Tcp to(String... clusters) {
        return new Content.Tcp(
                "tcp",
                List.of(clusters).stream()
                        .map(name -> new Content.Tcp.Destination(name, 1))
                        .toList(),
                null,
                null);
    }

    private static Content.Tcp limited(@Nullable Duration idle, @Nullable Duration max) {
        return new Content.Tcp("tcp", List.of(new Content.Tcp.Destination("up", 1)), idle, max);
    }

    private void serve(Routing routing, Content.Tcp content) {
        Listener listener = new Listener(
                "127.0.0.1", proxy.port(), Listener.Side.GATEWAY, List.of(new FilterChain(List.of(), null, content)));
        assertThat(proxy.publish(routing.snapshot(List.of(listener))).failures())
                .isEmpty();
    }

    private void serve(RawUpstream upstream) {
        serve(new Routing().cluster("up", upstream.port()), to("up"));
    }

    private void restart(@Nullable AccessLogOptions log) {
        proxy.close();
        proxy = TestProxy.start(new ProxyOptions(
                1,
                WorkloadLabels.UNKNOWN,
                log,
                HttpLimits.DEFAULT,
                ProxyTimeouts.DEFAULT,
                1000,
                TlsOptions.standard(),
                ticker,
                InstantSource.system()));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.US_ASCII);
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private double closedWith(String flags) {
        double sum = 0;
        for (MetricSnapshot metric : proxy.server().metrics().collect()) {
            if (metric.getMetadata().getName().equals("istio_tcp_connections_closed")) {
                sum += ((CounterSnapshot) metric)
                        .getDataPoints().stream()
                                .filter(point ->
                                        point.getLabels().get("reporter").equals("source"))
                                .filter(point ->
                                        point.getLabels().get("response_flags").equals(flags))
                                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                                .sum();
            }
        }
        return sum;
    }

    private void awaitClosedWith(String flags) {
        await().untilAsserted(() -> assertThat(closedWith(flags)).isEqualTo(1));
    }

    @Test
    void aConnectionBeyondTheLimitIsClosed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.write("hello");
            peer.awaitEnd();
        })) {
            CircuitLimits limits = new CircuitLimits(
                    1, CircuitLimits.UNLIMITED, CircuitLimits.UNLIMITED, CircuitLimits.UNLIMITED, null);
            serve(
                    new Routing()
                            .cluster(
                                    "up",
                                    ConnectionPolicy.of(Routing.CONNECT_TIMEOUT).withLimits(limits),
                                    upstream.port()),
                    to("up"));
            try (Socket first = connect()) {
                assertThat(read(first, 5)).isEqualTo("hello");
                try (Socket second = connect()) {
                    assertThat(readAll(second)).isEmpty();
                }
                awaitClosedWith("UO");
                assertThat(proxy.metric("fairlead_upstream_connections_overflow"))
                        .isEqualTo(1);
            }
            await().untilAsserted(() -> assertThat(proxy.metric("fairlead_upstream_circuit_connections_remaining"))
                    .isEqualTo(1));
            try (Socket third = connect()) {
                assertThat(read(third, 5)).isEqualTo("hello");
            }
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void bytesGoBothWaysWhoeverSpeaksFirst() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.write("hello ");
            peer.write(peer.bytes(5));
            peer.awaitEnd();
        })) {
            serve(upstream);
            try (Socket client = connect()) {
                assertThat(read(client, 6)).isEqualTo("hello ");
                write(client, "world");
                assertThat(read(client, 5)).isEqualTo("world");
            }
            awaitClosedWith("-");
        }
        assertThat(proxy.metric("istio_tcp_connections_opened")).isEqualTo(2); // by source and by destination
        assertThat(proxy.metric("istio_tcp_received_bytes")).isEqualTo(2 * 5);
        assertThat(proxy.metric("istio_tcp_sent_bytes")).isEqualTo(2 * 11);
    }

    @Test
    void aClientThatHasSaidAllStillReads() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            assertThat(peer.bytes(3)).isEqualTo("abc");
            peer.awaitEnd();
            peer.write("def");
        })) {
            serve(upstream);
            try (Socket client = connect()) {
                write(client, "abc");
                client.shutdownOutput();
                assertThat(readAll(client)).isEqualTo("def");
            }
            awaitClosedWith("-");
        }
    }

    @Test
    void anUpstreamThatHasSaidAllStillReads() throws Exception {
        BlockingGate heard = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.write("bye");
            peer.endOutput();
            assertThat(peer.bytes(5)).isEqualTo("still");
            heard.open();
            peer.awaitEnd();
        })) {
            serve(upstream);
            try (Socket client = connect()) {
                assertThat(readAll(client)).isEqualTo("bye");
                write(client, "still");
                heard.await();
            }
            awaitClosedWith("-");
        }
    }

    @Test
    void aResetOfTheUpstreamIsAResetForTheClient() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.bytes(1);
            peer.reset();
        })) {
            serve(upstream);
            try (Socket client = connect()) {
                write(client, "x");
                InputStream in = client.getInputStream();
                assertThatThrownBy(in::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
            }
        }
    }

    @Test
    void aResetOfTheClientIsAResetForTheUpstream() throws Exception {
        BlockingGate seen = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.write("x");
            assertThatThrownBy(() -> peer.bytes(1)).isInstanceOf(SocketException.class);
            seen.open();
        })) {
            serve(upstream);
            try (Socket client = connect()) {
                assertThat(read(client, 1)).isEqualTo("x");
                client.setSoLinger(true, 0);
            }
            seen.await();
        }
    }

    @Test
    void aConnectionThatCannotBeServedIsClosedWithEnvoysFlags() throws Exception {
        serve(new Routing().cluster("up", TestProxy.freePort()), to("up"));
        assertRefused();
        awaitClosedWith("UF,URX");
        serve(new Routing().cluster("up"), to("up"));
        assertRefused();
        awaitClosedWith("UH");
        serve(new Routing(), to("gone"));
        assertRefused();
        awaitClosedWith("NC");
        assertThat(proxy.metric("fairlead_upstream_connections_active")).isZero();
    }

    private void assertRefused() throws IOException {
        try (Socket client = connect()) {
            assertThat(readAll(client)).isEmpty();
        }
    }

    @Test
    void aConnectionWithoutBytesIsClosedAfterItsIdleTime() throws Exception {
        restart(null);
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.write(peer.bytes(1));
            peer.awaitEnd();
        })) {
            serve(new Routing().cluster("up", upstream.port()), limited(IDLE, null));
            try (Socket client = connect()) {
                ticker.advance(IDLE.minusMillis(1));
                write(client, "a");
                // The byte begins the time anew: what has passed before does not count.
                assertThat(read(client, 1)).isEqualTo("a");
                ticker.advance(IDLE.minusMillis(1));
                assertThat(proxy.server().openConnections()).isEqualTo(1);
                ticker.advance(Duration.ofMillis(1));
                assertThat(readAll(client)).isEmpty();
            }
        }
    }

    @Test
    void aConnectionIsClosedAfterItsLongestTime() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(RawUpstream.Peer::awaitEnd)) {
            serve(new Routing().cluster("up", upstream.port()), limited(null, Duration.ofMillis(10)));
            try (Socket client = connect()) {
                assertThat(readAll(client)).isEmpty();
            }
            awaitClosedWith("DT");
        }
    }

    @Test
    void aConnectionGoesOnWhenItsRouteChanges() throws Exception {
        try (RawUpstream first = RawUpstream.start(peer -> {
                    peer.write("1");
                    peer.write(peer.bytes(1));
                    peer.awaitEnd();
                });
                RawUpstream second = RawUpstream.start(peer -> peer.write("2"))) {
            serve(first);
            try (Socket old = connect()) {
                assertThat(read(old, 1)).isEqualTo("1");
                serve(new Routing().cluster("other", second.port()), to("other"));
                try (Socket fresh = connect()) {
                    assertThat(readAll(fresh)).isEqualTo("2");
                }
                write(old, "x");
                assertThat(read(old, 1)).isEqualTo("x");
            }
        }
    }

    @Test
    void drainingWaitsForConnectionsUpToItsLimit() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.write(peer.bytes(1));
            peer.awaitEnd();
        })) {
            serve(upstream);
            try (Socket client = connect()) {
                write(client, "a");
                assertThat(read(client, 1)).isEqualTo("a");
                proxy.server().drain(Duration.ofMillis(50)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(readAll(client)).isEmpty();
            }
        }
    }

    @Test
    void theAccessLogHasALineForAConnection() throws Exception {
        Path file = folder.resolve("log");
        restart(new AccessLogOptions(
                AccessLogOptions.Format.text(
                        "%PROTOCOL% %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %UPSTREAM_CLUSTER%"
                                + " %UPSTREAM_REMOTE_PORT% %ROUTE_NAME% %REQ(:METHOD)%"),
                file));
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.write("12" + peer.bytes(1));
        })) {
            serve(upstream);
            try (Socket client = connect()) {
                write(client, "3");
                client.shutdownOutput();
                assertThat(readAll(client)).isEqualTo("123");
            }
            await().untilAsserted(() ->
                    assertThat(Files.readAllLines(file)).containsExactly("- 0 - 1 3 up " + upstream.port() + " - -"));
        }
    }
}
