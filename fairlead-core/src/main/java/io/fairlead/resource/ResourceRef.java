package io.fairlead.resource;

/** The name of one object: kind, namespace and name. Prints as {@code VirtualService/default/app}. */
public record ResourceRef(ResourceKind kind, String namespace, String name) {
    @Override
    public String toString() {
        return kind.kindName() + "/" + namespace + "/" + name;
    }
}
