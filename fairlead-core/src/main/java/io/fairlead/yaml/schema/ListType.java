package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;

/** A list of values of one type. */
record ListType(ValueType element, Limits limits) implements ValueType {
    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        if (!(node instanceof YamlNode.Items list)) {
            String advice =
                    node instanceof YamlNode.Fields ? "Begin each element with a dash." : "Put a dash before it.";
            report.wrongType(path, node, "a list", advice);
            return;
        }
        for (int i = 0; i < list.items().size(); i++) {
            YamlNode item = list.items().get(i);
            if (!ValueType.isWritten(item)) {
                report.wrongType(path.index(i), item, "an element", "Remove the dash, or write the element.");
            }
            ValueType.checkAny(element, item, path.index(i), report);
        }
        limits.check(list, list.items().size(), path, report);
    }
}
