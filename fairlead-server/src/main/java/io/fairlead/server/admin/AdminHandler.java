package io.fairlead.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one admin request: checks host, caller and method, finds the page, sends its answer. */
final class AdminHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final Map<String, AdminPage> pages = new LinkedHashMap<>();
    private final ChangeGuard guard;

    /** Answers with {@code pages}, each at its path and below it. */
    AdminHandler(Map<String, AdminPage> pages, ChangeGuard guard) {
        this.pages.putAll(pages);
        this.guard = guard;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private AdminResponse answer(HttpExchange exchange) throws IOException {
        if (!HostCheck.allows(
                exchange.getRequestHeaders().get("Host"),
                exchange.getLocalAddress().getAddress())) {
            return AdminResponse.error(
                    403, "on loopback the Host header must be localhost or an IP address (DNS rebinding)");
        }
        String path = exchange.getRequestURI().getPath();
        AdminPage page = pageOf(path);
        List<String> methods = page == null ? List.of() : page.methods(path);
        if (page == null || methods.isEmpty()) {
            return path.equals("/")
                    ? AdminResponse.text(index())
                    : AdminResponse.error(404, "no such page; GET / lists the pages");
        }
        String method = exchange.getRequestMethod();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (!methods.contains(reads ? "GET" : method)) {
            exchange.getResponseHeaders()
                    .set("Allow", String.join(", ", methods).replace("GET", "GET, HEAD"));
            return AdminResponse.error(405, "the method " + method + " is not answered here");
        }
        AdminResponse refusal = reads ? null : guard.refusal(exchange);
        return refusal == null ? answer(page, exchange) : refusal;
    }

    private @Nullable AdminPage pageOf(String path) {
        int end = path.indexOf('/', 1);
        return pages.get(end < 0 ? path : path.substring(0, end));
    }

    private String index() {
        StringBuilder text = new StringBuilder("Fairlead admin\n\n");
        pages.forEach((path, page) -> text.append(String.format(Locale.ROOT, "%-9s %s%n", path, page.summary())));
        return text.toString();
    }

    private static AdminResponse answer(AdminPage page, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(AdminRequest.MAX_BODY_BYTES + 1);
        if (body.length > AdminRequest.MAX_BODY_BYTES) {
            return AdminResponse.error(413, "the body has more than " + AdminRequest.MAX_BODY_BYTES + " bytes");
        }
        AdminQuery query;
        try {
            query = AdminQuery.of(
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders().getFirst("Accept"));
        } catch (IllegalArgumentException e) {
            return AdminResponse.error(400, "the query has a malformed escape");
        }
        try {
            return page.answer(new AdminRequest(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    query,
                    new String(body, StandardCharsets.UTF_8),
                    exchange.getRemoteAddress().toString(),
                    exchange.getRequestHeaders().getFirst("X-Fairlead-User")));
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
