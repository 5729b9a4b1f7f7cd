package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.NearestName;
import io.fairlead.yaml.tree.YamlNode;
import java.util.List;

/** One of some names. */
record EnumType(List<String> names) implements ValueType {
    EnumType {
        names = List.copyOf(names);
    }

    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        if (node instanceof YamlNode.Scalar scalar && names.contains(scalar.text())) {
            return;
        }
        if (report.isFull()) {
            return;
        }
        String nearest = node instanceof YamlNode.Scalar scalar ? NearestName.of(scalar.text(), names) : null;
        report.wrongType(path, node, "one of " + names, nearest == null ? "" : "Did you mean " + nearest + "?");
    }
}
