package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;

/** Anything at all. */
record AnyType() implements ValueType {
    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        // There is nothing that could be wrong.
    }
}
