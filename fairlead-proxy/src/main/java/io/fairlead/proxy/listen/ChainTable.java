package io.fairlead.proxy.listen;

import io.fairlead.proxy.listen.ListenerChains.Chain;
import io.fairlead.proxy.tls.ServerTls;
import io.fairlead.proxy.tls.TlsContexts;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.tls.DownstreamTls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chains of all listeners of a snapshot, made ready to choose from. Immutable. */
public final class ChainTable {
    /** No listeners. */
    public static final ChainTable EMPTY = new ChainTable(List.of(), Map.of());

    private final Map<ListenerKey, ListenerChains> byListener = new HashMap<>();

    private ChainTable(List<Listener> listeners, Map<String, ServerTls> servers) {
        for (Listener listener : listeners) {
            List<Chain> chains = new ArrayList<>();
            for (FilterChain chain : listener.chains()) {
                chains.add(new Chain(chain, servers.get(name(listener, chain))));
            }
            byListener.put(ListenerKey.of(listener), new ListenerChains(chains, listener.preamble()));
        }
    }

    /** The chains of {@code snapshot}. Their certificates are loaded, which blocks; {@code contexts} serve nothing else. */
    public static ChainTable of(RoutingSnapshot snapshot, TlsContexts contexts) {
        Map<String, DownstreamTls> wanted = new HashMap<>();
        for (Listener listener : snapshot.listeners()) {
            for (FilterChain chain : listener.chains()) {
                if (chain.tls() != null) {
                    wanted.put(name(listener, chain), chain.tls());
                }
            }
        }
        return new ChainTable(snapshot.listeners(), contexts.serve(wanted));
    }

    /** What tells a chain from all others, for as long as it may keep its certificates. */
    private static String name(Listener listener, FilterChain chain) {
        return ListenerKey.of(listener) + " " + chain.content().name();
    }

    /** The chains of a listener, null if the snapshot does not have it. */
    @Nullable
    ListenerChains of(ListenerKey listener) {
        return byListener.get(listener);
    }
}
