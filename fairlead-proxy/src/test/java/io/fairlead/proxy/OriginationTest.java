package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.proxy.tls.TlsEngine;
import io.fairlead.proxy.tls.TlsFailure;
import io.fairlead.proxy.tls.TlsOptions;
import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PeerCheck;
import io.fairlead.routing.tls.PemSource;
import io.fairlead.routing.tls.UpstreamTls;
import io.fairlead.routing.tls.UpstreamTls.ServerName;
import io.fairlead.routing.tls.UpstreamTls.Verification;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.tls.Credential;
import io.fairlead.testkit.tls.TestAuthority;
import io.fairlead.testkit.tls.TlsServing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS towards upstreams, begun by each engine. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class OriginationTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("ca");
    private static final TestAuthority OTHER = new TestAuthority("other ca");

    private final TlsEngine engine;
    private final HitLog log = new HitLog();
    private TestProxy proxy;
    private @Nullable EchoBackend backend;

    @TempDir
    private Path folder;

    OriginationTest(TlsEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void start() {
        proxy = TestProxy.start(ProxyOptions.of(1)
                .withTls(new TlsOptions(engine, Duration.ofSeconds(20), Duration.ofMillis(5)))
                .withAccessLog(new AccessLogOptions(
                        AccessLogOptions.Format.text(
                                "%RESPONSE_CODE% %RESPONSE_FLAGS% %UPSTREAM_TRANSPORT_FAILURE_REASON%"),
                        folder.resolve("access.log"))));
        Credential.writeFile(folder.resolve("ca.pem"), AUTHORITY.certificatePem());
        Credential.writeFile(folder.resolve("other.pem"), OTHER.certificatePem());
    }

    @AfterEach
    void stop() {
        proxy.close();
        if (backend != null) {
            backend.close();
        }
    }

    private PemSource file(String name) {
        return new PemSource.File(folder.resolve(name).toString());
    }

    private PeerCheck check(String authority, String... names) {
        return new PeerCheck(file(authority), null, List.of(names), List.of(), PeerCheck.Failure.REFUSED);
    }

    private static UpstreamTls tls(@Nullable PeerCheck check, ServerName name) {
        return new UpstreamTls(null, check, name, List.of("http/1.1"));
    }

    private static ServerName fixed(String name) {
        return new ServerName.Fixed(name);
    }

    private static ServerName ofRequest(Verification verification) {
        return new ServerName.OfRequest(verification);
    }

    /** A backend whose certificate has these names. */
    private int backend(@Nullable String clientAuthorities, String... names) {
        EchoBackend started = EchoBackend.start(
                "up", 0, log, new TlsServing(AUTHORITY.issue("up", names), clientAuthorities, "http/1.1"));
        backend = started;
        return started.port();
    }

    private void serve(UpstreamTls tls, int port) {
        proxy.serve(new Routing().cluster("up", tls, port).forwardAll("up"));
    }

    /** The lines of the access log, once the proxy has closed it. */
    private List<String> accessLog() throws IOException {
        proxy.close();
        return Files.readAllLines(folder.resolve("access.log"));
    }

    private int status() throws Exception {
        return proxy.get("/").status();
    }

    private Hit lastHit() {
        List<Hit> hits = log.hits();
        return hits.get(hits.size() - 1);
    }

    @Test
    void theServerNameAndTheProtocolAreAskedFor() throws Exception {
        serve(tls(check("ca.pem", "up.test"), fixed("name.test")), backend(null, "up.test"));

        for (int i = 0; i < 3; i++) {
            assertThat(status()).isEqualTo(200);
        }
        assertThat(lastHit().tls()).isEqualTo(new TlsServing.Seen("name.test", "http/1.1", ""));
        assertThat(lastHit().header("x-forwarded-proto")).containsExactly("http");
        assertThat(proxy.metric("fairlead_upstream_connections")).isEqualTo(1);
    }

    @Test
    void aServerThatIsNotBelievedGetsNoRequest() throws Exception {
        int port = backend(null, "up.test");
        for (PeerCheck check : List.of(check("other.pem"), check("ca.pem", "other.test"))) {
            serve(tls(check, fixed("up.test")), port);

            assertThat(status()).isEqualTo(503);
        }
        assertThat(log.hits()).isEmpty();
        proxy.awaitQuiet();
        assertThat(accessLog())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).matches("503 UF TLS_error:\\|.+\\|:TLS_error_end"));
        assertThat(accessLog().get(1)).contains("is among [other.test]");
    }

    @Test
    void nothingIsCheckedIfNothingIsAskedOfTheServer() throws Exception {
        serve(tls(null, fixed("any.test")), backend(null, "up.test"));

        assertThat(status()).isEqualTo(200);
    }

    @Test
    void theHostOfTheRequestIsTheServerNameAndConnectionsAreNotShared() throws Exception {
        serve(tls(check("ca.pem"), ofRequest(Verification.SUBJECT_ALT_NAMES)), backend(null, "*.app.test", HOST));

        assertThat(proxy.send(RawRequest.get("/", "A.app.test:8080")).status()).isEqualTo(200);
        assertThat(lastHit().tls().serverName()).isEqualTo("a.app.test");
        assertThat(proxy.send(RawRequest.get("/", "b.app.test")).status()).isEqualTo(200);
        assertThat(lastHit().tls().serverName()).isEqualTo("b.app.test");
        assertThat(proxy.send(RawRequest.get("/", "a.app.test")).status()).isEqualTo(200);
        assertThat(lastHit().tls().serverName()).isEqualTo("a.app.test");
        assertThat(proxy.send(RawRequest.get("/", "elsewhere.test")).status()).isEqualTo(503);
        assertThat(proxy.send(RawRequest.get("/", "a.b.app.test")).status()).isEqualTo(503);
    }

    @Test
    void anAddressIsNotAskedForByName() throws Exception {
        serve(tls(null, ofRequest(Verification.NONE)), backend(null, "up.test"));

        assertThat(proxy.send(RawRequest.get("/", "127.0.0.1:80")).status()).isEqualTo(200);
        assertThat(lastHit().tls().serverName()).isEmpty();
        assertThat(proxy.send(RawRequest.get("/", "[::1]:80")).status()).isEqualTo(200);
    }

    @Test
    void oneLoopKeepsConnectionsForSoManyHostsOnly() throws Exception {
        serve(tls(null, ofRequest(Verification.NONE)), backend(null, "up.test"));

        for (int i = 0; i < 300; i++) {
            assertThat(proxy.send(RawRequest.get("/", "h" + i + ".test")).status())
                    .isEqualTo(200);
        }
        await().untilAsserted(() ->
                assertThat(proxy.metric("fairlead_upstream_connections_active")).isEqualTo(256));
    }

    @Test
    void aCertificateIsShownToServersThatWantOne() throws Exception {
        AUTHORITY.issue("client-one", "client.test").write(folder, "client");
        int port = backend(AUTHORITY.certificatePem(), "up.test");
        KeyPair client = new KeyPair(file("client.pem"), file("client.key"));
        serve(new UpstreamTls(client, check("ca.pem"), fixed("up.test"), List.of("http/1.1")), port);

        assertThat(status()).isEqualTo(200);
        assertThat(lastHit().tls().clientName()).isEqualTo("client-one");

        serve(tls(check("ca.pem"), fixed("up.test")), port);
        assertThat(status()).isEqualTo(503);
    }

    @Test
    void newConnectionsShowTheNewestCertificate() throws Exception {
        AUTHORITY.issue("client-one", "client.test").write(folder, "client");
        int port = backend(AUTHORITY.certificatePem(), "up.test");
        KeyPair client = new KeyPair(file("client.pem"), file("client.key"));
        serve(new UpstreamTls(client, check("ca.pem"), fixed("up.test"), List.of("http/1.1")), port);
        assertThat(status()).isEqualTo(200);

        AUTHORITY.issue("client-two", "client.test").write(folder, "client");
        await().untilAsserted(() -> {
            assertThat(proxy.send(RawRequest.get("/", HOST).header("x-echo-close", "1"))
                            .status())
                    .isEqualTo(503);
            assertThat(status()).isEqualTo(200);
            assertThat(lastHit().tls().clientName()).isEqualTo("client-two");
        });
    }

    @Test
    void missingCertificatesMeanThatNoRequestIsSent() throws Exception {
        int port = backend(null, "up.test");
        serve(tls(check("none.pem"), fixed("up.test")), port);

        assertThat(status()).isEqualTo(503);
        assertThat(proxy.server().tlsFailures())
                .extracting(TlsFailure::effect)
                .containsExactly(TlsFailure.Effect.NO_CONNECTIONS);
        assertThat(accessLog()).containsExactly("503 UF TLS error: the certificates cannot be used");
        assertThat(log.hits()).isEmpty();
    }

    @Test
    void aChangeOfTlsMakesNewConnections() throws Exception {
        int port = backend(null, "up.test");
        serve(tls(null, fixed("one.test")), port);
        assertThat(status()).isEqualTo(200);

        serve(tls(null, fixed("two.test")), port);
        assertThat(status()).isEqualTo(200);
        assertThat(lastHit().tls().serverName()).isEqualTo("two.test");
    }

    @Test
    void anUpstreamThatSpeaksNoTlsGetsNoRequest() throws Exception {
        try (EchoBackend plain = EchoBackend.start("plain", 0, log)) {
            serve(tls(null, fixed("up.test")), plain.port());

            assertThat(status()).isEqualTo(503);
        }
        assertThat(log.hits()).isEmpty();
        proxy.awaitQuiet();
    }

    @Test
    void anUpstreamThatNeverAnswersTheHelloTimesOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Routing routing = new Routing()
                    .cluster("up", tls(null, fixed("up.test")), silent.getLocalPort())
                    .connectTimeout("up", Duration.ofMillis(100))
                    .forwardAll("up");
            proxy.serve(routing);

            assertThat(status()).isEqualTo(503);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void connectionsAreKeptAcrossRequests() throws Exception {
        serve(tls(check("ca.pem"), fixed("up.test")), backend(null, "up.test"));
        for (int i = 0; i < 20; i++) {
            assertThat(status()).isEqualTo(200);
        }
        assertThat(proxy.metric("fairlead_upstream_connections")).isEqualTo(1);
    }
}
