package io.fairlead.proxy.tcp;

import io.fairlead.proxy.listen.ListenerKey;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.RoutingSnapshot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The TCP part of a snapshot made ready to serve. A connection reads it once, when it begins. Immutable. */
public final class TcpTables {
    /** Serves nothing. */
    public static final TcpTables EMPTY = new TcpTables(RoutingSnapshot.EMPTY, Map.of());

    private final Map<ListenerKey, Map<String, TcpForwarding>> byListener = new HashMap<>();

    /** The tables of {@code snapshot}, whose destinations are those of {@code clusters}. */
    public TcpTables(RoutingSnapshot snapshot, Map<String, UpstreamCluster> clusters) {
        for (Listener listener : snapshot.listeners()) {
            for (FilterChain chain : listener.chains()) {
                if (chain.content() instanceof Content.Tcp tcp) {
                    byListener
                            .computeIfAbsent(ListenerKey.of(listener), key -> new HashMap<>())
                            .put(tcp.name(), new TcpForwarding(tcp, clusters));
                }
            }
        }
    }

    /** What a content of a listener does, null if the snapshot no longer has it. */
    @Nullable
    TcpForwarding forwarding(ListenerKey listener, String content) {
        Map<String, TcpForwarding> contents = byListener.get(listener);
        return contents == null ? null : contents.get(content);
    }
}
