package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;
import java.util.List;

/**
 * How large a value may be, and what else holds for it.
 *
 * @param least characters, elements or entries
 * @param most characters, elements or entries
 */
record Limits(int least, int most, List<Rule> rules) {
    Limits {
        rules = List.copyOf(rules);
    }

    void check(YamlNode node, int size, FieldPath path, SchemaReport report) {
        if (size < least) {
            report.broken(path, node, "the size is " + size + ", less than " + least + ".", "Add what is missing.");
        } else if (size > most) {
            report.broken(path, node, "the size is " + size + ", more than " + most + ".", "Make it smaller.");
        }
        for (Rule rule : rules) {
            rule.check(node, path, report);
        }
    }
}
