package io.fairlead.simulate;

import io.fairlead.routing.Cluster;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.match.RouteMatcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, and why it does not go elsewhere.
 *
 * @param listener where it comes in; null if no listener takes it
 * @param virtualHost whose routes are tried; null if none has its host, which is answered with 404
 * @param tried the routes that were tried, in order; the last one is taken if {@code taken} is not null
 * @param taken null if no route is satisfied, which is answered with 404, or if the request is redirected to https first
 * @param clusters of the destinations and mirrors of the route that is taken, by name; a name that is missing is not known
 */
public record Explanation(
        @Nullable Listener listener,
        @Nullable VirtualHost virtualHost,
        List<Tried> tried,
        @Nullable RouteEntry taken,
        Map<String, Cluster> clusters) {
    public Explanation {
        tried = List.copyOf(tried);
        clusters = new TreeMap<>(clusters);
    }

    /** A route with what became of each of its conditions. */
    public record Tried(RouteEntry route, List<RouteMatcher.Outcome> outcomes) {
        public Tried {
            outcomes = List.copyOf(outcomes);
        }

        /** Whether the request satisfies all of them. */
        public boolean isSatisfied() {
            return outcomes.stream().allMatch(RouteMatcher.Outcome::satisfied);
        }
    }

    /** Whether the request is redirected to https before any route is tried. */
    public boolean isRedirectedToHttps() {
        return virtualHost != null && tried.isEmpty() && !virtualHost.routes().isEmpty();
    }
}
