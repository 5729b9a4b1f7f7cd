package io.fairlead.routing.match;

import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one virtual host, ready to choose from. Immutable; any thread may ask.
 *
 * @param <T> what the caller keeps for a route
 */
public final class HostRoutes<T> {
    private final VirtualHost virtualHost;
    private final RouteTree tree;
    private final List<T> payloads;

    private HostRoutes(VirtualHost virtualHost, RouteTree tree, List<T> payloads) {
        this.virtualHost = virtualHost;
        this.tree = tree;
        this.payloads = payloads;
    }

    static <T> HostRoutes<T> of(VirtualHost host, BiFunction<VirtualHost, RouteEntry, T> payload) {
        List<T> payloads = new ArrayList<>();
        List<RouteMatcher> matchers = new ArrayList<>();
        for (RouteEntry route : host.routes()) {
            matchers.add(RouteMatcher.of(route.match()));
            payloads.add(payload.apply(host, route));
        }
        return new HostRoutes<>(host, RouteTree.of(matchers.toArray(new RouteMatcher[0])), List.copyOf(payloads));
    }

    /** The virtual host that the routes are of. */
    public VirtualHost virtualHost() {
        return virtualHost;
    }

    /** What was made for each route of {@link #virtualHost()}, in the same order. */
    public List<T> payloads() {
        return payloads;
    }

    /** What was made for the first route that the request satisfies; null if it satisfies none. */
    public @Nullable T select(RequestView request) {
        int route = tree.select(request);
        return route < 0 ? null : payloads.get(route);
    }
}
