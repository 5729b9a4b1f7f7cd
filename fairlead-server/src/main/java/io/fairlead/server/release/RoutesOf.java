package io.fairlead.server.release;

import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutingSnapshot;
import java.util.List;

/** The HTTP routes of a snapshot. */
final class RoutesOf {
    private RoutesOf() {}

    static List<RouteEntry> snapshot(RoutingSnapshot snapshot) {
        return snapshot.listeners().stream()
                .flatMap(listener -> listener.chains().stream())
                .filter(chain -> chain.content() instanceof Content.Http)
                .flatMap(chain -> ((Content.Http) chain.content()).routes().virtualHosts().stream())
                .flatMap(host -> host.routes().stream())
                .toList();
    }
}
