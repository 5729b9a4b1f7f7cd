package io.fairlead.server.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A stand-in for a model behind an HTTP API: answers every request with its own name and what it was sent, as JSON. */
final class ModelServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int THREADS = 8;
    private static final int MAX_ECHOED_BYTES = 64 * 1024;

    private final String model;
    private final String version;
    private final HttpServer server;
    private final ExecutorService threads;

    private ModelServer(String model, String version, HttpServer server) {
        this.model = model;
        this.version = version;
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "demo-" + model + "-" + version);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts on loopback, on {@code preferredPort} if it is free and on any other if not. */
    static ModelServer start(String model, String version, int preferredPort) throws IOException {
        ModelServer server = new ModelServer(model, version, bind(preferredPort));
        server.server.setExecutor(server.threads);
        server.server.createContext("/", server::answer);
        server.server.start();
        return server;
    }

    private static HttpServer bind(int preferredPort) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            return HttpServer.create(new InetSocketAddress(loopback, preferredPort), 0);
        } catch (BindException e) {
            return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String version() {
        return version;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_ECHOED_BYTES);
            ObjectNode reply = JSON.createObjectNode()
                    .put("model", model)
                    .put("version", version)
                    .put("method", exchange.getRequestMethod())
                    .put("path", exchange.getRequestURI().toString());
            if (body.length > 0) {
                reply.put("body", new String(body, StandardCharsets.UTF_8));
            }
            ObjectNode headers = reply.putObject("headers");
            new TreeMap<>(exchange.getRequestHeaders())
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
            byte[] bytes = (JSON.writeValueAsString(reply) + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
            if (!head) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
