package io.fairlead.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one admin request: checks method and host, finds the page, sends its answer. */
final class AdminHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
    private static final String INDEX = """
            Fairlead admin

            /ready    200 once listeners serve the newest accepted configuration, else 503 and why
            /healthz  200 while the process lives
            /config   version, objects, diagnostics, listeners (?full adds the compiled routing)
            /stats    numbers by name (?filter=TEXT, ?format=json)
            /metrics  for Prometheus
            """;

    private final ServerView view;
    private final Map<String, BiFunction<ServerView, AdminQuery, AdminResponse>> pages = new LinkedHashMap<>();

    AdminHandler(ServerView view) {
        this.view = view;
        pages.put("/", (state, query) -> AdminResponse.text(INDEX));
        pages.put("/ready", (state, query) -> ReadyPage.answer(state));
        pages.put("/healthz", (state, query) -> AdminResponse.text("live\n"));
        pages.put("/config", ConfigPage::answer);
        pages.put("/stats", StatsPage::answer);
        pages.put("/metrics", MetricsPage::answer);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private AdminResponse answer(HttpExchange exchange) {
        if (!HostCheck.allows(
                exchange.getRequestHeaders().get("Host"),
                exchange.getLocalAddress().getAddress())) {
            return AdminResponse.error(
                    403, "on loopback the Host header must be localhost or an IP address (DNS rebinding)");
        }
        BiFunction<ServerView, AdminQuery, AdminResponse> page =
                pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return AdminResponse.error(404, "no such page; GET / lists the pages");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return AdminResponse.error(405, "only GET and HEAD are answered, not " + method);
        }
        return answer(page, exchange);
    }

    private AdminResponse answer(BiFunction<ServerView, AdminQuery, AdminResponse> page, HttpExchange exchange) {
        AdminQuery query;
        try {
            query = AdminQuery.of(
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders().getFirst("Accept"));
        } catch (IllegalArgumentException e) {
            return AdminResponse.error(400, "the query has a malformed escape");
        }
        try {
            return page.apply(view, query);
        } catch (RuntimeException e) {
            LOG.error("admin.failed path={}", exchange.getRequestURI().getPath(), e);
            return AdminResponse.error(500, "the page failed; the log has the reason");
        }
    }

    private static void send(HttpExchange exchange, AdminResponse response) throws IOException {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", response.contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(response.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }
}
