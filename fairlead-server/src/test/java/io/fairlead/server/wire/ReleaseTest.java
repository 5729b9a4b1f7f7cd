package io.fairlead.server.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.testkit.backend.Behaviour;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.time.Pause;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The releases of {@code examples/}, through the real proxy, while requests come in all the time. */
class ReleaseTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** How often a broken candidate is released; 100 times take about two minutes. */
    private static final int RUNS = Integer.getInteger("fairlead.release.runs", 20);

    /** Between two requests: at most 1000 come in a second. */
    private static final Duration GAP = Duration.ofMillis(1);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private final int port = ConfigFolder.freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<String> failures = new ArrayList<>();
    private EchoBackend v1;
    private EchoBackend v2;
    private @Nullable FairleadServer server;
    private @Nullable Thread load;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong served2 = new AtomicLong();

    @BeforeEach
    void startBackends() {
        v1 = EchoBackend.start("v1", 0, new HitLog());
        v2 = EchoBackend.start("v2", 0, new HitLog());
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        stop.set(true);
        if (load != null) {
            load.join();
        }
        if (server != null) {
            server.close();
        }
        v1.close();
        v2.close();
    }

    private String example(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name))
                .replace("8080", Integer.toString(port))
                .replace("9101", Integer.toString(v1.port()))
                .replace("9102", Integer.toString(v2.port()));
    }

    private ConfigFolder serve(String text) throws IOException {
        ConfigFolder folder = new ConfigFolder(temp.resolve("config"));
        folder.write("release.yaml", text);
        FairleadServer started = FairleadServer.start(ServerOptions.of(folder.path())
                .withEphemeralAdmin()
                .withConcurrency(1)
                .withState(temp.resolve("state")));
        server = started;
        assertThat(started.started().join().isReady()).isTrue();
        assertThat(started.config().diagnostics()).isEmpty();
        Thread sender = new Thread(this::send, "load");
        load = sender;
        sender.start();
        return folder;
    }

    private void send() {
        while (!stop.get()) {
            try (RawConnection connection = RawConnection.open(port)) {
                for (int i = 0; i < 100 && !stop.get(); i++) {
                    var response = connection.exchange(RawRequest.get("/", "shop.example.com"), LIMIT);
                    requests.incrementAndGet();
                    Pause.of(GAP);
                    if (response.headers()
                            .first("x-echo-backend")
                            .orElse("none")
                            .equals("v2")) {
                        served2.incrementAndGet();
                    }
                }
            } catch (ClientException e) {
                synchronized (failures) {
                    failures.add(e.toString());
                }
            }
        }
    }

    private JsonNode admin(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + requireNonNull(server).adminAddress().getPort() + path))
                .header("x-fairlead-user", "alex")
                .method(method, HttpRequest.BodyPublishers.ofString("{\"why\": \"a test\"}"))
                .build();
        return JsonMapper.shared()
                .readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private String phase() throws IOException, InterruptedException {
        return admin("GET", "/rollouts/default/shop").path("phase").asString("none");
    }

    private void awaitPhase(String phase) {
        await().atMost(PATIENCE).until(() -> phase().equals(phase));
    }

    private void assertNoRequestFailed() {
        synchronized (failures) {
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void theCanaryPromotesItself() throws Exception {
        ConfigFolder folder = serve(example("release-canary.yaml"));

        awaitPhase("PROMOTED");

        JsonNode history = admin("GET", "/rollouts/default/shop/history");
        List<Integer> weights = new ArrayList<>();
        for (JsonNode transition : history) {
            int weight = transition.path("after").path("weight").asInt();
            if (weights.isEmpty() || weights.get(weights.size() - 1) != weight) {
                weights.add(weight);
            }
        }
        assertThat(weights).containsExactly(0, 1000, 5000, 10_000);
        long before = requests.get();
        await().atMost(PATIENCE).until(() -> requests.get() > before + 50);
        long all = requests.get();
        long second = served2.get();
        await().atMost(PATIENCE).until(() -> requests.get() > all + 50);
        assertThat(served2.get() - second).isGreaterThanOrEqualTo(requests.get() - all - 1);
        assertNoRequestFailed();
        assertThat(Files.readString(temp.resolve("state").resolve("events.jsonl")))
                .contains("\"Promoted\"");
        assertThat(Files.readString(folder.path().resolve("release.yaml"))).isEqualTo(example("release-canary.yaml"));
    }

    @Test
    void aCandidateThatFailsIsGoneWithinFifteenRequests() throws Exception {
        v2.behave(Behaviour.NORMAL.status(500));
        String text = example("release-rollback.yaml");
        ConfigFolder folder = serve(text);
        awaitPhase("ROLLED_BACK");
        assertThat(admin("GET", "/rollouts/default/shop").path("reason").asString())
                .isIn("HARD_FAILURE", "GUARD_FAILED");
        assertThat(served2.get()).isLessThanOrEqualTo(15);
        for (int run = 2; run <= RUNS; run++) {
            long before = served2.get();
            int number = run;
            folder.write("release.yaml", text.replace("  candidate:", "  revision: r" + run + "\n  candidate:"));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() ->
                            admin("GET", "/rollouts/default/shop").path("run").asInt() == number
                                    && phase().equals("ROLLED_BACK"));
            assertThat(served2.get() - before).as("run %d", run).isBetween(1L, 15L);
        }
        assertNoRequestFailed();
    }

    @Test
    void blueGreenSwitchesAtOnceAndGoesBackAtOnce() throws Exception {
        serve(example("release-blue-green.yaml"));
        awaitPhase("BAKING");
        long all = requests.get();
        long second = served2.get();
        await().atMost(PATIENCE).until(() -> requests.get() > all + 100);
        assertThat(served2.get() - second).isGreaterThanOrEqualTo(requests.get() - all - 2);

        JsonNode undone = admin("POST", "/rollouts/default/shop/undo");

        assertThat(undone.path("phase").asString()).isEqualTo("ROLLED_BACK");
        long back = requests.get();
        long last = served2.get();
        await().atMost(PATIENCE).until(() -> requests.get() > back + 100);
        assertThat(served2.get() - last).isLessThanOrEqualTo(1);
        assertNoRequestFailed();
        assertThat(Files.readString(temp.resolve("state").resolve("audit.jsonl")))
                .contains("\"alex\"")
                .contains("\"undo\"")
                .contains("a test");
    }

    @Test
    void weightsAreThereAgainAfterARestart() throws Exception {
        String text = example("release-rollback.yaml");
        serve(text);
        awaitPhase("PROGRESSING");
        await().atMost(PATIENCE)
                .until(() ->
                        admin("GET", "/rollouts/default/shop").path("inForce").asBoolean());
        stop.set(true);
        requireNonNull(load).join();
        requireNonNull(server).close();

        stop.set(false);
        serve(text);
        awaitPhase("PROGRESSING");
        assertThat(admin("GET", "/rollouts/default/shop").path("weight").asInt())
                .isEqualTo(500);
        long second = served2.get();
        await().atMost(PATIENCE).until(() -> served2.get() > second);
    }

    @Test
    void someoneElsesWeightsAreTakenBack() throws Exception {
        serve(example("release-rollback.yaml"));
        awaitPhase("PROGRESSING");
        HttpRequest edit = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + requireNonNull(server).adminAddress().getPort() + "/weights/default/shop/primary"))
                .PUT(
                        HttpRequest.BodyPublishers.ofString(
                                "{\"destinations\": [{\"subset\": \"v1\", \"weight\": 1}, {\"subset\": \"v2\", \"weight\": 1}]}"))
                .build();
        assertThat(http.send(edit, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);

        await().atMost(PATIENCE)
                .until(() -> Files.readString(temp.resolve("state").resolve("events.jsonl"))
                        .contains("ForeignEdit"));
        await().atMost(PATIENCE)
                .until(() -> admin("GET", "/weights/default/shop/primary")
                                .path("destinations")
                                .path(1)
                                .path("weight")
                                .asInt()
                        == 500);
        assertThat(phase()).isEqualTo("PROGRESSING");
    }
}
