package io.fairlead.compile.service;

import io.fairlead.resource.EndpointSlice;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Service;
import io.fairlead.resource.WorkloadEntry;
import io.fairlead.routing.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of Kubernetes Services: those of their EndpointSlices that are ready, and the WorkloadEntries that they
 * select. Pods are not read, so the labels of a slice count as those of its endpoints, except those that Kubernetes
 * itself puts there. Source: Istio {@code serviceregistry/kube/controller}.
 */
final class KubernetesEndpoints {
    private final ServiceRegistry registry;
    private final Map<String, List<Resource<WorkloadEntry>>> workloads;
    private final Map<String, List<Resource<EndpointSlice>>> slices = new HashMap<>();

    KubernetesEndpoints(
            ServiceRegistry registry,
            Map<String, List<Resource<WorkloadEntry>>> workloads,
            List<Resource<EndpointSlice>> slices) {
        this.registry = registry;
        this.workloads = workloads;
        for (Resource<EndpointSlice> slice : slices) {
            String service = slice.metadata().labels().get(EndpointSlice.SERVICE_NAME_LABEL);
            if (service != null && !slice.spec().addressType().equals("FQDN")) {
                this.slices
                        .computeIfAbsent(slice.ref().namespace() + "/" + service, key -> new ArrayList<>())
                        .add(slice);
            }
        }
    }

    /** Adds the endpoints of a Service under its host. */
    void add(Resource<Service> service, String host) {
        String key = service.ref().namespace() + "/" + service.ref().name();
        for (Resource<EndpointSlice> slice : slices.getOrDefault(key, List.of())) {
            addSlice(service, host, slice);
        }
        if (service.spec().selector().isEmpty()) {
            return;
        }
        for (Resource<WorkloadEntry> workload :
                workloads.getOrDefault(service.ref().namespace(), List.of())) {
            Map<String, String> labels = EndpointFactory.labels(
                    workload.spec().labels(), workload.metadata().labels());
            boolean selected =
                    labels.entrySet().containsAll(service.spec().selector().entrySet());
            if (selected && !workload.spec().address().isEmpty()) {
                addWorkload(service, host, workload, labels);
            }
        }
    }

    private void addSlice(Resource<Service> service, String host, Resource<EndpointSlice> slice) {
        Map<String, String> labels = ownLabels(slice.metadata().labels());
        for (EndpointSlice.EndpointPort port : slice.spec().ports()) {
            Integer number = port.port();
            if (number == null || number < 1 || number > 65535) {
                continue;
            }
            for (EndpointSlice.Endpoint endpoint : slice.spec().endpoints()) {
                if (isReady(endpoint) && !endpoint.addresses().isEmpty()) {
                    Endpoint made = EndpointFactory.of(
                            endpoint, number, labels, service.ref().name());
                    registry.addEndpoint(host, service.ref().namespace(), port.name(), made);
                }
            }
        }
    }

    private void addWorkload(
            Resource<Service> service, String host, Resource<WorkloadEntry> workload, Map<String, String> labels) {
        for (Service.ServicePort port : service.spec().ports()) {
            int number = targetPort(port, workload.spec());
            if (number > 0) {
                Endpoint made = EndpointFactory.of(
                        workload.spec(), number, labels, workload.ref().name());
                registry.addEndpoint(host, service.ref().namespace(), port.name(), made);
            }
        }
    }

    /** The workload's own number for the port, by the Service port's name or the target port's; 0 if it has none. */
    private static int targetPort(Service.ServicePort port, WorkloadEntry workload) {
        Long byName = workload.ports().get(port.name());
        if (byName == null) {
            byName = workload.ports().get(port.targetPort());
        }
        if (byName != null) {
            return byName.intValue();
        }
        return port.targetPort().isEmpty() ? port.port() : number(port.targetPort());
    }

    private static int number(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || value > 65535) {
                return 0;
            }
            value = value * 10 + (c - '0');
        }
        return value > 65535 ? 0 : value;
    }

    private static boolean isReady(EndpointSlice.Endpoint endpoint) {
        EndpointSlice.EndpointConditions conditions = endpoint.conditions();
        @Nullable Boolean ready = conditions == null ? null : conditions.ready();
        return ready == null || ready;
    }

    private static Map<String, String> ownLabels(Map<String, String> labels) {
        Map<String, String> own = new HashMap<>();
        labels.forEach((key, value) -> {
            int slash = key.indexOf('/');
            boolean bookkeeping = slash > 0
                    && key.substring(0, slash).endsWith("kubernetes.io")
                    && !key.startsWith("topology.kubernetes.io/");
            if (!bookkeeping) {
                own.put(key, value);
            }
        });
        return own;
    }
}
