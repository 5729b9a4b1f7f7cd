package io.fairlead.compile;

import io.fairlead.compile.annotation.StickySplitAnnotation;
import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.GatewayNames;
import io.fairlead.compile.base.HostNames;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.base.Visibility;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import io.fairlead.routing.Viewpoint;
import io.fairlead.store.ResourceSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The VirtualServices that a workload sees, by gateway: first those that are private to its namespace, then those shown to
 * the namespace by name, then public ones, each group in the order of age. Source: Istio {@code initVirtualServices},
 * {@code VirtualServicesForGateway}.
 */
final class VirtualServiceIndex {
    private record Entry(Visibility visibility, ResolvedVirtualService service) {}

    private final Map<String, List<Entry>> byGateway = new HashMap<>();
    private final Set<String> gateways = new HashSet<>();
    private final DelegateResolver delegates;
    private final Viewpoint viewpoint;
    private final Findings findings;

    VirtualServiceIndex(ResourceSet resources, Viewpoint viewpoint, Findings findings) {
        this.delegates = new DelegateResolver(resources, findings);
        this.viewpoint = viewpoint;
        this.findings = findings;
        for (Resource<Gateway> gateway : resources.all(Gateway.class)) {
            gateways.add(gateway.ref().namespace() + "/" + gateway.ref().name());
        }
        for (Resource<VirtualService> resource : resources.all(VirtualService.class)) {
            if (!resource.spec().hosts().isEmpty()) {
                add(resource);
            }
        }
        byGateway.values().forEach(entries -> entries.sort(Comparator.comparing(Entry::visibility)));
    }

    /** The VirtualServices bound to a gateway, or to {@code mesh}, in the order in which they come on equal hosts. */
    List<ResolvedVirtualService> of(String gateway) {
        return byGateway.getOrDefault(gateway, List.of()).stream()
                .map(Entry::service)
                .toList();
    }

    private void add(Resource<VirtualService> resource) {
        String namespace = resource.ref().namespace();
        Visibility visibility = Visibility.of(resource.spec().exportTo(), namespace, viewpoint.namespace());
        if (visibility == Visibility.HIDDEN) {
            return;
        }
        Set<String> names = gateways(resource);
        if (names.contains(GatewayNames.MESH)) {
            reportNotServed(resource);
        }
        if (names.isEmpty()) {
            return;
        }
        List<String> hosts = resource.spec().hosts().stream()
                .map(host -> HostNames.complete(host, namespace))
                .toList();
        List<Rule> rules = delegates.rules(resource);
        checkModelFromBody(resource);
        Entry entry = new Entry(
                visibility,
                new ResolvedVirtualService(
                        resource,
                        hosts,
                        List.copyOf(names),
                        rules,
                        ResponseStatusAnnotation.read(resource, rules, findings),
                        StickySplitAnnotation.read(resource, findings)));
        for (String name : names) {
            byGateway.computeIfAbsent(name, key -> new ArrayList<>()).add(entry);
        }
    }

    private void checkModelFromBody(Resource<VirtualService> resource) {
        String written = resource.metadata().annotations().get(ResolvedVirtualService.MODEL_FROM_BODY);
        if (written != null && !written.equals("true") && !written.equals("false")) {
            findings.warn(
                    Code.WRONG_TYPE,
                    new Place(
                            resource, FieldPath.of("metadata", "annotations", ResolvedVirtualService.MODEL_FROM_BODY)),
                    "'" + written + "' is neither true nor false; the annotation is not used.",
                    "Write \"true\", in quotes.");
        }
    }

    private Set<String> gateways(Resource<VirtualService> resource) {
        Place place = new Place(resource, FieldPath.of("spec", "gateways"));
        List<String> written = resource.spec().gateways();
        Set<String> names = new LinkedHashSet<>();
        if (written.isEmpty()) {
            addMesh(names, place);
        }
        for (int i = 0; i < written.size(); i++) {
            String name = GatewayNames.complete(written.get(i), resource.ref().namespace());
            if (name.equals(GatewayNames.MESH)) {
                addMesh(names, place.index(i));
            } else if (gateways.contains(name)) {
                names.add(name);
            } else {
                findings.warn(
                        Code.NOT_FOUND,
                        place.index(i),
                        "There is no Gateway " + name + ".",
                        "Add it, or write its name as namespace/name.");
            }
        }
        return names;
    }

    private void addMesh(Set<String> names, Place place) {
        if (viewpoint.httpProxyPort() != null) {
            names.add(GatewayNames.MESH);
        } else {
            findings.notServed(
                    place,
                    "The gateway 'mesh' without an HTTP proxy port",
                    "Name a Gateway in gateways, or start with --http-proxy-port.");
        }
    }

    private void reportNotServed(Resource<VirtualService> resource) {
        Place spec = new Place(resource, FieldPath.of("spec"));
        if (!resource.spec().tls().isEmpty()) {
            findings.notServed(
                    spec.field("tls"),
                    "Routing of a workload's own TLS connections",
                    "The HTTP proxy port takes HTTP; on Gateways the rules are served.");
        }
        if (!resource.spec().tcp().isEmpty()) {
            findings.notServed(
                    spec.field("tcp"),
                    "Routing of a workload's own TCP connections",
                    "The HTTP proxy port takes HTTP; on Gateways the rules are served.");
        }
    }
}
