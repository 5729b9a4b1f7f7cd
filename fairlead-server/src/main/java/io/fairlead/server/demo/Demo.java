package io.fairlead.server.demo;

import io.fairlead.server.admin.Readiness;
import io.fairlead.server.demo.DemoStep.Expectation.FromModel;
import io.fairlead.server.demo.DemoStep.Expectation.FromProxy;
import io.fairlead.server.wire.FairleadServer;
import io.fairlead.server.wire.ServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Three model servers, a proxy and a canary configuration between them, running in this process. */
public final class Demo implements AutoCloseable {
    private static final long START_LIMIT_SECONDS = 30;
    private static final String CHAT = "/v1/chat";
    private static final List<DemoStep> STEPS = List.of(
            new DemoStep(
                    "9 of 10 requests reach version v1, 1 of 10 the canary v2",
                    CHAT,
                    List.of(),
                    new FromModel(List.of("v1", "v2"), CHAT)),
            new DemoStep(
                    "beta users always get v2, by a header",
                    CHAT,
                    List.of("x-user-group: beta"),
                    new FromModel(List.of("v2"), CHAT)),
            new DemoStep(
                    "a cookie opens the preview v3",
                    CHAT,
                    List.of("cookie: preview=on"),
                    new FromModel(List.of("v3"), CHAT)),
            new DemoStep(
                    "the path is rewritten: v2 sees /v1/chat?stream=false",
                    "/api/v2/chat?stream=false",
                    List.of(),
                    new FromModel(List.of("v2"), CHAT + "?stream=false")),
            new DemoStep("a redirect: 308 with a location", "/chat", List.of(), new FromProxy(308, CHAT)),
            new DemoStep(
                    "an answer by the proxy itself, without any model", "/status", List.of(), new FromProxy(200, "")));

    private final DemoOptions options;
    private final List<ModelServer> models;
    private final Path configFile;
    private final FairleadServer server;

    private Demo(DemoOptions options, List<ModelServer> models, Path configFile, FairleadServer server) {
        this.options = options;
        this.models = models;
        this.configFile = configFile;
        this.server = server;
    }

    /**
     * Starts everything and returns when the proxy serves.
     *
     * @throws IOException if a port is taken or the folder cannot be written; the message says which
     */
    public static Demo start(DemoOptions options) throws IOException {
        List<ModelServer> models = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                models.add(ModelServer.start("llama3", "v" + (i + 1), options.modelPort() + i));
            }
            Path file = DemoConfig.write(options.folder(), options.gatewayPort(), models);
            FairleadServer server = FairleadServer.start(ServerOptions.of(file).withAdmin(options.admin()));
            Demo demo = new Demo(options, List.copyOf(models), file, server);
            demo.awaitServing();
            return demo;
        } catch (IOException | RuntimeException e) {
            models.forEach(ModelServer::close);
            throw e;
        }
    }

    private void awaitServing() throws IOException {
        Readiness readiness = server.started()
                .completeOnTimeout(
                        Readiness.notReady(0, "the configuration is not served after " + START_LIMIT_SECONDS + " s"),
                        START_LIMIT_SECONDS,
                        TimeUnit.SECONDS)
                .join();
        if (!readiness.isReady()) {
            server.close();
            throw new IOException(readiness.reason());
        }
    }

    /** The requests to try. */
    public List<DemoStep> steps() {
        return STEPS;
    }

    /** Where the proxy answers, for example {@code http://127.0.0.1:8080}. */
    public String gatewayUrl() {
        return "http://127.0.0.1:" + options.gatewayPort();
    }

    /** Where the admin address answers, for example {@code http://127.0.0.1:15000}. */
    public String adminUrl() {
        InetSocketAddress admin = server.adminAddress();
        String host = admin.getAddress().getHostAddress();
        return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + admin.getPort();
    }

    /** The file to edit. */
    public Path configFile() {
        return configFile;
    }

    /** The model servers, one a line, for example {@code llama3 v1  http://127.0.0.1:8101}. */
    public List<String> modelLines() {
        return models.stream()
                .map(model -> "llama3 " + model.version() + "  http://127.0.0.1:" + model.port())
                .toList();
    }

    /** Lets requests under way end, then stops everything. */
    public void drain() {
        server.drain();
        models.forEach(ModelServer::close);
    }

    @Override
    public void close() {
        server.close();
        models.forEach(ModelServer::close);
    }
}
