package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;

/** Text; numbers and booleans must be in quotes. */
record TextType(Limits limits) implements ValueType {
    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        if (!(node instanceof YamlNode.Scalar scalar) || !scalar.isText()) {
            report.wrongType(path, node, "text", node instanceof YamlNode.Scalar ? "Put it in quotes." : "");
            return;
        }
        limits.check(scalar, scalar.text().codePointCount(0, scalar.text().length()), path, report);
    }
}
