package io.fairlead.routing;

import java.util.List;

/**
 * The virtual hosts of one listener. A request's host (without port, any case) picks the exact domain, else the longest
 * {@code *.suffix}, else {@code *}; there is no falling through from one virtual host to another.
 *
 * @param name as Istio names its route configurations, for example {@code http.8080}
 */
public record RouteTable(String name, List<VirtualHost> virtualHosts) {
    public RouteTable {
        virtualHosts = List.copyOf(virtualHosts);
    }
}
