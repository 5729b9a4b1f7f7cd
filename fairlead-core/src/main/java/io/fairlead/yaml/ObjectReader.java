package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ObjectMeta;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.ResourceSpec;
import io.fairlead.store.PlainObject;
import io.fairlead.yaml.schema.ApiServerSchema;
import io.fairlead.yaml.tree.DocumentText;
import io.fairlead.yaml.tree.NearestName;
import io.fairlead.yaml.tree.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the objects of one text: finds the kind, then leaves the fields to that kind's reader. For one text. */
final class ObjectReader {
    /** What every object has beside its own fields. */
    static final Set<String> COMMON_FIELDS = Set.of("apiVersion", "kind", "metadata");

    private static final String DEFAULT_NAMESPACE = "default";
    private static final String ISTIO_GROUP = "networking.istio.io";
    private static final Map<String, List<String>> VERSIONS_BY_GROUP = Map.of(
            ISTIO_GROUP,
            List.of("v1", "v1beta1", "v1alpha3"),
            "discovery.k8s.io",
            List.of("v1"),
            "fairlead.io",
            List.of("v1alpha1"),
            "",
            List.of("v1"));

    /** Kinds of Istio's group that have no part in routing here. */
    private static final Set<String> UNREAD_ISTIO_KINDS = Set.of("EnvoyFilter", "ProxyConfig", "WorkloadGroup");

    private final ReadScope scope;
    private final ReadMode mode;
    private final List<Resource<?>> resources = new ArrayList<>();
    private final List<Resource<?>> damaged = new ArrayList<>();
    private final List<PlainObject> plain = new ArrayList<>();
    private final Set<PlainObject.Kind> plainKinds;

    ObjectReader(ReadScope scope, ReadMode mode, Set<PlainObject.Kind> plainKinds) {
        this.scope = scope;
        this.mode = mode;
        this.plainKinds = plainKinds;
    }

    /** The objects that can be used, in the order written. */
    List<Resource<?>> resources() {
        return resources;
    }

    /** The objects that must not be used. */
    List<Resource<?>> damaged() {
        return damaged;
    }

    /** The objects of other kinds that were asked for. */
    List<PlainObject> plain() {
        return plain;
    }

    /** Takes objects that were read before as they are. */
    void take(List<Resource<?>> known) {
        resources.addAll(known);
    }

    /** Where an object stands, and what the list around it says of its type. */
    private record Place(DocumentText text, int document, FieldPath base, String apiVersion, String kind) {}

    /** What an object says of its type. */
    private record TypeName(String apiVersion, String group, String version, String kind) {
        static TypeName of(String apiVersion, String kind) {
            int slash = apiVersion.indexOf('/');
            String group = slash < 0 ? "" : apiVersion.substring(0, slash);
            return new TypeName(apiVersion, group, apiVersion.substring(slash + 1), kind);
        }
    }

    /** Reads one document. */
    void readDocument(YamlNode root, DocumentText text, int document) {
        read(root, new Place(text, document, FieldPath.ROOT, "", ""));
    }

