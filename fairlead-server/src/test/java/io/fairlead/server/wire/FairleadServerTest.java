package io.fairlead.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.server.admin.ObjectReport;
import io.fairlead.server.admin.Readiness;
import io.fairlead.testkit.backend.Behaviour;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairleadServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    private final int port = ConfigFolder.freePort();
    private final HitLog hits = new HitLog();
    private EchoBackend backend;
    private ConfigFolder folder;

    @BeforeEach
    void start() {
        backend = EchoBackend.start("app", 0, hits);
        folder = new ConfigFolder(temp);
        folder.write("gateway.yaml", ConfigFolder.gateway(port) + "---\n" + ConfigFolder.service(backend.port()));
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    private ServerOptions options() {
        return ServerOptions.of(folder.path()).withEphemeralAdmin().withConcurrency(1);
    }

    private FairleadServer serve() throws IOException {
        FairleadServer server = FairleadServer.start(options());
        assertThat(server.started().join().isReady()).isTrue();
        return server;
    }

    private RawResponse get(String path) throws ClientException {
        return get(port, path);
    }

    private static RawResponse get(int port, String path) throws ClientException {
        try (RawConnection connection = RawConnection.open(port)) {
            return connection.exchange(RawRequest.get(path, "app.example.com"), LIMIT);
        }
    }

    private static String marker(RawResponse response) {
        return response.headers().first("x-config").orElse("");
    }

    private void awaitMarker(String marker) {
        await().ignoreExceptions().until(() -> marker(get("/")).equals(marker));
    }

    @Test
    void servesAFolderAndTellsItOnTheAdminAddress() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        try (FairleadServer server = serve()) {
            RawResponse response = get("/hello?x=1");
            int admin = server.adminAddress().getPort();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().first("x-echo-backend")).hasValue("app");
            assertThat(marker(response)).isEqualTo("one");
            assertThat(get(admin, "/ready").status()).isEqualTo(403);
            assertThat(adminGet(admin, "/ready").status()).isEqualTo(200);
            assertThat(adminGet(admin, "/config").text()).contains("\"http." + port + "\"", "\"accepted\"");
            assertThat(adminGet(admin, "/metrics").text()).contains("istio_requests_total{");
            assertThat(adminGet(admin, "/stats?filter=downstream_rq_2xx").text())
                    .isEqualTo("http.downstream_rq_2xx: 1\n");
        }
    }

    private static RawResponse adminGet(int admin, String path) throws ClientException {
        try (RawConnection connection = RawConnection.open(admin)) {
            return connection.exchange(RawRequest.get(path, "127.0.0.1:" + admin), LIMIT);
        }
    }

    @Test
    void aChangedFileTakesEffect() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        try (FairleadServer server = serve()) {
            long before = server.config().version();
            assertThat(marker(get("/"))).isEqualTo("one");
            folder.write("app.yaml", ConfigFolder.forward("two"));
            awaitMarker("two");

            assertThat(server.config().version()).isGreaterThan(before);
        }
    }

    @Test
    void aBrokenFileKeepsTheLastGoodVersionUntilItIsMended() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        try (FairleadServer server = serve()) {
            folder.write("app.yaml", ConfigFolder.forward("two").replace("route: [", "route: [[[ }"));
            await().until(() -> !server.config().diagnostics().isEmpty());

            assertThat(marker(get("/"))).isEqualTo("one");
            assertThat(server.readiness().isReady()).isTrue();
            assertThat(server.config().diagnostics().get(0).position().file()).endsWith("app.yaml");
            assertThat(server.config().diagnostics().get(0).position().line()).isPositive();
            assertThat(status(server, "VirtualService/default/app")).isEqualTo(ObjectReport.Status.KEPT_LAST_GOOD);
            assertThat(status(server, "Gateway/default/edge")).isEqualTo(ObjectReport.Status.ACCEPTED);

            folder.write("app.yaml", ConfigFolder.forward("three"));
            awaitMarker("three");
            assertThat(server.config().diagnostics()).isEmpty();
        }
    }

    @Test
    void anObjectWithAWrongFieldKeepsItsLastGoodVersion() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        try (FairleadServer server = serve()) {
            folder.write("app.yaml", ConfigFolder.forward("two").replace("gateways: [edge]", "gateways: {a: b}"));
            await().until(() -> !server.config().diagnostics().isEmpty());

            assertThat(marker(get("/"))).isEqualTo("one");
            assertThat(status(server, "VirtualService/default/app")).isEqualTo(ObjectReport.Status.KEPT_LAST_GOOD);
        }
    }

    @Test
    void aNewObjectThatIsWrongIsLeftOutAndNamed() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        folder.write("extra.yaml", ConfigFolder.direct("extra", "no").replace("hosts: [\"*\"]", "hosts: {a: b}"));
        try (FairleadServer server = serve()) {
            assertThat(marker(get("/"))).isEqualTo("one");
            assertThat(status(server, "VirtualService/default/extra")).isEqualTo(ObjectReport.Status.REJECTED);
        }
    }

    private static ObjectReport.Status status(FairleadServer server, String ref) {
        return server.config().objects().stream()
                .filter(object -> object.ref().toString().equals(ref))
                .findFirst()
                .orElseThrow(() -> new AssertionError(ref + " is not in " + server.config()))
                .status();
    }

    @Test
    void twoHundredReloadsUnderLoadLoseNoRequest() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("reload-0"));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        try (FairleadServer server = serve()) {
            CompletableFuture<Void> kept = CompletableFuture.runAsync(() -> load(stop, answered, true));
            CompletableFuture<Void> fresh = CompletableFuture.runAsync(() -> load(stop, answered, false));
            for (int i = 1; i <= 200; i++) {
                long before = server.config().version();
                folder.write("app.yaml", ConfigFolder.forward("reload-" + i));
                await().pollInterval(Duration.ofMillis(2))
                        .until(() -> server.config().version() > before);
            }
            stop.set(true);
            kept.join();
            fresh.join();

            assertThat(marker(get("/"))).isEqualTo("reload-200");
            assertThat(answered.get()).isGreaterThan(200);
            assertThat(server.config().diagnostics()).isEmpty();
        }
    }

    /** Sends one request after another and fails at the first that is not answered with 200. */
    private void load(AtomicBoolean stop, AtomicInteger answered, boolean keepConnection) {
        try {
            RawConnection connection = RawConnection.open(port);
            try {
                while (!stop.get()) {
                    if (!keepConnection) {
                        connection.close();
                        connection = RawConnection.open(port);
                    }
                    RawResponse response = connection.exchange(RawRequest.get("/", "app.example.com"), LIMIT);
                    assertThat(response.status()).isEqualTo(200);
                    answered.incrementAndGet();
                }
            } finally {
                connection.close();
            }
        } catch (ClientException e) {
            throw new AssertionError("request " + answered.get() + " was lost", e);
        }
    }

    @Test
    void aPortInUseIsToldAndTakenOnceItIsFree() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        ServerSocket other = new ServerSocket(port);
        try (FairleadServer server = FairleadServer.start(options())) {
            Readiness readiness = server.started().join();

            assertThat(readiness.isReady()).isFalse();
            assertThat(readiness.reason()).contains("0.0.0.0:" + port);
            other.close();
            await().until(() -> server.readiness().isReady());
            assertThat(marker(get("/"))).isEqualTo("one");
        } finally {
            other.close();
        }
    }

    @Test
    void drainLetsARequestUnderWayEnd() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        backend.behave(Behaviour.NORMAL.delay(Duration.ofMillis(500)));
        try (FairleadServer server = serve();
                RawConnection connection = RawConnection.open(port)) {
            CompletableFuture<RawResponse> answer = CompletableFuture.supplyAsync(() -> slow(connection));
            await().until(() -> !hits.counts().isEmpty());
            server.drain();

            assertThat(answer.join().status()).isEqualTo(200);
            assertThat(server.readiness().reason()).isEqualTo("draining");
            assertThatThrownBy(() -> get("/")).isInstanceOf(ClientException.class);
        }
    }

    private static RawResponse slow(RawConnection connection) {
        try {
            return connection.exchange(RawRequest.get("/slow", "app.example.com"), LIMIT);
        } catch (ClientException e) {
            throw new AssertionError("the request under way was cut off", e);
        }
    }

    @Test
    void theAccessLogFollowsARotation() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        Path log = temp.resolve("access.log");
        AccessLogOptions accessLog = new AccessLogOptions(AccessLogOptions.Format.text("%REQ(:PATH)%"), log);
        try (FairleadServer server = FairleadServer.start(options().withAccessLog(accessLog))) {
            assertThat(server.started().join().isReady()).isTrue();
            get("/before");
            await().until(() -> Files.readString(log).equals("/before\n"));
            Files.move(log, temp.resolve("access.log.1"));
            await().until(() -> Files.exists(log));
            get("/after");

            await().untilAsserted(() -> assertThat(log).hasContent("/after\n"));
            assertThat(temp.resolve("access.log.1")).hasContent("/before\n");
        }
    }

    @Test
    void whatCannotBeStartedIsAnIoExceptionAndLeavesNothingBehind() throws Exception {
        folder.write("app.yaml", ConfigFolder.forward("one"));
        assertThatThrownBy(() -> FairleadServer.start(ServerOptions.of(temp.resolve("none"))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            assertThatThrownBy(() -> FairleadServer.start(options().withAdmin(admin)))
                    .isInstanceOf(BindException.class);
        }
        try (FairleadServer server = serve()) {
            assertThat(server.readiness().isReady()).isTrue();
        }
    }
}
