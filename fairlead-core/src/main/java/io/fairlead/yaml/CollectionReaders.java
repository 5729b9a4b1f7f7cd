package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The readers of lists and of maps with text keys. */
final class CollectionReaders {
    private CollectionReaders() {}

    /** A list; an element that cannot be read is left out, and the object is damaged. */
    record ListReader(ValueReader element) implements ValueReader {
        @Override
        public @Nullable Object read(YamlNode node, FieldPath path, ReadScope scope) {
            if (!(node instanceof YamlNode.Items list)) {
                String advice = node instanceof YamlNode.Fields
                        ? "Begin each element with a dash."
                        : "Write each element in a line of its own, after a dash.";
                scope.error(Code.WRONG_TYPE, path, node, "expected a list, found " + node.describe() + ".", advice);
                return null;
            }
            List<Object> values = new ArrayList<>(list.items().size());
            for (int i = 0; i < list.items().size(); i++) {
                YamlNode item = list.items().get(i);
                FieldPath itemPath = path.index(i);
                if (!scope.visit(item, itemPath)) {
                    break;
                }
                boolean isNull = item instanceof YamlNode.Scalar scalar && scalar.isNull();
                Object value = isNull ? readEmpty(item, itemPath, scope) : element.read(item, itemPath, scope);
                if (value != null) {
                    values.add(value);
                }
            }
            return values;
        }

        private @Nullable Object readEmpty(YamlNode item, FieldPath path, ReadScope scope) {
            Object value = element.readNull(item, path, scope);
            if (value != null) {
                scope.warning(
                        Code.LENIENT_FORM,
                        path,
                        item,
                        "an element without a value is taken for an empty one, but not by Kubernetes.",
                        "Remove the dash, or write the element.");
            }
            return value;
        }

        @Override
        public Object absent() {
            return List.of();
        }

        @Override
        public Object readNull(YamlNode node, FieldPath path, ReadScope scope) {
            return List.of();
        }
    }

    /** A map with text keys; an entry that cannot be read is left out, and the object is damaged. */
    record MapReader(ValueReader value) implements ValueReader {
        @Override
        public @Nullable Object read(YamlNode node, FieldPath path, ReadScope scope) {
            if (!(node instanceof YamlNode.Fields fields)) {
                scope.error(Code.WRONG_TYPE, path, node, "expected a mapping, found " + node.describe() + ".", "");
                return null;
            }
            RecordReader.reportDuplicates(fields, path, scope);
            Map<String, Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < fields.size(); i++) {
                YamlNode entry = fields.value(i);
                String key = key(fields.key(i), path, scope);
                if (key == null) {
                    continue;
                }
                FieldPath entryPath = path.field(key);
                if (!scope.visit(entry, entryPath)) {
                    break;
                }
                boolean isNull = entry instanceof YamlNode.Scalar scalar && scalar.isNull();
                Object read = isNull ? value.readNull(entry, entryPath, scope) : value.read(entry, entryPath, scope);
                if (read != null) {
                    entries.put(key, read);
                }
            }
            return entries;
        }

        private static @Nullable String key(YamlNode.Scalar key, FieldPath path, ReadScope scope) {
            if (!key.plain()) {
                return key.text();
            }
            PlainScalar meaning = PlainScalar.of(key.text());
            String name = meaning.asKey(key.text());
            if (name == null) {
                scope.error(Code.WRONG_TYPE, path, key, "a key must be text, found nothing.", "Put it in quotes.");
            } else {
                ScalarReader.warnIfAmbiguous(key, meaning, path.field(name), scope);
            }
            return name;
        }

        @Override
        public Object absent() {
            return Map.of();
        }

        @Override
        public Object readNull(YamlNode node, FieldPath path, ReadScope scope) {
            return Map.of();
        }
    }
}
