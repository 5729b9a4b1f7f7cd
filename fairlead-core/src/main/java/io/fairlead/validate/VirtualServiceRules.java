package io.fairlead.validate;

import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.VirtualService;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.GatewayNameRules;
import io.fairlead.validate.syntax.HeaderRules;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.IpAddresses;
import io.fairlead.validate.syntax.Texts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Rules on VirtualServices. Source: Istio {@code pkg/config/validation/virtualservice.go}. */
final class VirtualServiceRules {
    private static final String MESH = "mesh";

    private VirtualServiceRules() {}

    static void check(VirtualService service, Field spec) {
        List<String> gateways = service.gateways();
        boolean mesh = gateways.isEmpty() || gateways.contains(MESH);
        boolean delegate = service.hosts().isEmpty();
        if (delegate) {
            checkDelegate(service, spec);
        } else {
            checkHosts(service, spec.field("hosts"), mesh);
        }
        GatewayNameRules.check(spec.field("gateways"), gateways, GatewayNameRules.Place.OBJECT);
        if (service.http().isEmpty() && service.tcp().isEmpty() && service.tls().isEmpty()) {
            spec.error("There are no rules.", "Write http, tls or tcp.");
        }
        for (int i = 0; i < service.http().size(); i++) {
            HttpRoute route = service.http().get(i);
            Field field = spec.field("http").index(i);
            HttpRouteRules.check(field, route, delegate ? HttpRouteRules.Level.DELEGATE : HttpRouteRules.Level.ROOT);
            if (mesh) {
                checkNoClaims(field, route);
            }
        }
        L4RouteRules.check(service, spec, gateways.contains(MESH));
        CommonRules.exportTo(spec.field("exportTo"), service.exportTo(), CommonRules.Hiding.FORBIDDEN);
        UnreachableRules.check(service, spec);
    }

    private static void checkDelegate(VirtualService service, Field spec) {
        String advice = "Remove it, or give the VirtualService hosts.";
        if (!service.gateways().isEmpty()) {
            spec.field("gateways").error("A delegate (a VirtualService without hosts) has no gateways.", advice);
        }
        if (!service.tls().isEmpty()) {
            spec.field("tls").error("A delegate (a VirtualService without hosts) has no TLS rules.", advice);
        }
        if (!service.tcp().isEmpty()) {
            spec.field("tcp").error("A delegate (a VirtualService without hosts) has no TCP rules.", advice);
        }
    }

    private static void checkHosts(VirtualService service, Field field, boolean mesh) {
        boolean sni = !mesh
                && service.tls().stream()
                        .anyMatch(rule -> rule.match().stream()
                                .anyMatch(match -> !match.sniHosts().isEmpty()));
        boolean valid = true;
        for (int i = 0; i < service.hosts().size(); i++) {
            String host = service.hosts().get(i);
            if (!isHost(host, sni) && !IpAddresses.isAddress(host)) {
                field.index(i)
                        .error(
                                Texts.quote(host) + " is not a host.",
                                "Write a DNS name, one with a leading '*.', or an IP address.");
                valid = false;
            } else if (mesh && host.equals("*")) {
                field.index(i)
                        .error(
                                "The host '*' is not allowed for the gateway 'mesh'.",
                                "Name a Gateway in gateways, or write the hosts.");
                valid = false;
            }
        }
        if (valid) {
            checkOverlaps(service.hosts(), field);
        }
    }

    /** Whether a host is written well, {@code sni} saying whether names generated for TLS are expected. */
    static boolean isHost(String host, boolean sni) {
        return sni && host.startsWith("outbound_")
                ? HostSyntax.isGeneratedServerName(host)
                : HostSyntax.isWildcardName(host);
    }

    private static void checkOverlaps(List<String> hosts, Field field) {
        Map<String, Integer> positions = new HashMap<>();
        Set<Integer> twice = new HashSet<>();
        for (int i = 0; i < hosts.size(); i++) {
            if (positions.putIfAbsent(hosts.get(i), i) != null) {
                twice.add(i);
            }
        }
        for (int i = 0; i < hosts.size(); i++) {
            String cover = twice.contains(i) ? hosts.get(i) : cover(hosts.get(i), positions.keySet());
            if (!cover.isEmpty()) {
                field.index(i)
                        .error(
                                Texts.quote(hosts.get(i)) + " overlaps with host " + Texts.quote(cover) + ".",
                                "Remove one of the two, or use two VirtualServices.");
            }
        }
    }

    /** Another of the hosts that covers this one, "" if none does. */
    private static String cover(String host, Set<String> hosts) {
        for (int i = host.startsWith("*") ? 2 : 0; i <= host.length(); i++) {
            String candidate = "*" + host.substring(i);
            if (hosts.contains(candidate) && !candidate.equals(host)) {
                return candidate;
            }
        }
        return "";
    }

    private static void checkNoClaims(Field rule, HttpRoute route) {
        for (int i = 0; i < route.match().size(); i++) {
            HttpMatchRequest match = route.match().get(i);
            Field field = rule.field("match").index(i);
            checkNoClaims(field.field("headers"), match.headers().keySet());
            checkNoClaims(field.field("withoutHeaders"), match.withoutHeaders().keySet());
        }
    }

    private static void checkNoClaims(Field field, Set<String> names) {
        for (String name : new TreeSet<>(names)) {
            if (HeaderRules.isClaim(name)) {
                field.field(name)
                        .error(
                                "A token's claims can be matched on gateways only, not for the gateway 'mesh'.",
                                "Name a Gateway in gateways, and not 'mesh'.");
            }
        }
    }
}
