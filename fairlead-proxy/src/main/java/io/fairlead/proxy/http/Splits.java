package io.fairlead.proxy.http;

import io.fairlead.proxy.http.ProxyRoute.Split;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.overlay.Overlay;
import io.fairlead.routing.overlay.RouteRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the requests of each route of one snapshot are split among its destinations: the only part of the tables that changes
 * while they are in force. An overlay changes any number of routes by one volatile write, so that no request sees the new
 * weights of one route and the old ones of another; a change costs by the number of routes that it concerns, and a copy of
 * as many references as there are routes. Routes are added, all of them, before the first change. Reads on any thread, changes
 * from one at a time.
 */
final class Splits {
    private final Map<RouteRule, List<ProxyRoute>> byRule = new HashMap<>();
    private final List<Split> written = new ArrayList<>();
    private Overlay applied = Overlay.NONE;
    private volatile Split[] current = new Split[0];

    /** How many routes there are. */
    int size() {
        return written.size();
    }

    /** Takes the next route. */
    void add(ProxyRoute route) {
        written.add(route.writtenSplit());
        RouteEntry.Origin origin = route.entry().origin();
        if (origin != null) {
            byRule.computeIfAbsent(RouteRule.of(origin), rule -> new ArrayList<>(2))
                    .add(route);
        }
    }

    /** All routes are there: they serve as written. */
    void begin() {
        current = written.toArray(new Split[0]);
    }

    /** How the requests of the route at {@code position} are split now. */
    Split of(int position) {
        return current[position];
    }

    /** Puts the weights of {@code overlay} into force, and the written ones where it has none. */
    void apply(Overlay overlay, Set<String> clusters) {
        Set<RouteRule> concerned = new HashSet<>(applied.shares().keySet());
        concerned.addAll(overlay.shares().keySet());
        Split[] next = current.clone();
        for (RouteRule rule : concerned) {
            for (ProxyRoute route : byRule.getOrDefault(rule, List.of())) {
                List<WeightedDestination> weights = overlay.destinationsOf(route.entry(), clusters);
                next[route.splitPosition()] =
                        weights == null ? written.get(route.splitPosition()) : route.split(weights);
            }
        }
        applied = overlay;
        current = next;
    }
}
