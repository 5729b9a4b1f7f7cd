package io.fairlead.simulate;

import io.fairlead.routing.Cluster;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.match.HostRoutes;
import io.fairlead.routing.match.RouteIndex;
import io.fairlead.routing.match.RouteMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a proxy would do with a request. It asks the conditions that the proxy asks. Stateless. */
public final class Simulator {
    private Simulator() {}

    /**
     * Explains what becomes of a request that comes to a listener.
     *
     * @param listener one of the snapshot's
     */
    public static Explanation explain(RoutingSnapshot snapshot, Listener listener, SampleRequest request) {
        Optional<RouteTable> routes = table(listener, request);
        RequestView view = request.view();
        HostRoutes<RouteEntry> host = routes.isEmpty()
                ? null
                : RouteIndex.of(routes.get(), (virtualHost, route) -> route).host(view);
        if (host == null) {
            return new Explanation(routes.isEmpty() ? null : listener, null, List.of(), null, Map.of());
        }
        VirtualHost virtualHost = host.virtualHost();
        if (virtualHost.tlsRequirement() == VirtualHost.TlsRequirement.ALL && !request.secure()) {
            return new Explanation(listener, virtualHost, List.of(), null, Map.of());
        }
        List<Explanation.Tried> tried = new ArrayList<>();
        for (RouteEntry route : virtualHost.routes()) {
            Explanation.Tried one =
                    new Explanation.Tried(route, RouteMatcher.of(route.match()).explain(view));
            tried.add(one);
            if (one.isSatisfied()) {
                break;
            }
        }
        RouteEntry taken = host.select(view);
        return new Explanation(listener, virtualHost, tried, taken, clusters(snapshot, taken));
    }

    /**
     * The listener that a client reaches at a port; of a request without a port, that of the scheme's default port, or else
     * the only one that there is.
     *
     * @param port 0 if the request names none
     */
    public static Optional<Listener> listener(RoutingSnapshot snapshot, int port, SampleRequest request) {
        int wanted = port != 0 ? port : request.secure() ? 443 : 80;
        for (Listener listener : snapshot.listeners()) {
            if (listener.port() == wanted && table(listener, request).isPresent()) {
                return Optional.of(listener);
            }
        }
        List<Listener> able = snapshot.listeners().stream()
                .filter(listener -> table(listener, request).isPresent())
                .toList();
        return port == 0 && able.size() == 1 ? Optional.of(able.get(0)) : Optional.empty();
    }

    /** The routes that a listener has for connections to the request's host; empty if it would not take the request. */
    static Optional<RouteTable> table(Listener listener, SampleRequest request) {
        RouteTable best = null;
        int bestRank = -1;
        for (Listener.FilterChain chain : listener.chains()) {
            int rank = rank(chain.serverNames(), request.secure() ? request.host() : "");
            boolean able = (chain.tls() != null) == request.secure();
            if (able && rank > bestRank && chain.content() instanceof Listener.Content.Http http) {
                best = http.routes();
                bestRank = rank;
            }
        }
        return Optional.ofNullable(best);
    }

    /** How well server names fit a host: exact, then the longest suffix, then those for anything; -1 if they do not. */
    private static int rank(List<String> serverNames, String host) {
        int rank = serverNames.isEmpty() ? 0 : -1;
        for (String name : serverNames) {
            if (name.equals(host)) {
                return Integer.MAX_VALUE;
            }
            if (name.startsWith("*") && host.endsWith(name.substring(1))) {
                rank = Math.max(rank, name.length());
            }
        }
        return rank;
    }

    private static Map<String, Cluster> clusters(RoutingSnapshot snapshot, @Nullable RouteEntry route) {
        Map<String, Cluster> clusters = new HashMap<>();
        if (route != null && route.action() instanceof RouteAction.Forward forward) {
            List<String> names = new ArrayList<>();
            forward.destinations().forEach(destination -> names.add(destination.cluster()));
            forward.policies().mirrors().forEach(mirror -> names.add(mirror.cluster()));
            for (String name : names) {
                Cluster cluster = snapshot.clusters().get(name);
                if (cluster != null) {
                    clusters.put(name, cluster);
                }
            }
        }
        return clusters;
    }
}
