package io.fairlead.resource;

import java.util.List;
import java.util.Map;

/** One rule for TLS that is passed through, by server name. */
public record TlsRoute(List<TlsMatchAttributes> match, List<RouteDestination> route) {
    public TlsRoute {
        match = List.copyOf(match);
        route = List.copyOf(route);
    }

    /**
     * Conditions on a TLS connection, all of which must hold.
     *
     * @param sniHosts exact or {@code *.suffix}
     * @param destinationSubnets addresses or CIDR
     * @param port 0 means any
     * @param sourceNamespace "" means any
     */
    public record TlsMatchAttributes(
            List<String> sniHosts,
            List<String> destinationSubnets,
            long port,
            Map<String, String> sourceLabels,
            List<String> gateways,
            String sourceNamespace) {
        public TlsMatchAttributes {
            sniHosts = List.copyOf(sniHosts);
            destinationSubnets = List.copyOf(destinationSubnets);
            sourceLabels = Map.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }
}
