package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.proxyprotocol.ProxyHeader;
import io.fairlead.proxy.proxyprotocol.ProxyHeaderReader;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.routing.pool.ConnectionPolicy.ProxyProtocol;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The PROXY protocol, from load balancers and towards upstreams. */
class ProxyProtocolTest {
    private static final ProxyHeader CLIENT =
            new ProxyHeader(new InetSocketAddress("192.0.2.7", 4711), new InetSocketAddress("198.51.100.1", 443));
    private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

    private final TestProxy proxy = TestProxy.start();

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
    }

    private static byte[] bytes(ByteBuf header) {
        byte[] bytes = new byte[header.readableBytes()];
        header.readBytes(bytes);
        header.release();
        return bytes;
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    /** The same clusters, which tell upstreams whose connections they get. */
    private static RoutingSnapshot announcing(RoutingSnapshot plain, ProxyProtocol version) {
        Cluster up = Objects.requireNonNull(plain.clusters().get("up"));
        ConnectionPolicy policy = up.connections().withProxyProtocol(version);
        Cluster announcing = new Cluster(
                up.name(),
                up.service(),
                up.discovery(),
                up.endpoints(),
                up.loadBalancing(),
                policy,
                up.outliers(),
                up.tls());
        return new RoutingSnapshot(plain.version(), plain.listeners(), Map.of("up", announcing));
    }

    private static Listener expecting(Listener plain) {
        return plain.withPreamble(Listener.Preamble.PROXY_PROTOCOL);
    }

    private Listener tcp() {
        Content.Tcp content = new Content.Tcp("tcp", List.of(new Content.Tcp.Destination("up", 1)), null, null);
        return new Listener(
                "127.0.0.1", proxy.port(), Listener.Side.GATEWAY, List.of(new FilterChain(List.of(), null, content)));
    }

    private static ProxyHeader ends(Socket client) {
        return new ProxyHeader(client.getLocalSocketAddress(), client.getRemoteSocketAddress());
    }

    @Test
    void theClientOfTheHeaderIsTheClientOfTheRequest() throws Exception {
        HitLog hits = new HitLog();
        try (EchoBackend backend = EchoBackend.start("v1", 0, hits)) {
            Routing routing = new Routing().cluster("up", backend.port()).forwardAll("up");
            proxy.publish(
                    routing.snapshot(List.of(expecting(Listener.http("127.0.0.1", proxy.port(), routing.table())))));
            for (ByteBuf header :
                    List.of(CLIENT.toV1(ByteBufAllocator.DEFAULT), CLIENT.toV2(ByteBufAllocator.DEFAULT))) {
                try (Socket client = connect()) {
                    byte[] head = bytes(header);
                    // In two pieces, the second with the beginning of the request.
                    client.getOutputStream().write(head, 0, 5);
                    client.getOutputStream().write(head, 5, head.length - 5);
                    RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
                    peer.write(GET);
                    assertThat(peer.head()).startsWith("HTTP/1.1 200 OK");
                }
            }
        }
        assertThat(hits.hits()).hasSize(2).allSatisfy(hit -> {
            assertThat(hit.header("x-forwarded-for")).containsExactly("192.0.2.7");
            assertThat(hit.header("x-envoy-external-address")).containsExactly("192.0.2.7");
        });
    }

    @Test
    void aHeaderThatTellsNothingLeavesTheAddressAsItIs() throws Exception {
        HitLog hits = new HitLog();
        try (EchoBackend backend = EchoBackend.start("v1", 0, hits);
                Socket client = connectAfterServing(backend)) {
            RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
            peer.write("PROXY UNKNOWN\r\n" + GET);
            assertThat(peer.head()).startsWith("HTTP/1.1 200 OK");
        }
        assertThat(hits.hits().get(0).header("x-forwarded-for")).containsExactly("127.0.0.1");
    }

    private Socket connectAfterServing(EchoBackend backend) throws Exception {
        Routing routing = new Routing().cluster("up", backend.port()).forwardAll("up");
        proxy.publish(routing.snapshot(List.of(expecting(Listener.http("127.0.0.1", proxy.port(), routing.table())))));
        return connect();
    }

    @Test
    void aConnectionWithoutAHeaderIsClosed() throws Exception {
        HitLog hits = new HitLog();
        try (EchoBackend backend = EchoBackend.start("v1", 0, hits);
                Socket client = connectAfterServing(backend)) {
            RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
            peer.write(GET);
            peer.awaitEnd();
        }
        assertThat(hits.counts()).isEmpty();
    }

    @Test
    void eachClientsRequestsAreAnnouncedAsItsOwn() throws Exception {
        Queue<String> headers = new ConcurrentLinkedQueue<>();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            headers.add(peer.until("\r\n"));
            while (!peer.head().isEmpty()) {
                peer.write(RawUpstream.OK);
            }
        })) {
            Routing routing = new Routing().cluster("up", upstream.port()).forwardAll("up");
            proxy.publish(announcing(routing.on(proxy.port()), ProxyProtocol.V1));
            for (int i = 0; i < 2; i++) {
                try (Socket client = connect()) {
                    RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
                    for (int j = 0; j < 2; j++) {
                        peer.write(GET);
                        assertThat(peer.head()).startsWith("HTTP/1.1 200 OK");
                        assertThat(peer.bytes(2)).isEqualTo("ok");
                        assertThat(headers.poll())
                                .isEqualTo(new String(
                                        bytes(ends(client).toV1(ByteBufAllocator.DEFAULT)), StandardCharsets.US_ASCII));
                    }
                }
            }
        }
        assertThat(headers).isEmpty();
    }

    @Test
    void tcpConnectionsAreAnnounced() throws Exception {
        Queue<ProxyHeader> headers = new ConcurrentLinkedQueue<>();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            ProxyHeaderReader reader = new ProxyHeaderReader();
            byte[] bytes = peer.bytes(28).getBytes(StandardCharsets.ISO_8859_1);
            reader.read(Unpooled.wrappedBuffer(bytes));
            headers.add(reader.header());
            peer.write(peer.bytes(2));
        })) {
            RoutingSnapshot plain = new Routing().cluster("up", upstream.port()).snapshot(List.of(tcp()));
            proxy.publish(announcing(plain, ProxyProtocol.V2));
            try (Socket client = connect()) {
                RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
                peer.write("hi");
                assertThat(peer.bytes(2)).isEqualTo("hi");
                assertThat(headers).containsExactly(ends(client));
            }
        }
    }

    @Test
    void whatALoadBalancerAnnouncesIsPassedOn() throws Exception {
        Queue<String> headers = new ConcurrentLinkedQueue<>();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            headers.add(peer.until("\r\n"));
            peer.write(peer.bytes(2));
        })) {
            RoutingSnapshot plain = new Routing().cluster("up", upstream.port()).snapshot(List.of(expecting(tcp())));
            proxy.publish(announcing(plain, ProxyProtocol.V1));
            try (Socket client = connect()) {
                client.getOutputStream().write(bytes(CLIENT.toV2(ByteBufAllocator.DEFAULT)));
                RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
                peer.write("hi");
                assertThat(peer.bytes(2)).isEqualTo("hi");
            }
        }
        assertThat(headers).containsExactly("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n");
    }
}
