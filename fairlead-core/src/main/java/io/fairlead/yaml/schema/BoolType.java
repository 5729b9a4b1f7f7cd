package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;

/** True or false, without quotes. */
record BoolType() implements ValueType {
    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        if (node instanceof YamlNode.Scalar scalar && isTruth(PlainScalar.of(scalar.text()))) {
            if (!scalar.plain()) {
                report.wrongType(path, node, "true or false", "Leave out the quotes.");
            }
            return;
        }
        report.wrongType(path, node, "true or false", "");
    }

    private static boolean isTruth(PlainScalar meaning) {
        return meaning.type() == PlainScalar.Type.TRUE || meaning.type() == PlainScalar.Type.FALSE;
    }
}
