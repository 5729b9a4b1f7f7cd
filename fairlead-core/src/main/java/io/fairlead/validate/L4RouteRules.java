package io.fairlead.validate;

import io.fairlead.resource.RouteDestination;
import io.fairlead.resource.TcpRoute;
import io.fairlead.resource.TcpRoute.L4MatchAttributes;
import io.fairlead.resource.TlsRoute;
import io.fairlead.resource.TlsRoute.TlsMatchAttributes;
import io.fairlead.resource.VirtualService;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.GatewayNameRules;
import io.fairlead.validate.syntax.IpAddresses;
import io.fairlead.validate.syntax.Texts;
import java.util.List;
import java.util.Set;

/** Rules on TLS and TCP rules. Source: Istio {@code validateTLSRoute}, {@code validateTCPRoute}. */
final class L4RouteRules {
    private L4RouteRules() {}

    /**
     * Checks both kinds.
     *
     * @param namesMesh whether the VirtualService names the gateway {@code mesh}; an empty list does not count here
     */
    static void check(VirtualService service, Field spec, boolean namesMesh) {
        ServerNames names = new ServerNames(Set.copyOf(service.hosts()), !namesMesh);
        for (int i = 0; i < service.tls().size(); i++) {
            TlsRoute rule = service.tls().get(i);
            Field field = spec.field("tls").index(i);
            if (rule.match().isEmpty()) {
                field.field("match").error("A TLS rule needs a match.", "Write one with sniHosts.");
            }
            for (int j = 0; j < rule.match().size(); j++) {
                tlsMatch(field.field("match").index(j), rule.match().get(j), names);
            }
            destinations(field.field("route"), rule.route());
        }
        for (int i = 0; i < service.tcp().size(); i++) {
            TcpRoute rule = service.tcp().get(i);
            Field field = spec.field("tcp").index(i);
            for (int j = 0; j < rule.match().size(); j++) {
                tcpMatch(field.field("match").index(j), rule.match().get(j));
            }
            destinations(field.field("route"), rule.route());
        }
    }

    private static void tlsMatch(Field field, TlsMatchAttributes match, ServerNames names) {
        if (match.sniHosts().isEmpty()) {
            field.field("sniHosts").error("There is no server name.", "Write at least one.");
        }
        for (int i = 0; i < match.sniHosts().size(); i++) {
            names.check(field.field("sniHosts").index(i), match.sniHosts().get(i));
        }
        subnets(field.field("destinationSubnets"), match.destinationSubnets());
        CommonRules.optionalPort(field.field("port"), match.port());
        CommonRules.labels(field.field("sourceLabels"), match.sourceLabels());
        GatewayNameRules.check(field.field("gateways"), match.gateways(), GatewayNameRules.Place.TLS_MATCH);
    }

    /**
     * Which names a TLS rule may ask for.
     *
     * @param hosts those of the VirtualService
     * @param generated whether names that Istio generates are expected
     */
    private record ServerNames(Set<String> hosts, boolean generated) {
        void check(Field field, String name) {
            if (IpAddresses.isAddress(name)) {
                field.warn("An address is not sent as server name.", "Use a DNS name, or destinationSubnets.");
            } else if (!VirtualServiceRules.isHost(name, generated)) {
                field.error(Texts.quote(name) + " is not a server name.", "Write a DNS name, or one with '*.' before.");
            } else if (!isCovered(name)) {
                field.error(Texts.quote(name) + " is not among the hosts.", "Add it to spec.hosts.");
            }
        }

        private boolean isCovered(String name) {
            if (hosts.contains(name)) {
                return true;
            }
            for (int i = name.startsWith("*") ? 1 : 0; i <= name.length(); i++) {
                if (hosts.contains("*" + name.substring(i))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static void tcpMatch(Field field, L4MatchAttributes match) {
        subnets(field.field("destinationSubnets"), match.destinationSubnets());
        CommonRules.optionalPort(field.field("port"), match.port());
        CommonRules.labels(field.field("sourceLabels"), match.sourceLabels());
        GatewayNameRules.check(field.field("gateways"), match.gateways(), GatewayNameRules.Place.OTHER_MATCH);
    }

    private static void subnets(Field field, List<String> subnets) {
        for (int i = 0; i < subnets.size(); i++) {
            if (!IpAddresses.isSubnet(subnets.get(i))) {
                field.index(i)
                        .error(Texts.quote(subnets.get(i)) + " is not a subnet.", "Write one such as 10.0.0.0/8.");
            }
        }
    }

    private static void destinations(Field field, List<RouteDestination> destinations) {
        if (destinations.isEmpty()) {
            field.error("There is no route.", "Write a destination.");
        }
        long total = 0;
        for (int i = 0; i < destinations.size(); i++) {
            RouteDestination each = destinations.get(i);
            Field at = field.index(i);
            if (each.destination() == null) {
                at.field("destination").error("There is no destination.", "Write the host to connect to.");
            }
            CommonRules.destination(at.field("destination").unlessConverted("route"), each.destination());
            CommonRules.notNegative(at.field("weight"), each.weight());
            total += each.weight();
        }
        // Istio adds in 32 bits, and so refuses a sum that wraps to 0 there.
        if (destinations.size() > 1 && (int) total == 0) {
            field.error("The weights add up to 0.", "Give at least one destination a weight.");
        }
    }
}
