package io.fairlead.compile.service;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.HostNames;
import io.fairlead.compile.base.Visibility;
import io.fairlead.compile.service.RegisteredService.Port;
import io.fairlead.compile.service.RegisteredService.Registry;
import io.fairlead.compile.service.ServiceRegistry.Claim;
import io.fairlead.compile.service.ServiceRegistry.Sameness;
import io.fairlead.resource.EndpointSlice;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Service;
import io.fairlead.resource.ServiceEntry;
import io.fairlead.resource.WorkloadEntry;
import io.fairlead.routing.Discovery;
import io.fairlead.store.ResourceSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fills a {@link ServiceRegistry} from ServiceEntries, WorkloadEntries, Kubernetes Services and EndpointSlices. */
public final class ServiceRegistryBuilder {
    private record Aged(Instant created, Claim claim) {}

    private final ResourceSet resources;
    private final String viewer;
    private final EgressScope egress;
    private final ServiceRegistry registry = new ServiceRegistry();
    private final List<Aged> claims = new ArrayList<>();
    private final ServiceEntryEndpoints entries;
    private final KubernetesEndpoints kubernetes;

    /**
     * A builder of one registry.
     *
     * @param egress the workload whose view it is, and what it imports
     */
    public ServiceRegistryBuilder(ResourceSet resources, EgressScope egress, Findings findings) {
        this.resources = resources;
        this.viewer = egress.namespace();
        this.egress = egress;
        Map<String, List<Resource<WorkloadEntry>>> workloads = new HashMap<>();
        for (Resource<WorkloadEntry> workload : resources.all(WorkloadEntry.class)) {
            workloads
                    .computeIfAbsent(workload.ref().namespace(), namespace -> new ArrayList<>())
                    .add(workload);
        }
        this.entries = new ServiceEntryEndpoints(registry, workloads, findings);
        this.kubernetes = new KubernetesEndpoints(registry, workloads, resources.all(EndpointSlice.class));
    }

    /** The registry, complete. */
    public ServiceRegistry build() {
        for (Resource<Service> service : resources.all(Service.class)) {
            claimService(service);
        }
        for (Resource<ServiceEntry> entry : resources.all(ServiceEntry.class)) {
            claimEntry(entry);
        }
        // Of equally old claims of one host the namespace decides, not the object's name: so does Istio.
        claims.sort(Comparator.comparing(Aged::created)
                .thenComparing(aged -> aged.claim().service().host() + "."
                        + aged.claim().service().namespace()));
        registry.settle(claims.stream().map(Aged::claim).toList(), egress);
        return registry;
    }

    private void claimService(Resource<Service> resource) {
        Service service = resource.spec();
        String namespace = resource.ref().namespace();
        String host = HostNames.ofService(resource.ref().name(), namespace);
        List<Port> ports = new ArrayList<>();
        for (Service.ServicePort port : service.ports()) {
            if (!port.protocol().equals("UDP") && isPort(port.port())) {
                ports.add(new Port(port.port(), port.name(), PortProtocols.traffic(port)));
            }
        }
        String annotation = resource.metadata().annotations().getOrDefault("networking.istio.io/exportTo", "");
        Set<String> exportTo = Annotations.list(annotation);
        String alias = service.type().equals("ExternalName") ? service.externalName() : null;
        claim(
                resource,
                new RegisteredService(host, namespace, Registry.KUBERNETES, Discovery.STATIC, ports, alias, List.of()),
                exportTo);
        if (alias == null) {
            kubernetes.add(resource, host);
        }
    }

    private void claimEntry(Resource<ServiceEntry> resource) {
        ServiceEntry entry = resource.spec();
        List<Port> ports = new ArrayList<>();
        for (ServiceEntry.ServicePort port : entry.ports()) {
            if (!port.protocol().equalsIgnoreCase("UDP") && isPort(port.number())) {
                ports.add(new Port((int) port.number(), port.name(), PortProtocols.traffic(port.protocol())));
            }
        }
        Set<String> exportTo = Set.copyOf(entry.exportTo());
        for (String host : entry.hosts()) {
            claim(
                    resource,
                    new RegisteredService(
                            host,
                            resource.ref().namespace(),
                            Registry.SERVICE_ENTRY,
                            discovery(entry),
                            ports,
                            null,
                            entry.subjectAltNames()),
                    exportTo);
        }
        entries.add(resource);
    }

    private void claim(Resource<?> resource, RegisteredService service, Set<String> exportTo) {
        Instant created = resource.metadata().creationTimestamp();
        Object resolution = service.discovery() == null ? "none" : service.discovery();
        if (resource.spec() instanceof ServiceEntry entry) {
            resolution = entry.resolution();
        }
        claims.add(new Aged(
                created == null ? Instant.MIN : created,
                new Claim(
                        service,
                        Visibility.of(exportTo, service.namespace(), viewer),
                        new Sameness(resolution, resource.metadata().labels(), exportTo))));
    }

    private static boolean isPort(long number) {
        return number >= 1 && number <= 65535;
    }

    private static @Nullable Discovery discovery(ServiceEntry entry) {
        return switch (entry.resolution()) {
            case DNS -> Discovery.STRICT_DNS;
            case DNS_ROUND_ROBIN -> Discovery.LOGICAL_DNS;
            case DYNAMIC_DNS -> null;
            // A gateway cannot pass a connection through, so NONE is a service whose endpoints are those selected.
            case STATIC, NONE -> Discovery.STATIC;
        };
    }
}
