package io.fairlead.analyze.base;

import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.ResourceSpec;
import io.fairlead.store.PlainObject;
import io.fairlead.store.ResourceSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All objects that are analyzed together. Immutable; any thread. */
public final class Inventory {
    /** Pods, whose labels selectors are checked against. */
    public static final PlainObject.Kind POD = kind("", "Pod", PlainObject.Scope.NAMESPACED);

    /** Nodes, whose labels tell where pods run. */
    public static final PlainObject.Kind NODE = kind("", "Node", PlainObject.Scope.CLUSTER);

    /** Namespaces, whose labels tell whether they are part of the mesh. */
    public static final PlainObject.Kind NAMESPACE = kind("", "Namespace", PlainObject.Scope.CLUSTER);

    /** Deployments, whose pods Services select. */
    public static final PlainObject.Kind DEPLOYMENT = kind("apps", "Deployment", PlainObject.Scope.NAMESPACED);

    /** Istio's RequestAuthentications, which routing by JWT claims needs. */
    public static final PlainObject.Kind REQUEST_AUTHENTICATION =
            kind("security.istio.io", "RequestAuthentication", PlainObject.Scope.NAMESPACED);

    /** Gateways of Kubernetes' Gateway API, which VirtualServices may name. */
    public static final PlainObject.Kind KUBERNETES_GATEWAY =
            kind("gateway.networking.k8s.io", "Gateway", PlainObject.Scope.NAMESPACED);

    /** Definitions of kinds, of which some were removed from Istio. */
    public static final PlainObject.Kind CUSTOM_RESOURCE_DEFINITION =
            kind("apiextensions.k8s.io", "CustomResourceDefinition", PlainObject.Scope.CLUSTER);

    /** The kinds that analysis reads beside the resources. */
    public static final Set<PlainObject.Kind> PLAIN_KINDS = Set.of(
            POD, NODE, NAMESPACE, DEPLOYMENT, REQUEST_AUTHENTICATION, KUBERNETES_GATEWAY, CUSTOM_RESOURCE_DEFINITION);

    /** Objects in these namespaces are not looked at. Source: Istio {@code pkg/kube/inject/initializer.go}. */
    private static final Set<String> IGNORED_NAMESPACES =
            Set.of("kube-system", "kube-public", "kube-node-lease", "local-path-storage");

    private final ResourceSet resources;
    private final Map<PlainObject.Kind, Map<Name, PlainObject>> plain = new LinkedHashMap<>();

    private record Name(String namespace, String name) {}

    private Inventory(ResourceSet resources) {
        this.resources = resources;
    }

    private static PlainObject.Kind kind(String group, String name, PlainObject.Scope scope) {
        return new PlainObject.Kind(group, name, scope);
    }

    /**
     * The inventory of these objects, in the order read. Where two have the same kind, namespace and name the later one
     * counts.
     */
    public static Inventory of(List<Resource<?>> resources, List<PlainObject> plain) {
        Map<ResourceRef, Resource<?>> latest = new LinkedHashMap<>();
        for (Resource<?> resource : resources) {
            if (!IGNORED_NAMESPACES.contains(resource.ref().namespace())) {
                latest.put(resource.ref(), resource);
            }
        }
        Inventory inventory = new Inventory(ResourceSet.of(0, latest.values()));
        for (PlainObject object : plain) {
            Name name =
                    new Name(object.metadata().namespace(), object.metadata().name());
            String home = object.kind().equals(NAMESPACE) ? name.name() : name.namespace();
            if (!IGNORED_NAMESPACES.contains(home)) {
                inventory
                        .plain
                        .computeIfAbsent(object.kind(), kind -> new LinkedHashMap<>())
                        .put(name, object);
            }
        }
        return inventory;
    }

    /** The resources of one kind, by name, then by namespace. */
    public <S extends ResourceSpec> List<Resource<S>> all(Class<S> kind) {
        return resources.all(kind);
    }

    /** The resources of every kind. */
    public ResourceSet resources() {
        return resources;
    }

    /** The objects of one other kind, in the order read. */
    public List<PlainObject> all(PlainObject.Kind kind) {
        return new ArrayList<>(plain.getOrDefault(kind, Map.of()).values());
    }

    /** The resource of this name, null if there is none. */
    public @Nullable Resource<?> find(ResourceKind kind, String namespace, String name) {
        return resources.get(new ResourceRef(kind, namespace, name));
    }

    /** The object of this other kind and name, null if there is none; the namespace is "" for kinds without. */
    public @Nullable PlainObject find(PlainObject.Kind kind, String namespace, String name) {
        return plain.getOrDefault(kind, Map.of()).get(new Name(namespace, name));
    }
}
