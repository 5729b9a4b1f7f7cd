package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.NearestName;
import io.fairlead.yaml.tree.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects of one record, or of one sealed interface that is an object by itself (as {@code StringMatch} is).
 * Built by {@link RecordReaders} from the record's own components.
 */
final class RecordReader implements ValueReader {
    private static final int NAMES_SHOWN = 8;

    private final String typeName;
    private final Maker maker;
    private final List<Component> components;
    private final Map<String, Slot> slots;
    private final Set<String> ignored;

    /** Makes the object from one value for each component. */
    interface Maker {
        Object make(@Nullable Object[] values);
    }

    /**
     * A record component.
     *
     * @param absent its value when nothing is written
     * @param status reads it from the object's status, null for all others
     */
    record Component(@Nullable Object absent, @Nullable ValueReader status) {}

    /**
     * A name that may be written, and where its value goes.
     *
     * @param name the JSON name
     * @param servedName another name that is as good, or the same
     * @param component the index of the record component
     * @param reader reads the value
     * @param member makes the member of a one-of from the value, null for a plain field
     * @param order of the members of a one-of, as in the API; Istio's decoder lets the last one win
     */
    record Slot(
            String name,
            String servedName,
            int component,
            ValueReader reader,
            @Nullable Maker member,
            int order) {}

    /**
     * @param typeName for messages
     * @param slots by JSON name and by proto name
     * @param ignored names without a meaning here
     */
    RecordReader(
            String typeName, Maker maker, List<Component> components, Map<String, Slot> slots, Set<String> ignored) {
        this.typeName = typeName;
        this.maker = maker;
        this.components = List.copyOf(components);
        this.slots = Map.copyOf(slots);
        this.ignored = Set.copyOf(ignored);
    }

    @Override
    public @Nullable Object read(YamlNode node, FieldPath path, ReadScope scope) {
        if (node instanceof YamlNode.Fields fields) {
            return readObject(fields, path, scope, null);
        }
        scope.error(
                Code.WRONG_TYPE,
                path,
                node,
                "expected a mapping, found " + node.describe() + ".",
                "It has the fields " + fieldNames() + ".");
        return null;
    }

    @Override
    public @Nullable Object absent() {
        return null;
    }

    @Override
    public Object readNull(YamlNode node, FieldPath path, ReadScope scope) {
        return readObject(YamlNode.Fields.none(), path, scope, null);
    }

    /**
     * The object of these fields. Fields that cannot be read have the value of missing ones, and are reported.
     *
     * @param status the {@code status} beside the fields, of which nothing is reported; null if there is none
     */
    Object readObject(YamlNode.Fields fields, FieldPath path, ReadScope scope, YamlNode.@Nullable Fields status) {
        @Nullable Object[] values = new @Nullable Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            Component component = components.get(i);
            values[i] = component.absent();
            if (component.status() != null && status != null) {
                values[i] = component.status().read(status, FieldPath.of("status"), scope.unreported());
            }
        }
        reportDuplicates(fields, path, scope);
        readFields(fields, path, scope, values);
        return maker.make(values);
    }

    private void readFields(YamlNode.Fields fields, FieldPath path, ReadScope scope, @Nullable Object[] values) {
        @Nullable Slot[] setBy = new @Nullable Slot[values.length];
        for (int i = 0; i < fields.size(); i++) {
            YamlNode.Scalar key = fields.key(i);
            YamlNode node = fields.value(i);
            Slot slot = slots.get(key.text());
            if (slot == null) {
                reportUnknown(key, path, scope);
                continue;
            }
            FieldPath fieldPath = path.field(slot.name());
            if (!scope.visit(node, fieldPath)) {
                return;
            }
            if (isProtoNameToo(key, slot, fields, fieldPath, scope)) {
                continue;
            }
            if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
                continue;
            }
            Object value = slot.reader().read(node, fieldPath, scope);
            Slot before = setBy[slot.component()];
            if (value != null && (before == null || before.order() < slot.order())) {
                values[slot.component()] =
                        slot.member() == null ? value : slot.member().make(new Object[] {value});
                setBy[slot.component()] = slot;
            }
        }
    }

    /** Reports a proto name; true if the JSON name is written too, which wins. */
    private static boolean isProtoNameToo(
            YamlNode.Scalar key, Slot slot, YamlNode.Fields fields, FieldPath path, ReadScope scope) {
        if (key.text().equals(slot.name())) {
            return false;
        }
        boolean both = fields.get(slot.name()) != null;
        if (!both && key.text().equals(slot.servedName())) {
            return false;
        }
        scope.warning(
                Code.LENIENT_FORM,
                path,
                key,
                both
                        ? "`" + key.text() + "` is not used, since `" + slot.name() + "` is written too."
                        : "`" + key.text() + "` is taken for `" + slot.name() + "` here, but not by Kubernetes.",
                "Write `" + slot.name() + "`.");
        return both;
    }

    static void reportDuplicates(YamlNode.Fields fields, FieldPath path, ReadScope scope) {
        for (YamlNode.Scalar key : fields.duplicates()) {
            int first = fields.indexOf(key.text());
            scope.error(
                    Code.DUPLICATE_KEY,
                    path.field(key.shortened()),
                    key,
                    "the key " + key.shown() + " is written again; the first is in line "
                            + fields.key(first).line() + ".",
                    "Keep one of them.");
        }
        for (YamlNode.Scalar key : fields.overridden()) {
            scope.warning(
                    Code.DUPLICATE_KEY,
                    path.field(key.shortened()),
                    key,
                    key.shown() + " comes through << too; the one written here is used.",
                    "Istio's own tools refuse this: write the mapping out.");
        }
    }

    private void reportUnknown(YamlNode.Scalar key, FieldPath path, ReadScope scope) {
        if (ignored.contains(key.text())) {
            return;
        }
        if (scope.isFull()) {
            scope.warning(Code.UNKNOWN_FIELD, path, key, "", "");
            return;
        }
        Set<String> names = new TreeSet<>();
        slots.values().forEach(slot -> names.add(slot.name()));
        String nearest = NearestName.of(key.text(), names);
        scope.warning(
                Code.UNKNOWN_FIELD,
                path.field(key.shortened()),
                key,
                typeName + " has no field " + key.shown() + "; it is ignored.",
                nearest == null ? "The fields are " + fieldNames() + "." : "Did you mean `" + nearest + "`?");
    }

    private String fieldNames() {
        Set<String> names = new TreeSet<>();
        slots.values().forEach(slot -> names.add(slot.name()));
        String shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
        return names.size() > NAMES_SHOWN ? shown + ", ..." : shown;
    }
}
