package io.fairlead.compile.service;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.HostNames;
import io.fairlead.compile.base.Place;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ServiceEntry;
import io.fairlead.resource.ServiceEntry.Resolution;
import io.fairlead.resource.WorkloadEntry;
import io.fairlead.resource.WorkloadSelector;
import io.fairlead.routing.Endpoint;
import java.util.List;
import java.util.Map;

/**
 * The endpoints of ServiceEntries: written in them, selected among WorkloadEntries, or the host itself. Source: Istio
 * {@code serviceregistry/serviceentry/conversion.go}.
 */
final class ServiceEntryEndpoints {
    private final ServiceRegistry registry;
    private final Map<String, List<Resource<WorkloadEntry>>> workloads;
    private final Findings findings;

    ServiceEntryEndpoints(
            ServiceRegistry registry, Map<String, List<Resource<WorkloadEntry>>> workloads, Findings findings) {
        this.registry = registry;
        this.workloads = workloads;
        this.findings = findings;
    }

    void add(Resource<ServiceEntry> resource) {
        ServiceEntry entry = resource.spec();
        reportNotServed(resource);
        for (String host : entry.hosts()) {
            for (ServiceEntry.ServicePort port : entry.ports()) {
                addPort(resource, host, port);
            }
        }
    }

    private void reportNotServed(Resource<ServiceEntry> resource) {
        Place spec = new Place(resource, FieldPath.of("spec"));
        if (resource.spec().resolution() == Resolution.DYNAMIC_DNS) {
            findings.notServed(
                    spec.field("resolution"), "Resolution DYNAMIC_DNS", "Use DNS with hosts that are not wildcards.");
        }
        for (int i = 0; i < resource.spec().endpoints().size(); i++) {
            WorkloadEntry endpoint = resource.spec().endpoints().get(i);
            if (endpoint.address().isEmpty()) {
                findings.notServed(
                        spec.field("endpoints").index(i).field("network"),
                        "An endpoint that is only reached through a network's gateway",
                        "Write its address.");
            }
        }
    }

    private void addPort(Resource<ServiceEntry> resource, String host, ServiceEntry.ServicePort port) {
        ServiceEntry entry = resource.spec();
        String namespace = resource.ref().namespace();
        String service = HostNames.shortName(host);
        for (WorkloadEntry endpoint : entry.endpoints()) {
            Map<String, String> labels = endpoint.labels();
            addEndpoint(new Target(host, namespace, port), endpoint, labels, EndpointFactory.workload(service, labels));
        }
        WorkloadSelector selector = entry.workloadSelector();
        if (selector != null) {
            for (Resource<WorkloadEntry> workload : workloads.getOrDefault(namespace, List.of())) {
                Map<String, String> labels = EndpointFactory.labels(
                        workload.spec().labels(), workload.metadata().labels());
                if (labels.entrySet().containsAll(selector.labels().entrySet())) {
                    addEndpoint(
                            new Target(host, namespace, port),
                            workload.spec(),
                            labels,
                            workload.ref().name());
                }
            }
        } else if (entry.endpoints().isEmpty() && isDns(entry.resolution())) {
            int number = (int) (port.targetPort() == 0 ? port.number() : port.targetPort());
            registry.addEndpoint(host, namespace, port.name(), new Endpoint(host, number, 1, Map.of(), "", service));
        }
    }

    private record Target(String host, String namespace, ServiceEntry.ServicePort port) {}

    private void addEndpoint(Target target, WorkloadEntry endpoint, Map<String, String> labels, String workload) {
        if (endpoint.address().isEmpty()) {
            return;
        }
        ServiceEntry.ServicePort port = target.port();
        Long own = endpoint.ports().get(port.name());
        long number = own != null ? own : port.targetPort() != 0 ? port.targetPort() : port.number();
        registry.addEndpoint(
                target.host(),
                target.namespace(),
                port.name(),
                EndpointFactory.of(endpoint, (int) number, labels, workload));
    }

    private static boolean isDns(Resolution resolution) {
        return resolution == Resolution.DNS || resolution == Resolution.DNS_ROUND_ROBIN;
    }
}
