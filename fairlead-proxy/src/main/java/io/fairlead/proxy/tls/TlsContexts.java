package io.fairlead.proxy.tls;

import io.fairlead.routing.tls.DownstreamTls;
import io.fairlead.routing.tls.UpstreamTls;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All TLS configurations that are in use, whose files are looked at again and again on a thread of its own. Changes come from
 * one thread at a time, under this object's lock; they block for as long as reading files takes.
 */
public final class TlsContexts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    private final ContextFactory factory;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    private final Map<String, ServerTls> servers = new HashMap<>();
    private final List<ServerTls> leaving = new ArrayList<>();
    private final List<LiveContext> left = new ArrayList<>();
    private final Map<UpstreamTls, ClientTls> clients = new HashMap<>();

    /** No configurations yet. */
    public TlsContexts(TlsOptions options, InstantSource clock) {
        this.factory = new ContextFactory(options.engine());
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watching = new Thread(task, "fairlead-certificates");
            watching.setDaemon(true);
            return watching;
        });
        long millis = options.fileCheck().toMillis();
        thread.scheduleWithFixedDelay(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Makes the configurations for servers those of {@code wanted}, by the names of what they are for. One that did not change
     * stays as it is. One that changed in nothing but certificates, and whose new ones cannot be used, goes on with the old.
     * What is no longer wanted works until {@link #settle}.
     */
    public synchronized Map<String, ServerTls> serve(Map<String, DownstreamTls> wanted) {
        Map<String, ServerTls> result = new HashMap<>();
        wanted.forEach((name, config) -> result.put(name, server(name, config)));
        leaving.addAll(servers.values());
        leaving.removeAll(result.values());
        servers.clear();
        servers.putAll(result);
        return Map.copyOf(result);
    }

    /**
     * Tells that connections begin with what is wanted from now on. What is not wanted any more is let go with the next
     * change: connections that have begun may still need it.
     *
     * @param used the configurations for connections to servers that are wanted
     */
    public synchronized void settle(Set<UpstreamTls> used) {
        left.forEach(LiveContext::close);
        left.clear();
        left.addAll(leaving);
        leaving.clear();
        clients.entrySet().removeIf(entry -> {
            boolean stale = !used.contains(entry.getKey());
            if (stale) {
                left.add(entry.getValue());
            }
            return stale;
        });
    }

    private ServerTls server(String name, DownstreamTls config) {
        ServerTls former = servers.get(name);
        if (former != null && former.config().equals(config)) {
            return former;
        }
        ServerTls server = new ServerTls(config, factory, name);
        if (former != null && server.differsOnlyInCertificates(former)) {
            server.adopt(former);
        }
        server.refresh(clock.instant());
        return server;
    }

    /**
     * The configuration for connections to servers; the same for equal ones.
     *
     * @param name of what it is used for first, for messages
     */
    public synchronized ClientTls client(UpstreamTls config, String name) {
        ClientTls known = clients.get(config);
        if (known != null) {
            return known;
        }
        ClientTls client = new ClientTls(config, factory, name);
        client.refresh(clock.instant());
        clients.put(config, client);
        return client;
    }

    /** Which certificates cannot be used now, by name. */
    public synchronized List<TlsFailure> failures() {
        return all().stream()
                .map(LiveContext::failure)
                .filter(Objects::nonNull)
                .sorted((left, right) -> left.name().compareTo(right.name()))
                .toList();
    }

    private List<LiveContext> all() {
        List<LiveContext> all = new ArrayList<>(servers.values());
        all.addAll(clients.values());
        return all;
    }

    private void refresh() {
        List<LiveContext> now;
        synchronized (this) {
            now = all();
        }
        for (LiveContext context : now) {
            try {
                context.refresh(clock.instant());
            } catch (RuntimeException e) {
                // A task that throws is never run again.
                LOG.error("tls.refresh_failed source={}", context, e);
            }
        }
    }

    @Override
    public synchronized void close() {
        thread.shutdownNow();
        all().forEach(LiveContext::close);
        leaving.forEach(LiveContext::close);
        left.forEach(LiveContext::close);
        servers.clear();
        clients.clear();
    }
}
