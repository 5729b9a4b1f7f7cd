package io.fairlead.resource;

import java.util.List;
import java.util.Map;

/** One rule for opaque TCP. */
public record TcpRoute(List<L4MatchAttributes> match, List<RouteDestination> route) {
    public TcpRoute {
        match = List.copyOf(match);
        route = List.copyOf(route);
    }

    /**
     * Conditions on a TCP connection, all of which must hold.
     *
     * @param destinationSubnets addresses or CIDR
     * @param port 0 means any
     * @param sourceSubnet in the API, without effect in Istio
     * @param sourceNamespace "" means any
     */
    public record L4MatchAttributes(
            List<String> destinationSubnets,
            long port,
            String sourceSubnet,
            Map<String, String> sourceLabels,
            List<String> gateways,
            String sourceNamespace) {
        public L4MatchAttributes {
            destinationSubnets = List.copyOf(destinationSubnets);
            sourceLabels = Map.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }
}
