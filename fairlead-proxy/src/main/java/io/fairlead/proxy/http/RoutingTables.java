package io.fairlead.proxy.http;

import io.fairlead.proxy.listen.ListenerKey;
import io.fairlead.proxy.observe.CommandContext;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.match.RouteIndex;
import io.fairlead.routing.overlay.Overlay;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot made ready to serve. Published with one volatile write; a request reads it once and finishes on what it read.
 * Only how requests are split among destinations changes while it is in force, by {@link #apply}.
 */
public final class RoutingTables {
    /** Serves nothing. */
    public static final RoutingTables EMPTY = new RoutingTables(RoutingSnapshot.EMPTY, Map.of(), CommandContext.EMPTY);

    /** What one HTTP content of a listener does. */
    record Table(Listener.Side side, RouteIndex<ProxyRoute> routes) {}

    private final RoutingSnapshot snapshot;
    private final Map<ListenerKey, Map<String, Table>> byListener = new HashMap<>();
    private final Splits splits = new Splits();

    /** The tables of {@code snapshot}, whose destinations are those of {@code clusters}. {@code context} is for header values. */
    public RoutingTables(RoutingSnapshot snapshot, Map<String, UpstreamCluster> clusters, CommandContext context) {
        this.snapshot = snapshot;
        for (Listener listener : snapshot.listeners()) {
            Map<String, Table> tables = new HashMap<>();
            for (FilterChain chain : listener.chains()) {
                if (chain.content() instanceof Content.Http http) {
                    tables.put(
                            http.name(),
                            new Table(
                                    listener.side(),
                                    RouteIndex.of(
                                            http.routes(),
                                            (host, entry) ->
                                                    route(new ProxyRoute(host, entry, clusters, context, splits)))));
                }
            }
            byListener.put(ListenerKey.of(listener), tables);
        }
        splits.begin();
    }

    private ProxyRoute route(ProxyRoute route) {
        splits.add(route);
        return route;
    }

    /** Splits requests by the weights of {@code overlay} where it has any, else as written. One call at a time. */
    public void apply(Overlay overlay) {
        splits.apply(overlay, snapshot.clusters().keySet());
    }

    /** The snapshot that this serves. */
    public RoutingSnapshot snapshot() {
        return snapshot;
    }

    /** What a content of a listener does, null if the snapshot no longer has it. */
    @Nullable
    Table table(ListenerKey listener, String content) {
        Map<String, Table> tables = byListener.get(listener);
        return tables == null ? null : tables.get(content);
    }
}
