package io.fairlead.proxy.listen;

import io.fairlead.routing.Listener;
import io.fairlead.routing.RoutingSnapshot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chains of all listeners of a snapshot, made ready to choose from. Immutable. */
public final class ChainTable {
    private final Map<ListenerKey, ListenerChains> byListener = new HashMap<>();

    /** The chains of {@code snapshot}. */
    public ChainTable(RoutingSnapshot snapshot) {
        for (Listener listener : snapshot.listeners()) {
            byListener.put(ListenerKey.of(listener), new ListenerChains(listener));
        }
    }

    /** The chains of a listener, null if the snapshot does not have it. */
    @Nullable
    ListenerChains of(ListenerKey listener) {
        return byListener.get(listener);
    }
}
