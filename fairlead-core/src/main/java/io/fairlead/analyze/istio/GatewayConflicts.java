package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.LabelSelector;
import io.fairlead.analyze.base.Pods;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether gateways of the same workload have the same host on the same port. Source: Istio
 * {@code analyzers/gateway/conflictinggateway.go}.
 *
 * <p>Istio also adds the hosts of a server to those of every gateway that it was compared with, so that there what is
 * reported may depend on the order of a hash map. Here it does not.
 * A gateway without servers is reported as one that selects nothing, as Istio does.
 */
final class GatewayConflicts implements Analyzer {
    @Override
    public void analyze(Inventory inventory, Report report) {
        List<Resource<Gateway>> gateways = inventory.all(Gateway.class);
        Set<LabelSelector> selectors = new LinkedHashSet<>();
        gateways.stream()
                .filter(gateway -> !gateway.spec().servers().isEmpty())
                .forEach(gateway ->
                        selectors.add(new LabelSelector(gateway.spec().selector())));
        Map<Claim, Set<String>> claims = claims(gateways);
        Pods pods = Pods.of(inventory);
        Map<LabelSelector, List<LabelSelector>> together = new HashMap<>();
        for (Resource<Gateway> gateway : gateways) {
            LabelSelector selector = new LabelSelector(gateway.spec().selector());
            List<LabelSelector> others = together.computeIfAbsent(selector, own -> sameWorkload(own, selectors, pods));
            if (others.isEmpty() && !selector.isEmpty()) {
                GatewayWorkloads.reportNoPod(gateway, selector, report);
            }
            gateway.spec().servers().forEach(server -> check(gateway, server, others, claims, report));
        }
    }

    /** What a gateway has on a port. Istio keeps the last of its servers with that port. */
    private record Claim(LabelSelector selector, long port, String host, String bind) {}

    private static Map<Claim, Set<String>> claims(List<Resource<Gateway>> gateways) {
        Map<Claim, Set<String>> claims = new HashMap<>();
        for (Resource<Gateway> gateway : gateways) {
            LabelSelector selector = new LabelSelector(gateway.spec().selector());
            Map<Long, Gateway.Server> lastByPort = new HashMap<>();
            gateway.spec().servers().forEach(server -> lastByPort.put(number(server), server));
            lastByPort.forEach((port, server) -> {
                for (String host : server.hosts()) {
                    claims.computeIfAbsent(new Claim(selector, port, host, server.bind()), claim -> new HashSet<>())
                            .add(name(gateway));
                }
            });
        }
        return claims;
    }

    /** The selectors that Istio takes for those of the same workload: equal, or part of each other and with a pod of both. */
    private static List<LabelSelector> sameWorkload(LabelSelector own, Set<LabelSelector> selectors, Pods pods) {
        List<LabelSelector> same = new ArrayList<>();
        String text = own.toString();
        for (LabelSelector other : selectors) {
            String otherText = other.toString();
            boolean part = otherText.contains(text) || text.contains(otherText);
            if (own.equals(other) || part && pods.selected(own).stream().anyMatch(pod -> other.matches(pod.labels()))) {
                same.add(other);
            }
        }
        return same;
    }

    private static void check(
            Resource<Gateway> gateway,
            Gateway.Server server,
            List<LabelSelector> selectors,
            Map<Claim, Set<String>> claims,
            Report report) {
        Set<String> others = new TreeSet<>();
        for (LabelSelector selector : selectors) {
            for (String host : server.hosts()) {
                others.addAll(claims.getOrDefault(new Claim(selector, number(server), host, server.bind()), Set.of()));
            }
        }
        others.remove(name(gateway));
        if (!others.isEmpty()) {
            report.add(
                    FindingCode.GATEWAY_CONFLICT,
                    gateway,
                    FieldPath.ROOT,
                    "The gateway has a host of " + String.join(", ", server.hosts()) + " on the port " + number(server)
                            + " as " + String.join(", ", others) + " has, for the same workload.",
                    "Join the gateways, or give each host to one of them.");
        }
    }

    private static long number(Gateway.Server server) {
        Gateway.Port port = server.port();
        return port == null ? 0 : port.number();
    }

    private static String name(Resource<Gateway> gateway) {
        return gateway.ref().namespace() + "/" + gateway.ref().name();
    }
}
