package io.fairlead.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file of {@code examples/} is loaded and does what its comment says. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    private final int port = ConfigFolder.freePort();
    private final int securePort = ConfigFolder.freePort();
    private final HitLog hits = new HitLog();
    private EchoBackend v1;
    private EchoBackend v2;

    @BeforeEach
    void startBackends() {
        v1 = EchoBackend.start("v1", 0, hits);
        v2 = EchoBackend.start("v2", 0, hits);
    }

    @AfterEach
    void stopBackends() {
        v1.close();
        v2.close();
    }

    /** Starts the example on ports that are free here. */
    private FairleadServer serve(String name) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name))
                .replace("/tmp/tls", temp.resolve("tls").toString())
                .replace("8080", Integer.toString(port))
                .replace("8443", Integer.toString(securePort))
                .replace("9101", Integer.toString(v1.port()))
                .replace("9102", Integer.toString(v2.port()));
        ConfigFolder folder = new ConfigFolder(temp);
        folder.write(name, text);
        FairleadServer server = FairleadServer.start(
                ServerOptions.of(folder.path()).withEphemeralAdmin().withConcurrency(1));
        assertThat(server.started().join().isReady()).isTrue();
        assertThat(server.config().diagnostics()).isEmpty();
        return server;
    }

    private RawResponse send(RawRequest request) throws ClientException {
        try (RawConnection connection = RawConnection.open(port)) {
            return connection.exchange(request, LIMIT);
        }
    }

    private static String backend(RawResponse response) {
        return response.headers().first("x-echo-backend").orElse("none");
    }

    private static String location(RawResponse response) {
        return response.headers().first("location").orElse("none");
    }

    @Test
    void thereIsATestForEachExample() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "canary.yaml",
                            "sticky.yaml",
                            "versions.yaml",
                            "redirects.yaml",
                            "release-blue-green.yaml",
                            "release-canary.yaml",
                            "release-rollback.yaml",
                            "models.yaml",
                            "model-from-body.yaml",
                            "tls.yaml");
        }
    }

    @Test
    void theCanaryGetsATenthOfTheRequests() throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        try (FairleadServer server = serve("canary.yaml");
                RawConnection connection = RawConnection.open(port)) {
            for (int i = 0; i < 1000; i++) {
                RawResponse response = connection.exchange(RawRequest.get("/", "shop.example.com"), LIMIT);
                assertThat(response.status()).isEqualTo(200);
                counts.merge(backend(response), 1, Integer::sum);
            }
            assertThat(send(RawRequest.get("/", "other.example.com")).status()).isEqualTo(404);
            assertThat(server.readiness().isReady()).isTrue();
        }

        // 100 is expected; 6 standard deviations of 9.5 either way happen once in 500 million runs.
        assertThat(counts.get("v2")).isBetween(43, 157);
        assertThat(counts.keySet()).containsExactlyInAnyOrder("v1", "v2");
    }

    @Test
    void aTenthOfTheUsersStayWithTheCanary() throws Exception {
        Map<String, String> first = new HashMap<>();
        try (FairleadServer server = serve("sticky.yaml");
                RawConnection connection = RawConnection.open(port)) {
            for (int i = 0; i < 1000; i++) {
                String user = "user-" + i % 500;
                RawRequest request = RawRequest.get("/", "shop.example.com").header("x-user-id", user);
                String backend = backend(connection.exchange(request, LIMIT));
                assertThat(first.computeIfAbsent(user, key -> backend)).as(user).isEqualTo(backend);
            }
            assertThat(server.readiness().isReady()).isTrue();
        }

        // 50 of 500 is expected; the users are always the same, so that this was drawn once.
        assertThat(first.values().stream().filter("v2"::equals)).hasSizeBetween(20, 80);
    }

    @Test
    void versionsAreChosenByPathHeaderAndCookie() throws Exception {
        RawRequest plain = RawRequest.get("/v1/chat", "models.example.com");
        try (FairleadServer server = serve("versions.yaml")) {
            RawResponse byPath = send(RawRequest.get("/api/v2/chat?q=1", "models.example.com"));
            RawResponse byHeader = send(plain.header("x-user-group", "beta"));

            assertThat(backend(send(plain))).isEqualTo("v1");
            assertThat(backend(byPath)).isEqualTo("v2");
            assertThat(byPath.text()).contains("/v1/chat?q=1");
            assertThat(backend(byHeader)).isEqualTo("v2");
            assertThat(byHeader.headers().first("x-served-by")).hasValue("llama-v2");
            assertThat(backend(send(plain.header("cookie", "a=b; release=next"))))
                    .isEqualTo("v2");
            assertThat(backend(send(plain.header("cookie", "release=nextish")))).isEqualTo("v1");
            assertThat(server.readiness().isReady()).isTrue();
        }
    }

    @Test
    void modelsAreChosenByPathHeaderAndCookie() throws Exception {
        RawRequest v1 = RawRequest.get("/api/v1/chat", "models.example.com");
        try (FairleadServer server = serve("models.yaml")) {
            assertThat(backend(send(v1))).isEqualTo("v1");
            assertThat(backend(send(v1.header("model-version", "llama3")))).isEqualTo("v2");
            assertThat(backend(send(v1.header("model-version", "llama2")))).isEqualTo("v1");
            assertThat(backend(send(v1.header("cookie", "a=b; preview=llama3"))))
                    .isEqualTo("v2");
            assertThat(backend(send(RawRequest.get("/api/v2/chat", "models.example.com"))))
                    .isEqualTo("v2");
            assertThat(send(RawRequest.get("/api/v3/chat", "models.example.com"))
                            .status())
                    .isEqualTo(404);
            assertThat(server.readiness().isReady()).isTrue();
        }
    }

    @Test
    void modelsAreChosenByTheBody() throws Exception {
        RawRequest post = RawRequest.of("POST", "/v1/chat/completions", "models.example.com");
        try (FairleadServer server = serve("model-from-body.yaml")) {
            RawRequest llama = post.body(Bytes.ofUtf8("{\"messages\":[],\"model\":\"llama3-70b\"}"));
            assertThat(backend(send(llama))).isEqualTo("v2");
            assertThat(backend(send(post.body(Bytes.ofUtf8("{\"model\":\"mistral\"}")))))
                    .isEqualTo("v1");
            assertThat(backend(send(post.header("x-gateway-model-name", "llama3"))))
                    .isEqualTo("v1");
            assertThat(server.readiness().isReady()).isTrue();
        }
    }

    @Test
    void redirectsAndDirectResponsesNeedNoWorkload() throws Exception {
        try (FairleadServer server = serve("redirects.yaml")) {
            RawResponse moved = send(RawRequest.get("/old/page?q=1", "www.example.com"));
            RawResponse shop = send(RawRequest.get("/shop/cart", "www.example.com"));
            RawResponse robots = send(RawRequest.get("/robots.txt", "www.example.com"));
            RawResponse other = send(RawRequest.get("/other", "www.example.com"));

            assertThat(List.of(moved.status(), shop.status(), robots.status(), other.status()))
                    .containsExactly(302, 301, 200, 404);
            assertThat(location(moved)).startsWith("http://www.example.com").contains("/new/page");
            assertThat(location(shop)).isEqualTo("https://shop.example.com/shop/cart");
            assertThat(robots.text()).isEqualTo("User-agent: *\nDisallow: /\n");
            assertThat(other.text()).isEqualTo("nothing here\n");
            assertThat(hits.counts()).isEmpty();
            assertThat(server.readiness().isReady()).isTrue();
        }
    }
}
