package io.fairlead.yaml.schema;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.VisitBudget;
import io.fairlead.yaml.tree.YamlNode;
import java.util.ArrayList;
import java.util.List;

/** Collects what is found in one object. Bounded: what is found after {@link #MAX_FINDINGS} is not kept. */
final class SchemaReport {
    private static final int MAX_FINDINGS = 1_000;

    private final VisitBudget budget;
    private final List<SchemaFinding> findings = new ArrayList<>();

    SchemaReport(VisitBudget budget) {
        this.budget = budget;
    }

    List<SchemaFinding> findings() {
        return findings;
    }

    /** Whether one more node may be looked at; if not, the caller must not go on. */
    boolean visit() {
        return budget.take();
    }

    /** The value has another type than the field's. */
    void wrongType(FieldPath path, YamlNode node, String expected, String advice) {
        add(Code.WRONG_TYPE, path, node, "expected " + expected + ", found " + node.describe() + ".", advice);
    }

    /** A limit or condition is broken. */
    void broken(FieldPath path, YamlNode node, String message, String advice) {
        add(Code.SCHEMA, path, node, message, advice);
    }

    /** Whether nothing more is kept, so that a message need not be made. */
    boolean isFull() {
        return findings.size() >= MAX_FINDINGS;
    }

    void add(Code code, FieldPath path, YamlNode node, String message, String advice) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new SchemaFinding(code, path, node.line(), node.column(), message, advice));
        }
    }
}
