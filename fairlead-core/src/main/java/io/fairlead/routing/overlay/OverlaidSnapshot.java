package io.fairlead.routing.overlay;

import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.WeightedDestination;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A snapshot with an overlay's weights. What they do not concern is shared with the snapshot as it was written. */
final class OverlaidSnapshot {
    private final Overlay overlay;
    private final RoutingSnapshot written;

    OverlaidSnapshot(Overlay overlay, RoutingSnapshot written) {
        this.overlay = overlay;
        this.written = written;
    }

    RoutingSnapshot snapshot() {
        List<Listener> listeners = mapped(written.listeners(), this::listener);
        return listeners == written.listeners()
                ? written
                : new RoutingSnapshot(written.version(), listeners, written.clusters());
    }

    private Listener listener(Listener listener) {
        List<FilterChain> chains = mapped(listener.chains(), this::chain);
        return chains == listener.chains()
                ? listener
                : new Listener(listener.address(), listener.port(), listener.side(), chains);
    }

    private FilterChain chain(FilterChain chain) {
        if (!(chain.content() instanceof Content.Http http)) {
            return chain;
        }
        RouteTable table = http.routes();
        List<VirtualHost> hosts = mapped(table.virtualHosts(), this::host);
        return hosts == table.virtualHosts()
                ? chain
                : new FilterChain(
                        chain.serverNames(), chain.tls(), new Content.Http(new RouteTable(table.name(), hosts)));
    }

    private VirtualHost host(VirtualHost host) {
        List<RouteEntry> routes = mapped(host.routes(), this::route);
        return routes == host.routes()
                ? host
                : new VirtualHost(host.name(), host.domains(), host.tlsRequirement(), routes);
    }

    private RouteEntry route(RouteEntry route) {
        List<WeightedDestination> destinations =
                overlay.destinationsOf(route, written.clusters().keySet());
        if (destinations == null || !(route.action() instanceof RouteAction.Forward forward)) {
            return route;
        }
        return new RouteEntry(
                route.name(),
                route.match(),
                forward.withDestinations(destinations),
                route.headers(),
                route.responseStatus(),
                route.origin());
    }

    /** The list with {@code change} applied to its elements; the list itself if none changed. */
    private static <T> List<T> mapped(List<T> list, UnaryOperator<T> change) {
        List<T> result = list;
        for (int i = 0; i < list.size(); i++) {
            T changed = change.apply(list.get(i));
            if (changed != list.get(i)) {
                if (result == list) {
                    result = new ArrayList<>(list);
                }
                result.set(i, changed);
            }
        }
        return result;
    }
}
