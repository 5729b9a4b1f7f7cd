package io.fairlead.store;

import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.ResourceSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All objects at one moment. Immutable; any thread. Equal to another set with equal objects, whatever their versions.
 *
 * <p>Objects come in the order that decides between them everywhere in Istio: the oldest first, those without a time
 * before all others, then by name, then by namespace.
 */
public final class ResourceSet {
    /** No objects, version 0. */
    public static final ResourceSet EMPTY = new ResourceSet(0, List.of());

    private static final Comparator<Resource<?>> AGE_THEN_NAME = Comparator.comparing(ResourceSet::age)
            .thenComparing(resource -> resource.ref().name())
            .thenComparing(resource -> resource.ref().namespace());

    private final long version;
    private final Map<ResourceRef, Resource<?>> byRef;
    private final Map<Class<?>, List<Resource<?>>> byKind;

    private ResourceSet(long version, Collection<? extends Resource<?>> resources) {
        List<Resource<?>> sorted = new ArrayList<>(resources);
        sorted.sort(AGE_THEN_NAME);
        Map<ResourceRef, Resource<?>> refs = new LinkedHashMap<>();
        Map<Class<?>, List<Resource<?>>> kinds = new LinkedHashMap<>();
        for (Resource<?> resource : sorted) {
            Resource<?> twin = refs.put(resource.ref(), resource);
            if (twin != null) {
                throw new IllegalArgumentException("two objects are called " + resource.ref());
            }
            kinds.computeIfAbsent(resource.spec().getClass(), kind -> new ArrayList<>())
                    .add(resource);
        }
        kinds.replaceAll((kind, list) -> List.copyOf(list));
        this.version = version;
        this.byRef = refs;
        this.byKind = kinds;
    }

    /**
     * The set of these objects.
     *
     * @param version grows with every change of a source
     * @throws IllegalArgumentException if two have the same kind, namespace and name
     */
    public static ResourceSet of(long version, Collection<? extends Resource<?>> resources) {
        return new ResourceSet(version, resources);
    }

    private static Instant age(Resource<?> resource) {
        Instant created = resource.metadata().creationTimestamp();
        return created == null ? Instant.MIN : created;
    }

    /** Which state of the source this is; a larger number is newer. */
    public long version() {
        return version;
    }

    /** The objects of one kind, oldest first, then by name, then by namespace. */
    @SuppressWarnings("unchecked") // each list holds only resources whose spec has the class it is filed under
    public <S extends ResourceSpec> List<Resource<S>> all(Class<S> kind) {
        return (List<Resource<S>>) (List<?>) byKind.getOrDefault(kind, List.of());
    }

    /** The objects of every kind in the same order. */
    public List<Resource<?>> all() {
        return List.copyOf(byRef.values());
    }

    /** The object of this name, null if there is none. */
    public @Nullable Resource<?> get(ResourceRef ref) {
        return byRef.get(ref);
    }

    /** How many objects there are. */
    public int size() {
        return byRef.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceSet that && byRef.equals(that.byRef);
    }

    @Override
    public int hashCode() {
        return byRef.hashCode();
    }

    @Override
    public String toString() {
        return "ResourceSet[version=" + version + ", objects=" + byRef.size() + "]";
    }
}
