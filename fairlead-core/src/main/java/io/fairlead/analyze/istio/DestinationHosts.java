package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.KnownHosts;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.Destination;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.HttpRoute.HttpRouteDestination;
import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether the destinations of VirtualServices exist. Source: Istio {@code analyzers/virtualservice/destinationhosts.go}. */
final class DestinationHosts implements Analyzer {
    @Override
    public void analyze(Inventory inventory, Report report) {
        KnownHosts hosts = KnownHosts.of(inventory);
        Map<String, Set<String>> splitInside = splitInside(inventory);
        for (Resource<VirtualService> service : inventory.all(VirtualService.class)) {
            for (Destinations.Named named : Destinations.of(service.spec())) {
                check(service, named, hosts, report);
            }
            if (!service.spec().gateways().isEmpty()) {
                checkIngress(service, splitInside, report);
            }
        }
    }

    private static void check(
            Resource<VirtualService> service, Destinations.Named named, KnownHosts hosts, Report report) {
        Destination destination = named.destination();
        KnownHosts.KnownHost known =
                hosts.find(service.ref().namespace(), service.spec().exportTo(), destination.host());
        String use = named.use() == Destinations.Use.MIRROR ? "mirror" : "destination";
        if (known == null) {
            report.add(
                    FindingCode.NOT_FOUND,
                    service,
                    named.path(),
                    "The " + use + " host " + quoted(destination.host()) + " is not known.",
                    "Mend the name, or add a Service or ServiceEntry that is exported to the namespace "
                            + service.ref().namespace() + ".");
        } else if (destination.port() == null) {
            checkPortNeeded(service, named, known.ports(), report);
        } else if (!known.ports().contains(destination.port().number())) {
            report.add(
                    FindingCode.NOT_FOUND,
                    service,
                    named.path(),
                    "The " + use + " host " + quoted(destination.host()) + " has no port "
                            + destination.port().number() + ".",
                    known.ports().isEmpty() ? "It has no ports at all." : "Its ports are " + list(known.ports()) + ".");
        }
    }

    private static void checkPortNeeded(
            Resource<VirtualService> service, Destinations.Named named, List<Long> ports, Report report) {
        if (ports.size() > 1) {
            report.add(
                    FindingCode.PORT_REQUIRED,
                    service,
                    named.path(),
                    "The destination " + quoted(named.destination().host())
                            + " needs a port, since its service has several.",
                    "Write destination.port.number, one of " + list(ports) + ".");
        }
    }

    /** The VirtualServices that split their own host by subsets, by that host. */
    private static Map<String, Set<String>> splitInside(Inventory inventory) {
        Map<String, Set<String>> services = new HashMap<>();
        for (Resource<VirtualService> service : inventory.all(VirtualService.class)) {
            for (HttpRoute route : service.spec().http()) {
                for (HttpRouteDestination weighted : route.route()) {
                    Destination destination = weighted.destination();
                    if (destination != null
                            && !destination.subset().isEmpty()
                            && service.spec().hosts().contains(destination.host())) {
                        services.computeIfAbsent(destination.host(), host -> new TreeSet<>())
                                .add(service.ref().namespace() + "/"
                                        + service.ref().name());
                    }
                }
            }
        }
        return services;
    }

    private static void checkIngress(
            Resource<VirtualService> service, Map<String, Set<String>> splitInside, Report report) {
        List<HttpRoute> rules = service.spec().http();
        for (int i = 0; i < rules.size(); i++) {
            List<HttpRouteDestination> route = rules.get(i).route();
            for (int j = 0; j < route.size(); j++) {
                Destination destination = route.get(j).destination();
                boolean whole = destination == null || destination.subset().isEmpty();
                Set<String> others = splitInside.getOrDefault(destination == null ? "" : destination.host(), Set.of());
                if (whole && !others.isEmpty()) {
                    // Istio builds the path from the rule's name instead of the list's, so it is seldom a field's.
                    FieldPath rule = FieldPath.of("spec", rules.get(i).name()).index(i);
                    report.add(
                            FindingCode.INGRESS_NOT_AFFECTED,
                            service,
                            Destinations.routePath(rule, j),
                            "Requests that a gateway sends to " + quoted(destination == null ? "" : destination.host())
                                    + " are not split by the subsets in " + String.join(", ", others) + ".",
                            "Name the subsets in this VirtualService too.");
                }
            }
        }
    }

    static String quoted(String text) {
        return "`" + text + "`";
    }

    private static String list(List<Long> ports) {
        return String.join(", ", ports.stream().map(String::valueOf).toList());
    }
}
