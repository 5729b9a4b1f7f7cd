package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.LabelSelector;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Service;
import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether the Services of a deployment agree on its ports. Source: Istio {@code analyzers/deployment/services.go}. */
final class DeploymentServices implements Analyzer {
    private static final String INJECT = "sidecar.istio.io/inject";
    private static final FieldPath NAME = FieldPath.of("metadata", "name");

    @Override
    public void analyze(Inventory inventory, Report report) {
        Map<String, List<Resource<Service>>> services = new HashMap<>();
        for (Resource<Service> service : inventory.all(Service.class)) {
            services.computeIfAbsent(service.ref().namespace(), namespace -> new ArrayList<>())
                    .add(service);
        }
        for (PlainObject deployment : inventory.all(Inventory.DEPLOYMENT)) {
            String managed = deployment.metadata().labels().getOrDefault("gateway.istio.io/managed", "");
            if (!managed.equals("istio.io-mesh-controller") && isInMesh(deployment, inventory)) {
                Map<String, String> labels = deployment.texts("spec", "template", "metadata", "labels");
                List<Resource<Service>> selecting =
                        services.getOrDefault(deployment.metadata().namespace(), List.of()).stream()
                                .filter(service -> selects(service.spec(), labels))
                                .toList();
                checkProtocols(deployment, selecting, report);
                checkTargets(deployment, selecting, report);
            }
        }
    }

    private static boolean selects(Service service, Map<String, String> labels) {
        return !service.selector().isEmpty() && new LabelSelector(service.selector()).matches(labels);
    }

    private static boolean isInMesh(PlainObject deployment, Inventory inventory) {
        for (Map<?, ?> container : deployment.items("spec", "template", "spec", "containers")) {
            if ("istio-proxy".equals(container.get("name"))) {
                if (container.get("image") instanceof String image && !image.isEmpty()) {
                    return true;
                }
                break;
            }
        }
        for (String place : List.of("labels", "annotations")) {
            String inject =
                    deployment.texts("spec", "template", "metadata", place).get(INJECT);
            if (inject != null) {
                return inject.equals("true");
            }
        }
        PlainObject namespace =
                inventory.find(Inventory.NAMESPACE, "", deployment.metadata().namespace());
        return namespace != null
                && "enabled".equals(namespace.metadata().labels().get("istio-injection"));
    }

    private static void checkProtocols(PlainObject deployment, List<Resource<Service>> services, Report report) {
        Map<Integer, Map<String, Set<String>>> namesByPort = new TreeMap<>();
        for (Resource<Service> service : services) {
            for (Service.ServicePort port : service.spec().ports()) {
                String protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
                namesByPort
                        .computeIfAbsent(port.port(), number -> new TreeMap<>())
                        .computeIfAbsent(protocol, key -> new TreeSet<>())
                        .add(service.ref().name());
            }
        }
        namesByPort.forEach((port, byProtocol) -> {
            if (byProtocol.size() > 1) {
                report.add(
                        FindingCode.SERVICE_PROTOCOL_CONFLICT,
                        deployment,
                        NAME,
                        "Services of the deployment give the port " + port + " different protocols: " + byProtocol
                                + ".",
                        "Let a port have one protocol in all Services of a deployment.");
            }
        });
    }

    private static void checkTargets(PlainObject deployment, List<Resource<Service>> services, Report report) {
        Map<String, Map<Integer, String>> nameByTarget = new TreeMap<>();
        for (Resource<Service> service : services) {
            for (Service.ServicePort port : service.spec().ports()) {
                boolean same = port.targetPort().isEmpty() || port.targetPort().equals("0");
                nameByTarget
                        .computeIfAbsent(
                                same ? String.valueOf(port.port()) : port.targetPort(), target -> new TreeMap<>())
                        .put(port.port(), service.ref().name());
            }
        }
        nameByTarget.forEach((target, byPort) -> {
            if (byPort.size() > 1) {
                report.add(
                        FindingCode.TARGET_PORT_CONFLICT,
                        deployment,
                        NAME,
                        "Services of the deployment lead to its port " + target + " from different ports: " + byPort
                                + ".",
                        "Let a target port be reached by one port in all Services of a deployment.");
            }
        });
    }
}
