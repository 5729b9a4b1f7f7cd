package io.fairlead.validate;

import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import java.util.List;
import java.util.Map;

/** Rules on the metadata of every kind. */
final class MetadataRules {
    private static final List<String> FORBIDDEN = List.of(
            "istio.io/dry-run",
            "internal.istio.io/webhook-always-reject",
            "internal.istio.io/parent-namespace",
            "internal.istio.io/parents");

    private MetadataRules() {}

    static void check(Resource<?> resource, Field root) {
        if (!resource.ref().kind().group().equals(ResourceKind.VIRTUAL_SERVICE.group())) {
            return;
        }
        Map<String, String> annotations = resource.metadata().annotations();
        Field field = root.field("metadata").field("annotations");
        for (String name : FORBIDDEN) {
            if (annotations.containsKey(name)) {
                field.field(name).error("The annotation " + name + " is not for users.", "Remove it.");
            }
        }
    }
}
