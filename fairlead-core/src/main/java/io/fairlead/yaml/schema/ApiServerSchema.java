package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.yaml.tree.VisitBudget;
import io.fairlead.yaml.tree.YamlNode;
import java.util.List;
import java.util.Map;

/**
 * Says whether an API server with Istio's definitions would take an object. Unlike a server's own answer, fields that it
 * does not know are refused, as {@code kubectl} does. Source: Istio {@code manifests/charts/base/files/crd-all.gen.yaml},
 * Kubernetes' rules on metadata. Immutable; any thread.
 */
public final class ApiServerSchema {
    private static final Map<String, ObjectType> TYPES = SchemaTable.read();

    private ApiServerSchema() {}

    /** Whether objects of the kind are known here, which all of Istio's are. */
    public static boolean covers(ResourceKind kind) {
        return TYPES.containsKey(kind.kindName());
    }

    /**
     * The reasons to refuse an object of a kind that is covered; empty if it is taken. Once the budget is exceeded,
     * nothing more is looked at.
     */
    public static List<SchemaFinding> check(ResourceKind kind, YamlNode.Fields object, VisitBudget budget) {
        SchemaReport report = new SchemaReport(budget);
        type("Object").check(object, FieldPath.ROOT, report);
        YamlNode spec = object.get("spec");
        if (spec != null && ValueType.isWritten(spec)) {
            ValueType.checkAny(type(kind.kindName()), spec, FieldPath.of("spec"), report);
        } else if (kind == ResourceKind.SERVICE_ENTRY || kind == ResourceKind.WORKLOAD_ENTRY) {
            report.broken(FieldPath.of("spec"), object, "`spec` is missing.", "Write it.");
        }
        return report.findings();
    }

    private static ObjectType type(String name) {
        ObjectType type = TYPES.get(name);
        if (type == null) {
            throw new IllegalArgumentException("no type " + name);
        }
        return type;
    }
}
