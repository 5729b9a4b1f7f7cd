package io.fairlead.store;

import io.fairlead.resource.Gateway;
import io.fairlead.resource.ObjectMeta;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourceMap;
import io.fairlead.resource.VirtualService;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Small objects for the tests of this package. */
final class TestResources {
    private TestResources() {}

    static Resource<Gateway> gateway(String namespace, String name, @Nullable Instant created) {
        ObjectMeta metadata = new ObjectMeta(name, namespace, Map.of(), Map.of(), created, null, 0, "", "");
        ResourceRef ref = new ResourceRef(ResourceKind.GATEWAY, namespace, name);
        return new Resource<>(
                ref, "networking.istio.io/v1", metadata, new Gateway(List.of(), Map.of()), SourceMap.NONE);
    }

    static Resource<VirtualService> virtualService(String namespace, String name, String host) {
        VirtualService spec = new VirtualService(List.of(host), List.of(), List.of(), List.of(), List.of(), List.of());
        ResourceRef ref = new ResourceRef(ResourceKind.VIRTUAL_SERVICE, namespace, name);
        return new Resource<>(ref, "networking.istio.io/v1", ObjectMeta.of(namespace, name), spec, SourceMap.NONE);
    }
}