    private void read(YamlNode node, Place place) {
        scope.startObject(null);
        if (isNull(node)) {
            return;
        }
        if (!(node instanceof YamlNode.Fields root)) {
            String message = "expected an object, found " + node.describe() + ".";
            scope.error(Code.NOT_A_RESOURCE, FieldPath.ROOT, node, message, "");
            return;
        }
        String apiVersion = text(root, "apiVersion", place.apiVersion());
        String kind = text(root, "kind", place.kind());
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            String missing = kind.isEmpty() ? "kind" : "apiVersion";
            notAResource(root, FieldPath.of(missing), "the object has no `" + missing + "`.", "Write it, as text.");
        } else if (kind.endsWith("List") && root.get("items") instanceof YamlNode.Items items) {
            readItems(items, TypeName.of(apiVersion, kind), place);
        } else {
            readTyped(root, TypeName.of(apiVersion, kind), place);
        }
    }

    private void readItems(YamlNode.Items items, TypeName list, Place place) {
        boolean typed = !list.kind().equals("List");
        String itemKind = typed ? list.kind().substring(0, list.kind().length() - "List".length()) : "";
        FieldPath base = place.base().field("items");
        for (int i = 0; i < items.items().size(); i++) {
            YamlNode item = items.items().get(i);
            scope.startObject(null);
            if (!scope.visit(item, base.index(i))) {
                return;
            }
            read(
                    item,
                    new Place(place.text(), place.document(), base.index(i), typed ? list.apiVersion() : "", itemKind));
        }
    }

    private void readTyped(YamlNode.Fields root, TypeName type, Place place) {
        Optional<ResourceKind> kind = ResourceKind.of(type.group(), type.kind());
        if (kind.isEmpty()) {
            PlainObject.Kind other = plainKind(type);
            if (other == null) {
                reportUnreadKind(root, type);
            } else {
                readPlain(root, other, place);
            }
            return;
        }
        if (!VERSIONS_BY_GROUP.getOrDefault(type.group(), List.of()).contains(type.version())) {
            notAResource(
                    valueOr(root, "apiVersion"),
                    FieldPath.of("apiVersion"),
                    type.kind() + " has no version " + type.version() + ".",
                    "Write " + (type.group().isEmpty() ? "" : type.group() + "/") + "v1.");
            return;
        }
        ResourceRef ref = ref(root, kind.get());
        if (ref.name().isEmpty() && mode == ReadMode.CLUSTER) {
            notAResource(
                    valueOr(root, "metadata"),
                    FieldPath.of("metadata", "name"),
                    "the " + type.kind() + " has no name.",
                    "Write metadata.name, as text.");
            return;
        }
        scope.startObject(ref);
        if (mode == ReadMode.CLUSTER && ApiServerSchema.covers(ref.kind())) {
            scope.refuse(ref.kind(), root);
        }
        Resource<?> resource = bind(root, ref, type, place);
        (scope.isDamaged() ? damaged : resources).add(resource);
    }

    private PlainObject.@Nullable Kind plainKind(TypeName type) {
        for (PlainObject.Kind kind : plainKinds) {
            if (kind.group().equals(type.group()) && kind.name().equals(type.kind())) {
                return kind;
            }
        }
        return null;
    }

    private void readPlain(YamlNode.Fields root, PlainObject.Kind kind, Place place) {
        YamlNode.Fields written = fields(root, "metadata");
        String namespace =
                kind.scope() == PlainObject.Scope.CLUSTER ? "" : text(written, "namespace", DEFAULT_NAMESPACE);
        ObjectMeta metadata = metadata(root, namespace, text(written, "name", ""));
        PlainValues values = new PlainValues(scope);
        Map<String, Object> content = new HashMap<>();
        for (int i = 0; i < root.size(); i++) {
            String name = root.key(i).text();
            Object value = COMMON_FIELDS.contains(name) ? null : values.of(root.value(i), FieldPath.of(name));
            if (value != null) {
                content.put(name, value);
            }
        }
        if (metadata.name().isEmpty()) {
            notAResource(
                    valueOr(root, "metadata"),
                    FieldPath.of("metadata", "name"),
                    "the " + kind.name() + " has no name.",
                    "Write metadata.name, as text.");
        } else if (!scope.isDamaged()) {
            LazySourceMap source = new LazySourceMap(place.text(), place.document(), place.base());
            plain.add(new PlainObject(kind, metadata, content, source));
        }
    }

    /** Makes plain values of nodes; those that cannot be kept, or are null, are left out. */
    private record PlainValues(ReadScope scope) {
        @Nullable
        Object of(YamlNode node, FieldPath path) {
            if (!scope.visit(node, path)) {
                return null;
            }
            if (node instanceof YamlNode.Fields fields) {
                Map<String, Object> values = new HashMap<>();
                for (int i = 0; i < fields.size(); i++) {
                    String key = fields.key(i).text();
                    Object value = of(fields.value(i), path.field(key));
                    if (value != null) {
                        values.put(key, value);
                    }
                }
                return values;
            }
            if (node instanceof YamlNode.Items list) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < list.items().size(); i++) {
                    Object value = of(list.items().get(i), path.index(i));
                    if (value != null) {
                        values.add(value);
                    }
                }
                return values;
            }
            YamlNode.Scalar scalar = (YamlNode.Scalar) node;
            return scalar.isNull() ? null : scalar.text();
        }
    }

    private Resource<?> bind(YamlNode.Fields root, ResourceRef ref, TypeName type, Place place) {
        ObjectMeta metadata = metadata(root, ref.namespace(), ref.name());
        RecordReader reader = RecordReaders.of(ref.kind());
        LazySourceMap source = new LazySourceMap(place.text(), place.document(), place.base());
        Object spec;
        if (RecordReaders.isTopLevel(ref.kind())) {
            spec = reader.readObject(root, FieldPath.ROOT, scope, null);
        } else {
            RecordReader.reportDuplicates(root, FieldPath.ROOT, scope);
            reportOtherFields(root);
            YamlNode.Fields status = root.get("status") instanceof YamlNode.Fields written ? written : null;
            spec = reader.readObject(fields(root, "spec"), FieldPath.of("spec"), scope, status);
        }
        return new Resource<>(ref, type.apiVersion(), metadata, (ResourceSpec) spec, source);
    }

    private ObjectMeta metadata(YamlNode.Fields root, String namespace, String name) {
        YamlNode.Fields written = fields(root, "metadata");
        // Istio's tools take what they can of the metadata, and refuse nothing there.
        ReadScope heard = mode == ReadMode.ISTIO ? scope.unreported() : scope;
        Object read = RecordReaders.metadata().readObject(written, FieldPath.of("metadata"), heard, null);
        ObjectMeta metadata = (ObjectMeta) read;
        return new ObjectMeta(
                name,
                namespace,
                metadata.labels(),
                metadata.annotations(),
                metadata.creationTimestamp(),
                metadata.deletionTimestamp(),
                metadata.generation(),
                metadata.resourceVersion(),
                metadata.uid());
    }

    /** The mapping of this name; an empty one if it is missing, null or, which is reported, no mapping. */
    private YamlNode.Fields fields(YamlNode.Fields root, String name) {
        YamlNode node = root.get(name);
        if (node instanceof YamlNode.Fields fields) {
            return fields;
        }
        boolean forgiven = mode == ReadMode.ISTIO && name.equals("metadata");
        if (node != null && !isNull(node) && !forgiven) {
            scope.error(
                    Code.WRONG_TYPE,
                    FieldPath.of(name),
                    node,
                    "expected a mapping, found " + node.describe() + ".",
                    "");
        }
        return YamlNode.Fields.none();
    }

    private void reportOtherFields(YamlNode.Fields root) {
        Set<String> known = Set.of("apiVersion", "kind", "metadata", "spec", "status");
        for (int i = 0; i < root.size(); i++) {
            YamlNode.Scalar key = root.key(i);
            if (!known.contains(key.text())) {
                String nearest = NearestName.of(key.text(), known);
                scope.warning(
                        Code.UNKNOWN_FIELD,
                        FieldPath.of(key.shortened()),
                        key,
                        "an object has no field " + key.shown() + "; it is ignored.",
                        nearest == null ? "Its own fields belong into `spec`." : "Did you mean `" + nearest + "`?");
            }
        }
    }

    private ResourceRef ref(YamlNode.Fields root, ResourceKind kind) {
        YamlNode.Fields metadata =
                root.get("metadata") instanceof YamlNode.Fields written ? written : YamlNode.Fields.none();
        return new ResourceRef(kind, name(metadata, "namespace", DEFAULT_NAMESPACE), name(metadata, "name", ""));
    }

    /** The name or namespace in the metadata; to Istio's tools one that is no text is none. */
    private String name(YamlNode.Fields metadata, String field, String fallback) {
        boolean ignored =
                mode == ReadMode.ISTIO && metadata.get(field) instanceof YamlNode.Scalar scalar && !scalar.isText();
        return ignored ? fallback : text(metadata, field, fallback);
    }

    /** The scalar of this name, or {@code fallback} if it is missing, empty or no scalar. */
    private static String text(YamlNode.Fields fields, String name, String fallback) {
        YamlNode node = fields.get(name);
        if (node instanceof YamlNode.Scalar scalar
                && !scalar.isNull()
                && !scalar.text().isEmpty()) {
            return scalar.text();
        }
        return fallback;
    }

    private static boolean isNull(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.isNull();
    }

    private static YamlNode valueOr(YamlNode.Fields root, String name) {
        YamlNode node = root.get(name);
        return node == null ? root : node;
    }

    private void reportUnreadKind(YamlNode.Fields root, TypeName type) {
        boolean istio = type.group().equals(ISTIO_GROUP);
        if (istio && UNREAD_ISTIO_KINDS.contains(type.kind())) {
            scope.info(Code.NOT_A_RESOURCE, FieldPath.of("kind"), valueOr(root, "kind"), type.kind() + " is not read.");
            return;
        }
        List<String> names = new ArrayList<>();
        for (ResourceKind kind : ResourceKind.values()) {
            if (kind.group().equals(type.group()) || (istio && kind.group().equals(ISTIO_GROUP))) {
                names.add(kind.kindName());
            }
        }
        String nearest = istio ? NearestName.of(type.kind(), names) : null;
        if (istio) {
            notAResource(
                    valueOr(root, "kind"),
                    FieldPath.of("kind"),
                    ISTIO_GROUP + " has no kind " + type.kind() + ".",
                    nearest == null ? "" : "Did you mean " + nearest + "?");
        } else if (isIstioKind(type.kind())) {
            scope.info(
                    Code.NOT_A_RESOURCE,
                    FieldPath.of("apiVersion"),
                    valueOr(root, "apiVersion"),
                    "the " + type.kind() + " of " + type.apiVersion() + " is not read; Istio's is of " + ISTIO_GROUP
                            + "/v1.");
        }
    }

    private static boolean isIstioKind(String kindName) {
        return ResourceKind.of(ISTIO_GROUP, kindName).isPresent();
    }

    private void notAResource(YamlNode node, FieldPath path, String message, String advice) {
        if (mode == ReadMode.CLUSTER) {
            scope.error(Code.NOT_A_RESOURCE, path, node, message, advice);
        } else {
            scope.warning(Code.NOT_A_RESOURCE, path, node, message, advice);
        }
    }
}
