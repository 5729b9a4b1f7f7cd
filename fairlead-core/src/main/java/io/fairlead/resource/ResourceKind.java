package io.fairlead.resource;

import java.util.Locale;
import java.util.Optional;

/** The kinds of object that are read, each with its API group. */
public enum ResourceKind {
    VIRTUAL_SERVICE("networking.istio.io", "VirtualService"),
    DESTINATION_RULE("networking.istio.io", "DestinationRule"),
    GATEWAY("networking.istio.io", "Gateway"),
    SERVICE_ENTRY("networking.istio.io", "ServiceEntry"),
    WORKLOAD_ENTRY("networking.istio.io", "WorkloadEntry"),
    SIDECAR("networking.istio.io", "Sidecar"),
    SERVICE("", "Service"),
    ENDPOINT_SLICE("discovery.k8s.io", "EndpointSlice"),
    SECRET("", "Secret"),
    ROLLOUT("fairlead.io", "Rollout");

    private final String group;
    private final String kindName;

    ResourceKind(String group, String kindName) {
        this.group = group;
        this.kindName = kindName;
    }

    /** The API group, "" for Kubernetes' core group. */
    public String group() {
        return group;
    }

    /** The name as written in {@code kind:}, for example {@code VirtualService}. */
    public String kindName() {
        return kindName;
    }

    /** The kind with this group and name (both case-sensitive), or empty if it is not one that is read. */
    public static Optional<ResourceKind> of(String group, String kindName) {
        for (ResourceKind kind : values()) {
            if (kind.group.equals(group) && kind.kindName.equals(kindName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The lower-case form used in logs and URLs, for example {@code virtualservice}. */
    public String slug() {
        return kindName.toLowerCase(Locale.ROOT);
    }
}
