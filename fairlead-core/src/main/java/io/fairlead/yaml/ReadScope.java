package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourcePosition;
import io.fairlead.yaml.schema.ApiServerSchema;
import io.fairlead.yaml.schema.SchemaFinding;
import io.fairlead.yaml.tree.ReadLimits;
import io.fairlead.yaml.tree.VisitBudget;
import io.fairlead.yaml.tree.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known while one text is read: the object at hand, the findings so far and what is left of the limits. */
final class ReadScope {
    private final String file;
    private final ReadLimits limits;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final Set<FieldPath> refused = new HashSet<>();
    private @Nullable ResourceRef resource;
    private boolean damaged;
    private int visitsLeft;
    private VisitBudget schemaBudget = new VisitBudget(0, 0);
    private int unkept;

    ReadScope(String file, ReadLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    ReadLimits limits() {
        return limits;
    }

    /** Starts a document that has so many nodes when each alias counts once. */
    void startDocument(int nodes) {
        visitsLeft = nodes > Integer.MAX_VALUE - limits.maxAliasNodes() ? nodes : nodes + limits.maxAliasNodes();
        schemaBudget = new VisitBudget(nodes, limits.maxAliasNodes());
    }

    /** Starts an object; findings are about it until the next. Null where its name is not known. */
    void startObject(@Nullable ResourceRef ref) {
        resource = ref;
        damaged = false;
        refused.clear();
    }

    /** Whether an error was found in the object at hand. */
    boolean isDamaged() {
        return damaged;
    }

    /**
     * Counts one node that is read; false if aliases lead to more of them than the limit. Then the object is damaged,
     * and the caller must not go on.
     */
    boolean visit(YamlNode node, FieldPath path) {
        if (visitsLeft > 0) {
            visitsLeft--;
            return true;
        }
        if (visitsLeft == 0) {
            visitsLeft = -1;
            reportAliases(path, node);
        }
        damaged = true;
        return false;
    }

    private void reportAliases(FieldPath path, YamlNode node) {
        String message = "aliases lead to more than " + limits.maxAliasNodes() + " repeated values";
        report(
                new Finding(Code.LIMIT, Severity.ERROR, message),
                path,
                node,
                "Write the values out, or split the object.");
    }

    /** Reports that an API server refuses the object at hand; later findings about the same fields are not reported. */
    void refuse(ResourceKind kind, YamlNode.Fields object) {
        for (SchemaFinding finding : ApiServerSchema.check(kind, object, schemaBudget)) {
            // Such a server drops a field that it does not know, and so does the reader, which reports it.
            if (finding.code() != Code.UNKNOWN_FIELD) {
                report(
                        new Finding(finding.code(), Severity.ERROR, finding.message()),
                        finding.path(),
                        position(finding.line(), finding.column()),
                        finding.advice());
                refused.add(finding.path());
            }
        }
        if (schemaBudget.isExceeded()) {
            reportAliases(FieldPath.ROOT, object);
        }
    }

    /** What was found, without its place. */
    record Finding(Code code, Severity severity, String message) {}

    void error(Code code, FieldPath path, YamlNode node, String message, String advice) {
        report(new Finding(code, Severity.ERROR, message), path, node, advice);
    }

    void warning(Code code, FieldPath path, YamlNode node, String message, String advice) {
        report(new Finding(code, Severity.WARNING, message), path, node, advice);
    }

    void info(Code code, FieldPath path, YamlNode node, String message) {
        report(new Finding(code, Severity.INFO, message), path, node, "");
    }

    /** A scope with the same limits whose findings nobody sees. */
    ReadScope unreported() {
        ReadScope scope = new ReadScope(file, limits);
        scope.startDocument(0);
        return scope;
    }

    private void report(Finding finding, FieldPath path, YamlNode node, String advice) {
        if (!refused.isEmpty() && refused.contains(path)) {
            damaged |= finding.severity() == Severity.ERROR;
            return;
        }
        report(finding, path, new SourcePosition(file, node.line(), node.column()), advice);
    }

    void report(Finding finding, FieldPath path, SourcePosition position, String advice) {
        damaged |= finding.severity() == Severity.ERROR;
        if (diagnostics.size() < limits.maxDiagnostics()) {
            diagnostics.add(new Diagnostic(
                    finding.code(), finding.severity(), resource, path, position, finding.message(), advice));
        } else {
            unkept++;
        }
    }

    SourcePosition position(int line, int column) {
        return new SourcePosition(file, line, column);
    }

    /** Whether findings are only counted from now on, so that long messages need not be made. */
    boolean isFull() {
        return diagnostics.size() >= limits.maxDiagnostics();
    }

    /** How many findings there are so far. */
    int findings() {
        return diagnostics.size() + unkept;
    }

    /** All findings; where there were too many, the last says how many are missing. */
    List<Diagnostic> diagnostics() {
        if (unkept > 0) {
            diagnostics.add(new Diagnostic(
                    Code.LIMIT,
                    Severity.WARNING,
                    null,
                    FieldPath.ROOT,
                    new SourcePosition(file, 0, 0),
                    unkept + " more findings are not shown.",
                    "Mend those above first."));
            unkept = 0;
        }
        return diagnostics;
    }
}
