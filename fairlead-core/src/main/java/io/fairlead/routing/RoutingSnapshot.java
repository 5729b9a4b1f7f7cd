package io.fairlead.routing;

import java.util.List;
import java.util.Map;

/**
 * Everything a proxy needs to serve: a plain value that can be printed, compared and diffed.
 *
 * @param version the version of the resources it was compiled from
 * @param listeners by address and port, each once
 * @param clusters by {@link Cluster#name()}
 */
public record RoutingSnapshot(long version, List<Listener> listeners, Map<String, Cluster> clusters) {
    /** Serves nothing. */
    public static final RoutingSnapshot EMPTY = new RoutingSnapshot(0, List.of(), Map.of());

    public RoutingSnapshot {
        listeners = List.copyOf(listeners);
        clusters = Map.copyOf(clusters);
    }
}
