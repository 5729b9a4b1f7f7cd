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

/** Rules on TLS and TCP rules. Source: Istio {@code validateTLSRoute}, {@code validateTCPRoute}. */
final class L4RouteRules {
    private L4RouteRules() {}

    /**
     * Checks both kinds.
     *
     * @param namesMesh whether the VirtualService names the gateway {@code mesh}; an empty list does not count here
     */
    static void check(VirtualService service, Field spec, boolean namesMesh) {
        for (int i = 0; i < service.tls().size(); i++) {
            TlsRoute rule = service.tls().get(i);
            Field field = spec.field("tls").index(i);
            if (rule.match().isEmpty()) {
                field.field("match").error("A TLS rule needs a match.", "Write one with sniHosts.");
            }
            for (int j = 0; j < rule.match().size(); j++) {
                tlsMatch(field.field("match").index(j), rule.match().get(j), service, !namesMesh);
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

    private static void tlsMatch(Field field, TlsMatchAttributes match, VirtualService service, boolean generated) {
        if (match.sniHosts().isEmpty()) {
            field.field("sniHosts").error("There is no server name.", "Write at least one.");
        }
        for (int i = 0; i < match.sniHosts().size(); i++) {
            serverName(field.field("sniHosts").index(i), match.sniHosts().get(i), service.hosts(), generated);
        }
        subnets(field.field("destinationSubnets"), match.destinationSubnets());
        CommonRules.optionalPort(field.field("port"), match.port());
        CommonRules.labels(field.field("sourceLabels"), match.sourceLabels());
        GatewayNameRules.check(field.field("gateways"), match.gateways(), GatewayNameRules.Legacy.WARN);
    }

    private static void serverName(Field field, String name, List<String> hosts, boolean generated) {
        if (IpAddresses.isAddress(name)) {
            field.warn("An address is not sent as server name.", "Use a DNS name, or destinationSubnets.");
            return;
        }
        if (!VirtualServiceRules.isHost(name, generated)) {
            field.error(Texts.quote(name) + " is not a server name.", "Write a DNS name, or one with '*.' before.");
        } else if (hosts.stream().noneMatch(host -> covers(host, name))) {
            field.error(Texts.quote(name) + " is not among the hosts.", "Add it to spec.hosts.");
        }
    }

    private static boolean covers(String host, String name) {
        return host.equals(name)
                || host.startsWith("*")
                        && name.length() >= host.length() - 1
                        && (!name.startsWith("*") || name.length() >= host.length())
                        && name.endsWith(host.substring(1));
    }

    private static void tcpMatch(Field field, L4MatchAttributes match) {
        subnets(field.field("destinationSubnets"), match.destinationSubnets());
        CommonRules.optionalPort(field.field("port"), match.port());
        CommonRules.labels(field.field("sourceLabels"), match.sourceLabels());
        GatewayNameRules.check(field.field("gateways"), match.gateways(), GatewayNameRules.Legacy.ACCEPT);
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
            CommonRules.destination(at.field("destination"), each.destination());
            CommonRules.notNegative(at.field("weight"), each.weight());
            total += each.weight();
        }
        // Istio adds in 32 bits, and so refuses a sum that wraps to 0 there.
        if (destinations.size() > 1 && (int) total == 0) {
            field.error("The weights add up to 0.", "Give at least one destination a weight.");
        }
    }
}
