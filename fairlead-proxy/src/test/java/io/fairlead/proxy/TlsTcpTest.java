package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.tls.TlsEngine;
import io.fairlead.proxy.tls.TlsOptions;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.tls.DownstreamTls;
import io.fairlead.routing.tls.DownstreamTls.ClientCertificate;
import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PemSource;
import io.fairlead.routing.tls.TlsParameters;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.fairlead.testkit.tls.TestAuthority;
import io.fairlead.testkit.tls.TlsChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS that is passed on by its server name, and bytes in TLS that is ended. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class TlsTcpTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("ca");

    private final TlsEngine engine;
    private final TestProxy outer;
    private final TestProxy inner;

    @TempDir
    private Path folder;

    TlsTcpTest(TlsEngine engine) {
        this.engine = engine;
        ProxyOptions options =
                ProxyOptions.of(1).withTls(new TlsOptions(engine, Duration.ofSeconds(20), Duration.ofMillis(5)));
        outer = TestProxy.start(options);
        inner = TestProxy.start(options);
    }

    @AfterEach
    void stop() {
        outer.close();
        inner.close();
    }

    private DownstreamTls tls() {
        AUTHORITY.issue(HOST, HOST).write(folder, "app");
        KeyPair pair = new KeyPair(
                new PemSource.File(folder.resolve("app.pem").toString()),
                new PemSource.File(folder.resolve("app.key").toString()));
        return new DownstreamTls(List.of(pair), ClientCertificate.NONE, null, TlsParameters.DEFAULT, List.of());
    }

    private static Content.Tcp to(String cluster, String name) {
        return new Content.Tcp(name, List.of(new Content.Tcp.Destination(cluster, 1)), null, null);
    }

    private static void serve(TestProxy proxy, Routing routing, FilterChain... chains) {
        Listener listener = new Listener("127.0.0.1", proxy.port(), Listener.Side.GATEWAY, List.of(chains));
        assertThat(proxy.publish(routing.snapshot(List.of(listener))).failures())
                .isEmpty();
    }

    private static FilterChain passing(String cluster, String... serverNames) {
        return new FilterChain(List.of(serverNames), null, to(cluster, String.join(",", serverNames)));
    }

    private RawResponse get(String serverName) throws ClientException {
        TlsChoice choice = TlsChoice.to(serverName, AUTHORITY.certificatePem());
        try (RawConnection connection = RawConnection.open(outer.port(), choice)) {
            return connection.exchange(RawRequest.get("/", HOST), LIMIT);
        }
    }

    @Test
    void tlsIsPassedOnByItsServerName() throws Exception {
        Routing answers = new Routing().direct("/", "inner");
        serve(inner, answers, new FilterChain(List.of(), tls(), new Content.Http(answers.table())));
        Routing routing = new Routing().cluster("inner", inner.port()).cluster("dead", TestProxy.freePort());
        serve(outer, routing, passing("inner", "one.test", "*.sub.test"), passing("dead", "*.two.test"));

        assertThat(get("one.test").text()).isEqualTo("inner");
        assertThat(get("ONE.test").text()).isEqualTo("inner");
        assertThat(get("a.b.sub.test").text()).isEqualTo("inner");
        for (String other : List.of("sub.test", "x.two.test", "other.test", "")) {
            assertThatThrownBy(() -> get(other)).as(other).isInstanceOf(ClientException.class);
        }
        outer.awaitQuiet();
    }

    @Test
    void bytesThatAreNoTlsHaveNoChain() throws Exception {
        serve(outer, new Routing().cluster("inner", inner.port()), passing("inner", "one.test"));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), outer.port())) {
            RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
            peer.write("GET / HTTP/1.1\r\n\r\n");
            peer.awaitEnd();
        }
        outer.awaitQuiet();
    }

    private void serve(RawUpstream upstream) {
        serve(outer, new Routing().cluster("up", upstream.port()), new FilterChain(List.of(), tls(), to("up", "tls")));
    }

    @Test
    void aClientThatHasSaidAllWithinTlsStillReadsUnlessTheEngineIsBoringSsl() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            assertThat(peer.bytes(3)).isEqualTo("abc");
            peer.awaitEnd();
            peer.write("def");
        })) {
            serve(upstream);
            try (SSLSocket client = secured()) {
                client.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
                client.shutdownOutput();
                // To Netty's engine of BoringSSL the end of one direction is that of both.
                assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo(engine == TlsEngine.JDK ? "def" : "");
            }
        }
        outer.awaitQuiet();
    }

    @Test
    void anUpstreamThatHasSaidAllEndsItsDirectionWithinTls() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.write("bye");
            peer.endOutput();
            peer.awaitEnd();
        })) {
            serve(upstream);
            try (SSLSocket client = secured()) {
                // Without the word of the end this would fail, as of a connection that was cut.
                assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("bye");
            }
        }
        outer.awaitQuiet();
    }

    private SSLSocket secured() throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), outer.port());
        plain.setSoTimeout((int) LIMIT.toMillis());
        return TlsChoice.to(HOST, AUTHORITY.certificatePem())
                .in("TLSv1.3")
                .secure(plain)
                .socket();
    }
}
