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
import io.fairlead.resource.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether gateways have pods, and Services that lead to their ports. Source: Istio {@code analyzers/gateway/gateway.go}. */
final class GatewayWorkloads implements Analyzer {
    @Override
    public void analyze(Inventory inventory, Report report) {
        Pods pods = Pods.of(inventory);
        Map<String, List<Service>> services = new HashMap<>();
        for (Resource<Service> service : inventory.all(Service.class)) {
            services.computeIfAbsent(service.ref().namespace(), namespace -> new ArrayList<>())
                    .add(service.spec());
        }
        Map<LabelSelector, Set<Long>> portsBySelector = new HashMap<>();
        for (Resource<Gateway> gateway : inventory.all(Gateway.class)) {
            LabelSelector selector = new LabelSelector(gateway.spec().selector());
            List<Pods.Pod> selected = pods.selected(selector);
            if (selected.isEmpty()) {
                reportNoPod(gateway, selector, report);
            } else {
                checkPorts(
                        gateway, portsBySelector.computeIfAbsent(selector, key -> ports(selected, services)), report);
            }
        }
    }

    /** Reports that a gateway's selector selects no pod. */
    static void reportNoPod(Resource<Gateway> gateway, LabelSelector selector, Report report) {
        report.add(
                FindingCode.NOT_FOUND,
                gateway,
                path(selector),
                "The selector " + DestinationHosts.quoted(selector.toString()) + " of the gateway selects no pod.",
                "Mend the labels, or add the workload of the gateway.");
    }

    private static FieldPath path(LabelSelector selector) {
        return FieldPath.of("spec", "selector", selector.firstKey());
    }

    private static void checkPorts(Resource<Gateway> gateway, Set<Long> ports, Report report) {
        LabelSelector selector = new LabelSelector(gateway.spec().selector());
        for (Gateway.Server server : gateway.spec().servers()) {
            if (server.port() != null && !ports.contains(server.port().number())) {
                report.add(
                        FindingCode.PORT_NOT_ON_SERVICE,
                        gateway,
                        path(selector),
                        "No Service leads to the port " + server.port().number() + " of the pods with "
                                + DestinationHosts.quoted(selector.toString()) + ".",
                        "Add the port to the Service of the gateway.");
            }
        }
    }

    /** The ports of pods that Services of their namespaces lead to, and those of the Services themselves. */
    private static Set<Long> ports(List<Pods.Pod> pods, Map<String, List<Service>> services) {
        Set<Long> ports = new HashSet<>();
        for (Pods.Pod pod : pods) {
            for (Service service : services.getOrDefault(pod.namespace(), List.of())) {
                if (new LabelSelector(service.selector()).matches(pod.labels())) {
                    service.ports().stream()
                            .filter(port -> port.protocol().equals("TCP"))
                            .forEach(port -> addPort(ports, port));
                }
            }
        }
        return ports;
    }

    private static void addPort(Set<Long> ports, Service.ServicePort port) {
        ports.add((long) port.port());
        try {
            ports.add(Long.parseLong(port.targetPort()));
        } catch (NumberFormatException e) {
            // The name of a container port, which Istio takes for the Service's own.
        }
    }
}
