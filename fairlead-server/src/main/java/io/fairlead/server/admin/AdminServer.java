package io.fairlead.server.admin;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Serves the admin address on threads of its own, so that no scrape and no slow reader ever holds up traffic.
 *
 * <p>The JDK's server is used: few requests, no new library, and nothing in common with the proxy's event loops, which
 * makes it answer even where those are stuck.
 */
public final class AdminServer implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MAX_WAITING_REQUESTS = 64;
    private static final int BACKLOG_CONNECTIONS = 128;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private AdminServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Opens {@code address} and answers on it from now on.
     *
     * @param address with port 0 for any free one
     * @param more pages besides those of {@code view}, by the first part of their path, for example {@code /weights}
     * @param token what callers must have to change something; null lets processes of this machine, and no others
     * @throws IOException if the address cannot be bound
     */
    public static AdminServer start(
            InetSocketAddress address, ServerView view, Map<String, AdminPage> more, @Nullable String token)
            throws IOException {
        limitSlowClients();
        HttpServer server = HttpServer.create(address, BACKLOG_CONNECTIONS);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_REQUESTS),
                task -> {
                    Thread thread = new Thread(task, "fairlead-admin-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                // The accepting thread then answers by itself, and accepts no more meanwhile.
                new ThreadPoolExecutor.CallerRunsPolicy());
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", new AdminHandler(pages(view, more), new ChangeGuard(token)));
        server.start();
        return new AdminServer(server, threads);
    }

    private static Map<String, AdminPage> pages(ServerView view, Map<String, AdminPage> more) {
        Map<String, AdminPage> pages = new LinkedHashMap<>();
        for (ViewPage page : List.of(
                new ViewPage(
                        "/ready",
                        "200 once listeners serve the newest accepted configuration, else 503 and why",
                        query -> ReadyPage.answer(view)),
                new ViewPage("/healthz", "200 while the process lives", query -> AdminResponse.text("live\n")),
                new ViewPage(
                        "/config",
                        "version, objects, diagnostics, listeners (?full adds the compiled routing)",
                        query -> ConfigPage.answer(view, query)),
                new ViewPage(
                        "/stats",
                        "numbers by name (?filter=TEXT, ?format=json)",
                        query -> StatsPage.answer(view, query)),
                new ViewPage("/metrics", "for Prometheus", query -> MetricsPage.answer(view, query)))) {
            pages.put(page.path(), page);
        }
        pages.putAll(more);
        return pages;
    }

    /** The address it answers on, with the port that was chosen. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Stops at once; answers under way are cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /**
     * The JDK's server takes its limits from system properties only. Without them a client that sends half a request
     * holds a thread for good, and every second answer on a kept connection waits for a delayed acknowledgement.
     */
    private static void limitSlowClients() {
        setUnlessSet("sun.net.httpserver.maxReqTime", "10");
        setUnlessSet("sun.net.httpserver.maxRspTime", "60");
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        setUnlessSet("jdk.httpserver.maxConnections", "256");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
