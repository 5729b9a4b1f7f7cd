package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;

/** A mapping from any keys to values of one type. */
record MapType(ValueType value, Limits limits) implements ValueType {
    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        if (!(node instanceof YamlNode.Fields fields)) {
            report.wrongType(path, node, "a mapping", "");
            return;
        }
        for (int i = 0; i < fields.size(); i++) {
            String key = fields.key(i).asKey();
            if (key == null) {
                report.wrongType(path, fields.key(i), "a key", "Put it in quotes.");
            } else {
                ValueType.checkAny(value, fields.value(i), path.field(key), report);
            }
        }
        limits.check(fields, fields.size(), path, report);
    }
}
