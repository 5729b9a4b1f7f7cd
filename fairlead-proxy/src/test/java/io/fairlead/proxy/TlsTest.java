package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.tls.TlsEngine;
import io.fairlead.proxy.tls.TlsFailure;
import io.fairlead.proxy.tls.TlsOptions;
import io.fairlead.resource.Bytes;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.tls.DownstreamTls;
import io.fairlead.routing.tls.DownstreamTls.ClientCertificate;
import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PeerCheck;
import io.fairlead.routing.tls.PemSource;
import io.fairlead.routing.tls.PemText;
import io.fairlead.routing.tls.TlsParameters;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.fairlead.testkit.tls.Credential;
import io.fairlead.testkit.tls.TestAuthority;
import io.fairlead.testkit.tls.TlsChoice;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS of clients, ended by each engine. */
@ParameterizedClass
@EnumSource(TlsEngine.class)
class TlsTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("ca");
    private static final TestAuthority STRANGE_AUTHORITY = new TestAuthority("other ca");
    private static final Credential CLIENT =
            AUTHORITY.issue("client", "client.test", "spiffe://cluster.local/ns/default/sa/client");
    private static final Credential STRANGER = STRANGE_AUTHORITY.issue("client", "client.test");

    private final TlsEngine engine;
    private final HitLog log = new HitLog();
    private TestProxy proxy;
    private EchoBackend backend;

    @TempDir
    private Path folder;

    TlsTest(TlsEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void start() {
        proxy = TestProxy.start(
                ProxyOptions.of(1).withTls(new TlsOptions(engine, Duration.ofSeconds(20), Duration.ofMillis(5))));
        backend = EchoBackend.start("up", 0, log);
        AUTHORITY
                .issue(HOST, HOST, "spiffe://cluster.local/ns/default/sa/gateway")
                .write(folder, "app");
        Credential.writeFile(folder.resolve("ca.pem"), AUTHORITY.certificatePem());
    }

    @AfterEach
    void stop() {
        proxy.close();
        backend.close();
    }

    // ---- configurations

    private PemSource file(String name) {
        return new PemSource.File(folder.resolve(name).toString());
    }

    private KeyPair files(String name) {
        return new KeyPair(file(name + ".pem"), file(name + ".key"));
    }

    private DownstreamTls simple(KeyPair... certificates) {
        return new DownstreamTls(
                List.of(certificates), ClientCertificate.NONE, null, TlsParameters.DEFAULT, List.of("http/1.1"));
    }

    private DownstreamTls mutual(ClientCertificate asked, PeerCheck check) {
        return new DownstreamTls(List.of(files("app")), asked, check, TlsParameters.DEFAULT, List.of("http/1.1"));
    }

    private PeerCheck check(List<String> names, List<PeerCheck.Pin> pins) {
        return new PeerCheck(file("ca.pem"), null, names, pins, PeerCheck.Failure.REFUSED);
    }

    private static FilterChain chain(DownstreamTls tls, String body, String... serverNames) {
        return new FilterChain(
                List.of(serverNames),
                tls,
                new Listener.Content.Http(new Routing().direct("/", body).table(body)));
    }

    private void serve(FilterChain... chains) {
        Listener listener = new Listener("127.0.0.1", proxy.port(), Listener.Side.GATEWAY, List.of(chains));
        assertThat(proxy.publish(new Routing().snapshot(List.of(listener))).failures())
                .isEmpty();
    }

    private void forward(DownstreamTls tls) {
        Routing routing = new Routing().cluster("up", backend.port()).forwardAll("up");
        Listener listener = new Listener(
                "127.0.0.1",
                proxy.port(),
                Listener.Side.GATEWAY,
                List.of(new FilterChain(List.of(), tls, new Listener.Content.Http(routing.table()))));
        assertThat(proxy.publish(routing.snapshot(List.of(listener))).failures())
                .isEmpty();
    }

    // ---- clients

    private static TlsChoice asking(String serverName) {
        return TlsChoice.to(serverName, AUTHORITY.certificatePem());
    }

    private RawConnection connect(TlsChoice choice) throws ClientException {
        return RawConnection.open(proxy.port(), choice);
    }

    private RawResponse get(TlsChoice choice) throws ClientException {
        return send(choice, RawRequest.get("/", HOST));
    }

    private RawResponse send(TlsChoice choice, RawRequest request) throws ClientException {
        try (RawConnection connection = connect(choice)) {
            return connection.exchange(request, LIMIT);
        }
    }

    private TlsChoice.Seen seen(TlsChoice choice) throws ClientException {
        try (RawConnection connection = connect(choice)) {
            return Objects.requireNonNull(connection.tls());
        }
    }

    private void assertRefused(TlsChoice choice) {
        assertThatThrownBy(() -> get(choice)).isInstanceOf(ClientException.class);
    }

    // ---- versions, names and chains

    @Test
    void requestsComeInTheCommonVersions() throws Exception {
        serve(chain(simple(files("app")), "secure"));

        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (RawConnection connection = connect(asking(HOST).in(version).speaking("h3", "http/1.1"))) {
                TlsChoice.Seen seen = Objects.requireNonNull(connection.tls());
                assertThat(seen.verified()).isTrue();
                assertThat(seen.version()).isEqualTo(version);
                assertThat(seen.applicationProtocol()).isEqualTo("http/1.1");
                for (int i = 0; i < 3; i++) {
                    assertThat(connection
                                    .exchange(RawRequest.get("/", HOST), LIMIT)
                                    .text())
                            .isEqualTo("secure");
                }
            }
        }
        proxy.awaitQuiet();
    }

    @Test
    void aVersionThatIsNotAllowedIsRefused() throws Exception {
        TlsParameters newest =
                new TlsParameters(TlsParameters.Version.TLS_1_3, TlsParameters.Version.TLS_1_3, List.of(), List.of());
        serve(chain(new DownstreamTls(List.of(files("app")), ClientCertificate.NONE, null, newest, List.of()), "x"));

        assertRefused(asking(HOST).in("TLSv1.2"));
        assertThat(get(asking(HOST)).text()).isEqualTo("x");
    }

    @Test
    void theServerNameChoosesTheChain() throws Exception {
        AUTHORITY.issue("*.app.test", "*.app.test").write(folder, "wild");
        serve(
                chain(simple(files("wild")), "wild", "*.app.test"),
                chain(simple(files("app")), "exact", "x.app.test", HOST));

        assertThat(get(asking("x.app.test")).text()).isEqualTo("exact");
        assertThat(get(asking("Y.App.Test")).text()).isEqualTo("wild");
        assertThat(get(asking(HOST)).text()).isEqualTo("exact");
        assertThat(seen(asking("y.app.test"))
                        .certificate()
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=*.app.test");
        assertRefused(asking("elsewhere.test"));
        assertRefused(asking(""));
        proxy.awaitQuiet();
    }

    @Test
    void aChainForAnyConnectionTakesTheRest() throws Exception {
        serve(chain(simple(files("app")), "named", HOST), chain(simple(files("app")), "any"));

        assertThat(get(asking("elsewhere.test")).text()).isEqualTo("any");
        assertThat(get(asking("")).text()).isEqualTo("any");
        assertThat(get(asking(HOST)).text()).isEqualTo("named");
    }

    @Test
    void plainAndSecureConnectionsMayShareAPort() throws Exception {
        FilterChain plain = new FilterChain(
                List.of(),
                null,
                new Listener.Content.Http(new Routing().direct("/", "plain").table("plain")));
        serve(chain(simple(files("app")), "secure", HOST), plain);

        assertThat(get(asking(HOST)).text()).isEqualTo("secure");
        assertThat(proxy.get("/").text()).isEqualTo("plain");
    }

    @Test
    void theAlgorithmsOfTheClientChooseTheCertificate() throws Exception {
        AUTHORITY.issue(TestAuthority.Algorithm.RSA, HOST, HOST).write(folder, "rsa");
        serve(chain(simple(files("rsa"), files("app")), "x"));

        assertThat(seen(asking(HOST)).certificate().getPublicKey().getAlgorithm())
                .isIn("RSA", "EC");
        serve(chain(simple(files("rsa")), "x"));
        assertThat(seen(asking(HOST)).certificate().getPublicKey().getAlgorithm())
                .isEqualTo("RSA");
    }

    @Test
    void certificatesMayComeWithTheConfiguration() throws Exception {
        Credential credential = AUTHORITY.issue("secret", HOST);
        KeyPair inline = new KeyPair(text(credential.certificatePem()), text(credential.keyPem()));
        serve(chain(simple(inline), "x"));

        assertThat(seen(asking(HOST)).certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=secret");
    }

    private static PemSource text(String pem) {
        return new PemSource.Text("Secret/default/c", PemText.of(Bytes.ofUtf8(pem)));
    }

    @Test
    void theUpstreamSeesThatTheClientCameByTls() throws Exception {
        forward(simple(files("app")));

        assertThat(get(asking(HOST)).status()).isEqualTo(200);
        assertThat(onlyHit().header("x-forwarded-proto")).containsExactly("https");
        assertThat(onlyHit().header("x-forwarded-client-cert")).isEmpty();
    }

    private Hit onlyHit() {
        assertThat(log.hits()).hasSize(1);
        return log.hits().get(0);
    }

    // ---- certificates of clients

    @Test
    void aClientMustShowACertificateOfTheAuthority() throws Exception {
        forward(mutual(ClientCertificate.REQUIRED, check(List.of(), List.of())));

        assertThat(get(asking(HOST).as(CLIENT)).status()).isEqualTo(200);
        assertThat(get(asking(HOST).as(CLIENT).in("TLSv1.2")).status()).isEqualTo(200);
        assertRefused(asking(HOST));
        assertRefused(asking(HOST).as(STRANGER));
        assertRefused(asking(HOST).as(STRANGER).in("TLSv1.2"));
        proxy.awaitQuiet();
    }

    @Test
    void aClientMayShowACertificate() throws Exception {
        forward(mutual(ClientCertificate.OPTIONAL, check(List.of(), List.of())));

        assertThat(get(asking(HOST)).status()).isEqualTo(200);
        assertThat(get(asking(HOST).as(CLIENT)).status()).isEqualTo(200);
        assertThat(log.hits().get(0).header("x-forwarded-client-cert")).isEmpty();
        assertThat(log.hits().get(1).header("x-forwarded-client-cert")).hasSize(1);
    }

    @Test
    void aCertificateThatDoesNotPassMayBeAccepted() throws Exception {
        forward(mutual(
                ClientCertificate.REQUIRED,
                new PeerCheck(file("ca.pem"), null, List.of(), List.of(), PeerCheck.Failure.ACCEPTED)));

        assertThat(get(asking(HOST).as(STRANGER)).status()).isEqualTo(200);
        assertRefused(asking(HOST));
    }

    @Test
    void theNamesOfAClientAreCompared() throws Exception {
        forward(mutual(ClientCertificate.REQUIRED, check(List.of("other.test", "client.test"), List.of())));
        assertThat(get(asking(HOST).as(CLIENT)).status()).isEqualTo(200);
        assertRefused(asking(HOST).as(AUTHORITY.issue("client.test", "else.test")));

        forward(mutual(
                ClientCertificate.REQUIRED, check(List.of("spiffe://cluster.local/ns/default/sa/client"), List.of())));
        assertThat(get(asking(HOST).as(CLIENT)).status()).isEqualTo(200);
    }

    @Test
    void aClientMayBePinned() throws Exception {
        byte[] certificate =
                MessageDigest.getInstance("SHA-256").digest(CLIENT.certificate().getEncoded());
        byte[] key = MessageDigest.getInstance("SHA-256")
                .digest(CLIENT.certificate().getPublicKey().getEncoded());
        List<PeerCheck.Pin> pins = List.of(
                new PeerCheck.Pin.Certificate(
                        HexFormat.ofDelimiter(":").withUpperCase().formatHex(certificate)),
                new PeerCheck.Pin.Spki(Base64.getEncoder().encodeToString(key)));

        for (PeerCheck.Pin pin : pins) {
            forward(mutual(ClientCertificate.REQUIRED, check(List.of(), List.of(pin))));
            assertThat(get(asking(HOST).as(CLIENT)).status()).isEqualTo(200);
            assertRefused(asking(HOST).as(AUTHORITY.issue("client", "client.test")));
        }
    }

    @Test
    void aRevokedCertificateIsRefused() throws Exception {
        Credential revoked = AUTHORITY.issue("revoked", "client.test");
        Credential.writeFile(folder.resolve("crl.pem"), AUTHORITY.revoking(revoked));
        forward(mutual(
                ClientCertificate.REQUIRED,
                new PeerCheck(file("ca.pem"), file("crl.pem"), List.of(), List.of(), PeerCheck.Failure.REFUSED)));

        assertThat(get(asking(HOST).as(CLIENT)).status()).isEqualTo(200);
        assertRefused(asking(HOST).as(revoked));
    }

    @Test
    void theUpstreamIsToldOfTheClientsCertificate() throws Exception {
        forward(mutual(ClientCertificate.REQUIRED, check(List.of(), List.of())));
        RawRequest forged = RawRequest.get("/", HOST).header("X-Forwarded-Client-Cert", "By=me;Hash=0");

        assertThat(send(asking(HOST).as(CLIENT), forged).status()).isEqualTo(200);

        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(CLIENT.certificate().getEncoded());
        String pem = CLIENT.certificatePem();
        String leaf = pem.substring(0, pem.indexOf("-----END CERTIFICATE-----\n") + 26);
        assertThat(onlyHit().header("x-forwarded-client-cert"))
                .containsExactly("By=spiffe://cluster.local/ns/default/sa/gateway;Hash="
                        + HexFormat.of().formatHex(hash) + ";Cert=\""
                        + leaf.replace("\n", "%0A")
                                .replace(" ", "%20")
                                .replace("+", "%2B")
                                .replace("/", "%2F")
                                .replace("=", "%3D")
                        + "\";Subject=\"CN=client\";URI=spiffe://cluster.local/ns/default/sa/client;DNS=client.test");
    }

    @Test
    void aResumedSessionStillKnowsTheClient() throws Exception {
        forward(mutual(ClientCertificate.REQUIRED, check(List.of(), List.of())));
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(CLIENT.keyManagers(), InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());

        byte[] first = sessionOf(client);
        byte[] second = sessionOf(client);

        assertThat(second).isEqualTo(first);
        assertThat(log.hits())
                .hasSize(2)
                .allSatisfy(hit -> assertThat(hit.header("x-forwarded-client-cert"))
                        .singleElement()
                        .asString()
                        .contains("URI=spiffe://cluster.local/ns/default/sa/client"));
    }

    /** Sends a request, and returns the id of the TLS session. */
    private byte[] sessionOf(SSLContext client) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", proxy.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.startHandshake();
            RawRequest request = RawRequest.get("/", HOST).header("connection", "close");
            socket.getOutputStream().write(request.bytes().toArray());
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
            return socket.getSession().getId();
        }
    }

    // ---- certificates that change, or are not there

    private String shownName() throws ClientException {
        return seen(asking(HOST)).certificate().getSubjectX500Principal().getName();
    }

    private List<TlsFailure.Effect> effects() {
        return proxy.server().tlsFailures().stream().map(TlsFailure::effect).toList();
    }

    @Test
    void newConnectionsAreShownTheNewestCertificateAndOldOnesGoOn() throws Exception {
        serve(chain(simple(files("app")), "x"));
        try (RawConnection established = connect(asking(HOST))) {
            AUTHORITY.issue("second", HOST).write(folder, "app");

            await().untilAsserted(() -> assertThat(shownName()).isEqualTo("CN=second"));
            assertThat(established.exchange(RawRequest.get("/", HOST), LIMIT).text())
                    .isEqualTo("x");
        }
        assertThat(effects()).isEmpty();
    }

    @Test
    void aBrokenFileLeavesTheLastGoodCertificate() throws Exception {
        serve(chain(simple(files("app")), "x"));
        Credential.writeFile(folder.resolve("app.pem"), "-----BEGIN CERTIFICATE-----\nAAAA");

        await().untilAsserted(() -> assertThat(effects()).containsExactly(TlsFailure.Effect.LAST_GOOD_KEPT));
        assertThat(shownName()).isEqualTo("CN=" + HOST);

        AUTHORITY.issue("mended", HOST).write(folder, "app");
        await().untilAsserted(() -> assertThat(effects()).isEmpty());
        assertThat(shownName()).isEqualTo("CN=mended");
    }

    @Test
    void aKeyOfAnotherCertificateIsNotTaken() throws Exception {
        serve(chain(simple(files("app")), "x"));
        Credential.writeFile(
                folder.resolve("app.key"), AUTHORITY.issue("other", HOST).keyPem());

        await().untilAsserted(() -> assertThat(proxy.server().tlsFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason()).contains("app.key is not that of")));
        assertThat(shownName()).isEqualTo("CN=" + HOST);
    }

    @Test
    void aMissingCertificateClosesItsConnectionsOnly() throws Exception {
        serve(
                chain(simple(files("absent")), "absent", "absent.test"),
                chain(
                        simple(new KeyPair(new PemSource.Missing("Secret d/c"), new PemSource.Missing("Secret d/c"))),
                        "missing",
                        "missing.test"),
                chain(simple(files("app")), "there", HOST));

        assertRefused(asking("absent.test"));
        assertRefused(asking("missing.test"));
        assertThat(get(asking(HOST)).text()).isEqualTo("there");
        assertThat(effects()).containsExactly(TlsFailure.Effect.NO_CONNECTIONS, TlsFailure.Effect.NO_CONNECTIONS);

        AUTHORITY.issue("absent", "absent.test").write(folder, "absent");
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(get(asking("absent.test")).text()).isEqualTo("absent"));
    }

    @Test
    void aBrokenCertificateInTheConfigurationLeavesTheLastGoodOne() throws Exception {
        serve(chain(simple(files("app")), "x"));
        serve(chain(simple(new KeyPair(text("nothing"), text("nothing"))), "x"));

        assertThat(shownName()).isEqualTo("CN=" + HOST);
        assertThat(effects()).containsExactly(TlsFailure.Effect.LAST_GOOD_KEPT);
    }

    @Test
    void anAuthorityThatCannotBeReadIsNoReasonToBelieveEverybody() throws Exception {
        serve(chain(simple(files("app")), "x"));
        serve(chain(
                mutual(
                        ClientCertificate.REQUIRED,
                        new PeerCheck(file("none.pem"), null, List.of(), List.of(), PeerCheck.Failure.REFUSED)),
                "x"));

        assertRefused(asking(HOST).as(CLIENT));
        assertThat(effects()).containsExactly(TlsFailure.Effect.NO_CONNECTIONS);
    }

    @Test
    void aChangeElsewhereLeavesConnectionsAlone() throws Exception {
        serve(chain(simple(files("app")), "x"));
        try (RawConnection established = connect(asking(HOST))) {
            serve(chain(simple(files("app")), "x"), chain(simple(files("app")), "new", "new.test"));

            assertThat(established.exchange(RawRequest.get("/", HOST), LIMIT).text())
                    .isEqualTo("x");
        }
    }

    // ---- what is no TLS

    /** Whether the proxy ends a connection on which these bytes come; an alert may come before. */
    private boolean isClosedAfter(@Nullable String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            if (bytes != null) {
                socket.getOutputStream().write(HexFormat.of().parseHex(bytes));
            }
            return endsAfter(socket.getInputStream());
        }
    }

    private static boolean endsAfter(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void brokenHellosEndTheirConnections() throws Exception {
        for (String[] names : new String[][] {{}, {HOST}}) {
            serve(chain(simple(files("app")), "x", names));

            assertThat(isClosedAfter(
                            HexFormat.of().formatHex("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))))
                    .isTrue();
            // A record that is too long, an alert, a handshake of another kind, application data.
            assertThat(isClosedAfter("1603014801" + "00".repeat(0x4801))).isTrue();
            assertThat(isClosedAfter("16030300040e000000")).isTrue();
            assertThat(isClosedAfter("1703030005" + "00".repeat(5))).isTrue();
            assertThat(get(asking(HOST)).text()).isEqualTo("x");
        }
        proxy.awaitQuiet();
    }

    @Test
    void slowHandshakesEndTheirConnections() throws Exception {
        proxy.close();
        proxy = TestProxy.start(
                ProxyOptions.of(1).withTls(new TlsOptions(engine, Duration.ofMillis(50), Duration.ofSeconds(1))));
        for (String[] names : new String[][] {{}, {HOST}}) {
            serve(chain(simple(files("app")), "x", names));

            assertThat(isClosedAfter(null)).isTrue();
            assertThat(isClosedAfter("16030100")).isTrue();
        }
        proxy.awaitQuiet();
    }

    @Test
    void garbageAfterTheHandshakeEndsTheConnectionQuietly() throws Exception {
        serve(chain(simple(files("app")), "x"));
        try (RawConnection connection = connect(asking(HOST))) {
            assertThat(connection.exchange(RawRequest.get("/", HOST), LIMIT).text())
                    .isEqualTo("x");
            connection.sendBelowTls(Bytes.of(HexFormat.of().parseHex("1703030020" + "41".repeat(32))));

            assertThat(connection.isClosedWithin(LIMIT)).isTrue();
        }
        proxy.awaitQuiet();
    }

    @Test
    void connectionsInTheirHandshakeAreClosedWithTheProxy() throws Exception {
        serve(chain(simple(files("app")), "x", HOST));
        try (RawConnection connection = proxy.connect()) {
            connection.send(Bytes.of(HexFormat.of().parseHex("160301")));
            await().untilAsserted(
                            () -> assertThat(proxy.server().openConnections()).isEqualTo(1));

            proxy.close();

            assertThat(connection.isClosedWithin(LIMIT)).isTrue();
        }
    }
}
