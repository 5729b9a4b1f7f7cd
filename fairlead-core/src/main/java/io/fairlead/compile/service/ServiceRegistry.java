package io.fairlead.compile.service;

import io.fairlead.compile.base.Visibility;
import io.fairlead.compile.service.RegisteredService.Port;
import io.fairlead.routing.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The services that a workload sees, and their endpoints.
 *
 * <p>A host may be claimed by several objects. Endpoints of all objects of one namespace count together, whatever their
 * kind; everything else is one object's. From the workload's point of view that is a Kubernetes Service if there is one,
 * else the oldest ServiceEntry, where objects that are private to the workload's namespace or shown to it by name come
 * before public ones. If a Sidecar says what the workload imports, that comes first, and of it what is in the workload's own
 * namespace. A VirtualService on a gateway prefers the one of its own namespace. Source: Istio {@code push_context.go},
 * {@code sidecar.go} (scope of a gateway).
 */
public final class ServiceRegistry {
    /** A claim of a host by one object, oldest first. */
    record Claim(RegisteredService service, Visibility visibility, Sameness sameness) {}

    /** What must be equal for the ports of two ServiceEntries to be united. */
    record Sameness(Object resolution, Map<String, String> labels, Set<String> exportTo) {}

    private record Key(String host, String namespace) {}

    private record Ranked(int rank, Claim claim) {}

    private final Map<Key, Map<String, List<Endpoint>>> endpoints = new HashMap<>();
    private final Map<String, RegisteredService> scope = new LinkedHashMap<>();
    private final Map<Key, RegisteredService> owned = new HashMap<>();
    private final Map<String, RegisteredService> imported = new LinkedHashMap<>();
    private final Map<String, List<String>> aliases = new HashMap<>();

    /** Adds an endpoint of a host's port, which services of the namespace then have. */
    void addEndpoint(String host, String namespace, String portName, Endpoint endpoint) {
        endpoints
                .computeIfAbsent(new Key(host, namespace), key -> new HashMap<>())
                .computeIfAbsent(portName, name -> new ArrayList<>())
                .add(endpoint);
    }

    /**
     * Decides between claims.
     *
     * @param claims all claims of the workload's view, in the order of age
     * @param egress what the workload imports, which comes before everything else
     */
    void settle(List<Claim> claims, EgressScope egress) {
        for (Claim claim : claims) {
            if (claim.visibility() != Visibility.HIDDEN) {
                Key key = new Key(claim.service().host(), claim.service().namespace());
                owned.merge(key, claim.service(), (older, newer) -> replaces(newer, older) ? newer : older);
            }
        }
        Map<String, Sameness> winners = new HashMap<>();
        List<Ranked> inOrder = new ArrayList<>();
        for (Claim claim : claims) {
            if (claim.visibility() != Visibility.HIDDEN) {
                inOrder.add(new Ranked(egress.rank(claim.service()), claim));
            }
        }
        inOrder.sort(Comparator.comparingInt(Ranked::rank)
                .thenComparing(ranked -> !ranked.claim().service().isKubernetes())
                .thenComparing(ranked -> ranked.claim().visibility()));
        inOrder.forEach(ranked -> admit(ranked.claim(), winners));
        collectImported(egress);
    }

    private void collectImported(EgressScope egress) {
        for (RegisteredService service : scope.values()) {
            if (!egress.imports(service)) {
                continue;
            }
            if (service.alias() == null) {
                imported.put(service.host().toLowerCase(Locale.ROOT), service);
            } else {
                aliases.computeIfAbsent(service.alias(), key -> new ArrayList<>())
                        .add(service.host());
            }
        }
    }

    private void admit(Claim claim, Map<String, Sameness> winners) {
        RegisteredService service = claim.service();
        RegisteredService winner = scope.get(service.host());
        if (winner == null) {
            scope.put(service.host(), service);
            winners.put(service.host(), claim.sameness());
        } else if (winner.namespace().equals(service.namespace())
                && winner.registry() == service.registry()
                && claim.sameness().equals(winners.get(service.host()))) {
            scope.put(service.host(), united(winner, service.ports()));
        }
    }

    private static boolean replaces(RegisteredService newer, RegisteredService older) {
        return newer.isKubernetes() && !older.isKubernetes();
    }

    private static RegisteredService united(RegisteredService service, List<Port> more) {
        List<Port> ports = new ArrayList<>(service.ports());
        Set<Integer> numbers = new TreeSet<>();
        ports.forEach(port -> numbers.add(port.number()));
        for (Port port : more) {
            if (numbers.add(port.number())) {
                ports.add(port);
            }
        }
        return new RegisteredService(
                service.host(),
                service.namespace(),
                service.registry(),
                service.discovery(),
                ports,
                service.alias(),
                service.subjectAltNames());
    }

    /** The services of the workload's view, each host once. */
    Collection<RegisteredService> all() {
        return scope.values();
    }

    /** The service that a rule of the namespace means by a host, null if there is none in view. */
    public @Nullable RegisteredService find(String host, String namespace) {
        RegisteredService own = owned.get(new Key(host, namespace));
        return own != null ? own : scope.get(host);
    }

    /** The service that a host is to a workload that calls it, null if the workload does not import one. */
    public @Nullable RegisteredService findImported(String host) {
        return imported.get(host.toLowerCase(Locale.ROOT));
    }

    /** The services that the workload imports, each host once; without those that only stand for another. */
    public Collection<RegisteredService> imported() {
        return imported.values();
    }

    /** The imported hosts that stand for a host. */
    public List<String> aliases(String host) {
        return aliases.getOrDefault(host, List.of());
    }

    /** Whether the workload's view has the host. */
    public boolean isKnown(String host) {
        return scope.containsKey(host);
    }

    /** The endpoints of a service's port, in the order in which they were added. */
    List<Endpoint> endpoints(RegisteredService service, Port port) {
        return endpoints
                .getOrDefault(new Key(service.host(), service.namespace()), Map.of())
                .getOrDefault(port.name(), List.of());
    }
}
