package io.fairlead.analyze.traffic;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.HostPattern;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.LabelSelector;
import io.fairlead.analyze.base.Pods;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.Destination;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpRoute.HttpRouteDestination;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Service;
import io.fairlead.resource.VirtualService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weights that send requests to a Service, or a subset of one, that no pod serves. */
final class EmptyDestinations implements Analyzer {
    private record Subset(HostPattern.ServiceName host, String name) {}

    @Override
    public void analyze(Inventory inventory, Report report) {
        if (inventory.all(Inventory.POD).isEmpty()) {
            return; // nothing is known of any workload
        }
        Map<HostPattern.ServiceName, Map<String, String>> selectors = new HashMap<>();
        for (Resource<Service> service : inventory.all(Service.class)) {
            if (!service.spec().selector().isEmpty()) {
                HostPattern.ServiceName name = new HostPattern.ServiceName(
                        service.ref().namespace(), service.ref().name());
                selectors.put(name, service.spec().selector());
            }
        }
        Map<Subset, Map<String, String>> subsets = new HashMap<>();
        for (Resource<DestinationRule> rule : inventory.all(DestinationRule.class)) {
            HostPattern.ServiceName host =
                    HostPattern.serviceName(rule.ref().namespace(), rule.spec().host());
            rule.spec().subsets().forEach(subset -> subsets.put(new Subset(host, subset.name()), subset.labels()));
        }
        Workloads workloads = new Workloads(Pods.of(inventory), selectors, subsets);
        for (Resource<VirtualService> service : inventory.all(VirtualService.class)) {
            for (int i = 0; i < service.spec().http().size(); i++) {
                FieldPath path = FieldPath.of("spec", "http").index(i).field("route");
                check(service, service.spec().http().get(i).route(), path, workloads, report);
            }
        }
    }

    /** What selects pods. */
    private record Workloads(
            Pods pods,
            Map<HostPattern.ServiceName, Map<String, String>> selectors,
            Map<Subset, Map<String, String>> subsets) {
        /** Whether it is known that no pod serves a destination. */
        boolean isEmpty(HostPattern.ServiceName host, String subset) {
            Map<String, String> selector = selectors.get(host);
            if (selector == null) {
                return false;
            }
            Map<String, String> labels = new HashMap<>(selector);
            labels.putAll(subsets.getOrDefault(new Subset(host, subset), Map.of()));
            return pods.selected(new LabelSelector(labels)).stream()
                    .noneMatch(pod -> pod.namespace().equals(host.namespace()));
        }
    }

    private static void check(
            Resource<VirtualService> service,
            List<HttpRouteDestination> route,
            FieldPath path,
            Workloads workloads,
            Report report) {
        for (int j = 0; j < route.size(); j++) {
            Destination destination = route.get(j).destination();
            boolean used = route.size() == 1 || route.get(j).weight() > 0;
            if (destination != null
                    && used
                    && workloads.isEmpty(
                            HostPattern.serviceName(service.ref().namespace(), destination.host()),
                            destination.subset())) {
                report(service, path.index(j), destination, report);
            }
        }
    }

    private static void report(
            Resource<VirtualService> service, FieldPath path, Destination destination, Report report) {
        String subset = destination.subset().isEmpty() ? "" : " subset `" + destination.subset() + "`";
        report.add(
                FindingCode.NO_ENDPOINT,
                service,
                path,
                "Requests are sent to `" + destination.host() + "`" + subset + ", which no pod serves.",
                "Set its weight to 0 until there are pods, or mend the labels.");
    }
}
