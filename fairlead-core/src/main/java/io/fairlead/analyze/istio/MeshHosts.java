package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.HostPattern;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.KnownHosts;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.VirtualService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether several VirtualServices route the same host in the mesh. Source: Istio
 * {@code analyzers/virtualservice/conflictingmeshgatewayhosts.go}.
 */
final class MeshHosts implements Analyzer {
    private static final FieldPath NAME = FieldPath.of("metadata", "name");

    @Override
    public void analyze(Inventory inventory, Report report) {
        Map<KnownHosts.ScopedHost, List<Resource<VirtualService>>> claims = new LinkedHashMap<>();
        PublicHosts everywhere = new PublicHosts();
        for (Resource<VirtualService> service : inventory.all(VirtualService.class)) {
            List<String> gateways = service.spec().gateways();
            if (gateways.isEmpty() || gateways.contains("mesh")) {
                claim(service, claims, everywhere);
            }
        }
        Set<ResourceRef> reported = new HashSet<>();
        claims.forEach((host, services) -> {
            List<Resource<VirtualService>> claiming = new ArrayList<>(services);
            if (!host.scope().equals(KnownHosts.EVERYWHERE)) {
                claiming.addAll(everywhere.overlapping(host.host()));
            }
            if (claiming.size() > 1) {
                report(host, claiming, reported, report);
            }
        });
    }

    private static void claim(
            Resource<VirtualService> service,
            Map<KnownHosts.ScopedHost, List<Resource<VirtualService>>> claims,
            PublicHosts everywhere) {
        String namespace = service.ref().namespace();
        for (String scope : KnownHosts.scopes(service.spec().exportTo(), namespace)) {
            for (String written : service.spec().hosts()) {
                String host = HostPattern.qualified(namespace, written);
                claims.computeIfAbsent(new KnownHosts.ScopedHost(scope, host), claim -> new ArrayList<>())
                        .add(service);
                if (scope.equals(KnownHosts.EVERYWHERE)) {
                    everywhere.add(host, service);
                }
            }
        }
    }

    private static void report(
            KnownHosts.ScopedHost host,
            List<Resource<VirtualService>> claiming,
            Set<ResourceRef> reported,
            Report report) {
        Set<String> names = new TreeSet<>();
        claiming.forEach(service ->
                names.add(service.ref().namespace() + "/" + service.ref().name()));
        for (Resource<VirtualService> service : claiming) {
            if (reported.add(service.ref())) {
                report.add(
                        FindingCode.MESH_HOST_CONFLICT,
                        service,
                        NAME,
                        "The VirtualServices " + String.join(", ", names) + " all route "
                                + DestinationHosts.quoted(host.host()) + " in the mesh.",
                        "Join them, or give all but one of them a gateway of their own.");
            }
        }
    }

    /** The hosts of what is exported everywhere, by their ends, so that overlaps are found without looking at each. */
    private static final class PublicHosts {
        private final NavigableMap<String, List<Resource<VirtualService>>> names = new TreeMap<>();
        private final NavigableMap<String, List<Resource<VirtualService>>> wildcards = new TreeMap<>();

        void add(String host, Resource<VirtualService> service) {
            boolean wildcard = HostPattern.isWildcard(host);
            (wildcard ? wildcards : names)
                    .computeIfAbsent(reversed(wildcard ? host.substring(1) : host), end -> new ArrayList<>())
                    .add(service);
        }

        List<Resource<VirtualService>> overlapping(String host) {
            List<Resource<VirtualService>> found = new ArrayList<>();
            boolean wildcard = HostPattern.isWildcard(host);
            String end = reversed(wildcard ? host.substring(1) : host);
            for (int length = 0; length <= end.length(); length++) {
                found.addAll(wildcards.getOrDefault(end.substring(0, length), List.of()));
            }
            if (wildcard) {
                String last = end + Character.MAX_VALUE;
                wildcards.subMap(end, false, last, false).values().forEach(found::addAll);
                names.subMap(end, true, last, false).values().forEach(found::addAll);
            } else {
                found.addAll(names.getOrDefault(end, List.of()));
            }
            return found;
        }

        private static String reversed(String host) {
            return new StringBuilder(host).reverse().toString();
        }
    }
}
