package io.fairlead.gate;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.SourcePosition;
import io.fairlead.yaml.tree.VisitBudget;
import io.fairlead.yaml.tree.YamlNode;
import java.util.ArrayList;
import java.util.List;

/** Finds keys that a document writes twice in one mapping, of which {@code <<} may be one writing. For one document. */
final class DuplicateKeys {
    private final List<Diagnostic> found = new ArrayList<>();
    private final String file;
    private final VisitBudget budget;

    private DuplicateKeys(String file, VisitBudget budget) {
        this.file = file;
        this.budget = budget;
    }

    /** Every key that is written again, whatever the object is. */
    static List<Diagnostic> find(String file, YamlNode root, VisitBudget budget) {
        DuplicateKeys keys = new DuplicateKeys(file, budget);
        keys.look(root, FieldPath.ROOT);
        return keys.found;
    }

    private void look(YamlNode node, FieldPath path) {
        if (!budget.take()) {
            return;
        }
        if (node instanceof YamlNode.Fields fields) {
            fields.duplicates().forEach(key -> add(key, path, "is written twice."));
            fields.overridden().forEach(key -> add(key, path, "is written here and comes through << too."));
            for (int i = 0; i < fields.size(); i++) {
                look(fields.value(i), path.field(fields.key(i).shortened()));
            }
        } else if (node instanceof YamlNode.Items list) {
            for (int i = 0; i < list.items().size(); i++) {
                look(list.items().get(i), path.index(i));
            }
        }
    }

    private void add(YamlNode.Scalar key, FieldPath path, String what) {
        found.add(new Diagnostic(
                Code.DUPLICATE_KEY,
                Severity.ERROR,
                null,
                path.field(key.shortened()),
                new SourcePosition(file, key.line(), key.column()),
                "the key " + key.shown() + " " + what,
                "Keep one of them."));
    }
}
