package io.fairlead.analyze.base;

import io.fairlead.resource.Resource;
import io.fairlead.resource.Service;
import io.fairlead.resource.ServiceEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that Services and ServiceEntries add to the registry, by where they can be seen. Immutable; any thread.
 * Source: Istio {@code analyzers/util/service_lookup.go}.
 */
public final class KnownHosts {
    /** The scope of what is exported to all namespaces. */
    public static final String EVERYWHERE = "*";

    private static final String HERE = ".";
    private static final String EXPORT_ANNOTATION = "networking.istio.io/exportTo";

    private final Map<ScopedHost, KnownHost> hosts = new HashMap<>();

    /**
     * A host as seen from a namespace.
     *
     * @param scope a namespace, or {@link #EVERYWHERE}
     * @param host completed by its namespace
     */
    public record ScopedHost(String scope, String host) {}

    /**
     * What is known of a host.
     *
     * @param ports numbers in the order written
     * @param workloadLabels of the workloads behind a ServiceEntry, empty if it selects none
     */
    public record KnownHost(List<Long> ports, Map<String, String> workloadLabels) {
        public KnownHost {
            ports = List.copyOf(ports);
            workloadLabels = Map.copyOf(workloadLabels);
        }
    }

    private KnownHosts() {}

    /** The hosts of an inventory. */
    public static KnownHosts of(Inventory inventory) {
        KnownHosts known = new KnownHosts();
        inventory.all(ServiceEntry.class).forEach(known::add);
        inventory.all(Service.class).forEach(known::addService);
        return known;
    }

    private void add(Resource<ServiceEntry> resource) {
        ServiceEntry entry = resource.spec();
        String namespace = resource.ref().namespace();
        KnownHost known = new KnownHost(
                entry.ports().stream().map(ServiceEntry.ServicePort::number).toList(),
                entry.workloadSelector() == null
                        ? Map.of()
                        : entry.workloadSelector().labels());
        for (String scope : scopes(entry.exportTo(), namespace)) {
            for (String host : entry.hosts()) {
                hosts.put(new ScopedHost(scope, HostPattern.qualified(namespace, host)), known);
            }
        }
    }

    private void addService(Resource<Service> resource) {
        String namespace = resource.ref().namespace();
        KnownHost known = new KnownHost(
                resource.spec().ports().stream().map(port -> (long) port.port()).toList(), Map.of());
        String host = HostPattern.qualified(namespace, resource.ref().name());
        String exported = resource.metadata().annotations().getOrDefault(EXPORT_ANNOTATION, "");
        if (exported.isEmpty()) {
            hosts.put(new ScopedHost(EVERYWHERE, host), known);
            return;
        }
        for (int start = 0; start <= exported.length(); ) {
            int comma = exported.indexOf(',', start);
            int end = comma < 0 ? exported.length() : comma;
            String scope = exported.substring(start, end).strip();
            hosts.put(new ScopedHost(scope.equals(HERE) ? namespace : scope, host), known);
            start = end + 1;
        }
    }

    /** The scopes that {@code exportTo} means for an object of a namespace: {@link #EVERYWHERE} alone, or namespaces. */
    public static Set<String> scopes(List<String> exportTo, String namespace) {
        if (exportTo.isEmpty() || exportTo.contains(EVERYWHERE)) {
            return Set.of(EVERYWHERE);
        }
        Set<String> scopes = new TreeSet<>();
        exportTo.forEach(scope -> scopes.add(scope.equals(HERE) ? namespace : scope));
        return scopes;
    }

    /**
     * What an object names by {@code host}, null if there is nothing.
     *
     * @param namespace of the object
     * @param exportTo of the object, in whose namespaces Istio looks too
     */
    public @Nullable KnownHost find(String namespace, List<String> exportTo, String host) {
        String qualified = HostPattern.qualified(namespace, host);
        KnownHost known = hosts.get(new ScopedHost(EVERYWHERE, qualified));
        List<String> scopes = exportTo.isEmpty() ? List.of(HERE) : exportTo;
        for (int i = 0; known == null && i < scopes.size(); i++) {
            String scope = scopes.get(i);
            known = hosts.get(new ScopedHost(scope.equals(HERE) ? namespace : scope, qualified));
        }
        return known == null ? findWildcard(namespace, host) : known;
    }

    /** The most specific host with a {@code *} that covers this one. */
    private @Nullable KnownHost findWildcard(String namespace, String host) {
        String suffix = HostPattern.isWildcard(host) ? host.substring(1) : host;
        for (int start = 0; start <= suffix.length(); start++) {
            String wildcard = "*" + suffix.substring(start);
            KnownHost known = hosts.get(new ScopedHost(EVERYWHERE, wildcard));
            if (known == null) {
                known = hosts.get(new ScopedHost(namespace, wildcard));
            }
            if (known != null) {
                return known;
            }
        }
        return null;
    }
}
