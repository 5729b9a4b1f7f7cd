package io.fairlead.proxy.http;

import io.fairlead.proxy.listen.ListenerKey;
import io.fairlead.proxy.observe.CommandContext;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.routing.HttpListener;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.match.RouteIndex;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot made ready to serve. Published with one volatile write; a request reads it once and finishes on what it read.
 * Immutable.
 */
public final class RoutingTables {
    /** Serves nothing. */
    public static final RoutingTables EMPTY = new RoutingTables(RoutingSnapshot.EMPTY, Map.of(), CommandContext.EMPTY);

    /** What one listener does. */
    record Table(HttpListener.Side side, RouteIndex<ProxyRoute> routes) {}

    private final RoutingSnapshot snapshot;
    private final Map<ListenerKey, Table> byListener = new HashMap<>();

    /** The tables of {@code snapshot}, whose destinations are those of {@code clusters}. {@code context} is for header values. */
    public RoutingTables(RoutingSnapshot snapshot, Map<String, UpstreamCluster> clusters, CommandContext context) {
        this.snapshot = snapshot;
        for (HttpListener listener : snapshot.httpListeners()) {
            byListener.put(
                    ListenerKey.of(listener),
                    new Table(
                            listener.side(),
                            RouteIndex.of(
                                    listener.routes(),
                                    (host, entry) -> new ProxyRoute(host, entry, clusters, context))));
        }
    }

    /** The snapshot that this serves. */
    public RoutingSnapshot snapshot() {
        return snapshot;
    }

    /** What a listener does, null if the snapshot no longer has it. */
    @Nullable
    Table table(ListenerKey listener) {
        return byListener.get(listener);
    }
}
