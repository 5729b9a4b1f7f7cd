package io.fairlead.yaml.schema;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.NearestName;
import io.fairlead.yaml.tree.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A mapping with known fields. Types contain each other, so that it is filled after it was made; then immutable. */
final class ObjectType implements ValueType {
    private static final int NAMES_SHOWN = 8;

    private final String name;
    private final Map<String, ValueType> fields = new LinkedHashMap<>();
    private final Set<String> required = new LinkedHashSet<>();
    private final List<List<String>> exclusive = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();

    ObjectType(String name) {
        this.name = name;
    }

    void addField(String field, ValueType type) {
        if (fields.put(field, type) != null) {
            throw new IllegalStateException(name + " has two fields " + field);
        }
    }

    void require(String field) {
        required.add(field);
    }

    void addExclusive(List<String> members) {
        exclusive.add(List.copyOf(members));
    }

    void addRule(Rule rule) {
        rules.add(rule);
    }

    /** The names of its fields and their types, in the order of the table. */
    Map<String, ValueType> fields() {
        return fields;
    }

    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        if (!(node instanceof YamlNode.Fields written)) {
            report.wrongType(path, node, "a mapping", "It has the fields " + names() + ".");
            return;
        }
        for (int i = 0; i < written.size(); i++) {
            YamlNode.Scalar key = written.key(i);
            ValueType type = fields.get(key.text());
            if (type == null) {
                unknown(key, path, report);
            } else {
                ValueType.checkAny(type, written.value(i), path.field(key.text()), report);
            }
        }
        for (String field : required) {
            if (!ValueType.isWritten(written.get(field))) {
                report.broken(path.field(field), node, "`" + field + "` is missing.", "Write it.");
            }
        }
        exclusive.forEach(members -> checkExclusive(members, written, path, report));
        rules.forEach(rule -> rule.check(written, path, report));
    }

    private static void checkExclusive(
            List<String> members, YamlNode.Fields written, FieldPath path, SchemaReport report) {
        String first = null;
        for (String member : members) {
            int at = written.indexOf(member);
            if (at < 0 || !ValueType.isWritten(written.value(at))) {
                continue;
            }
            if (first != null) {
                report.add(
                        Code.ONE_OF,
                        path,
                        written.key(at),
                        "`" + first + "` and `" + member + "` exclude each other.",
                        "Keep one of them.");
            }
            first = member;
        }
    }

    private void unknown(YamlNode.Scalar key, FieldPath path, SchemaReport report) {
        if (report.isFull()) {
            return;
        }
        String nearest = NearestName.of(key.text(), fields.keySet());
        report.add(
                Code.UNKNOWN_FIELD,
                path.field(key.shortened()),
                key,
                name + " has no field " + key.shown() + ".",
                nearest == null ? "The fields are " + names() + "." : "Did you mean `" + nearest + "`?");
    }

    private String names() {
        String shown =
                String.join(", ", fields.keySet().stream().limit(NAMES_SHOWN).toList());
        return fields.size() > NAMES_SHOWN ? shown + ", ..." : shown;
    }
}
