package io.fairlead.resource;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code metadata} of an object, as far as routing has a use for it.
 *
 * @param namespace {@code default} where none is written
 * @param creationTimestamp null for objects from files, which all count as equally old
 * @param deletionTimestamp null unless Kubernetes is deleting the object
 * @param generation 0 if not written
 * @param resourceVersion "" if not written
 * @param uid "" if not written
 */
@WireObject(
        ignored = {
            "deletionGracePeriodSeconds",
            "finalizers",
            "generateName",
            "managedFields",
            "ownerReferences",
            "selfLink"
        })
public record ObjectMeta(
        String name,
        String namespace,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable Instant creationTimestamp,
        @Nullable Instant deletionTimestamp,
        @WireField(form = WireField.Form.INT64) long generation,
        String resourceVersion,
        String uid) {
    public ObjectMeta {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** Metadata with a name and namespace only. */
    public static ObjectMeta of(String namespace, String name) {
        return new ObjectMeta(name, namespace, Map.of(), Map.of(), null, null, 0, "", "");
    }
}
