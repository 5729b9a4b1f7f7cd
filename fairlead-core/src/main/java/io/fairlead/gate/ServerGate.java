package io.fairlead.gate;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourcePosition;
import io.fairlead.yaml.schema.ApiServerSchema;
import io.fairlead.yaml.schema.SchemaFinding;
import io.fairlead.yaml.tree.ParsedText;
import io.fairlead.yaml.tree.ReadLimits;
import io.fairlead.yaml.tree.VisitBudget;
import io.fairlead.yaml.tree.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server with Istio's definitions, and {@code kubectl create} before it, for one file. Objects of kinds
 * that are not Istio's are not looked at.
 */
final class ServerGate {
    private static final Set<Gate> SELF = Set.of(Gate.CRD);
    private static final String ISTIO_GROUP = ResourceKind.VIRTUAL_SERVICE.group();
    private static final List<String> VERSIONS = List.of("v1", "v1beta1", "v1alpha3");

    /** Kinds of Istio's group that are not looked at, each served in some of the versions. */
    private static final Set<String> OTHER_KINDS = Set.of("EnvoyFilter", "ProxyConfig", "WorkloadGroup");

    private final String file;
    private final ReadLimits limits;
    private final Findings findings;
    private int objects;

    ServerGate(String file, ReadLimits limits, Findings findings) {
        this.file = file;
        this.limits = limits;
        this.findings = findings;
    }

    /** Looks at one document. */
    void check(ParsedText parsed) {
        VisitBudget budget = new VisitBudget(parsed.nodes(), limits.maxAliasNodes());
        for (YamlNode root : parsed.roots()) {
            check(root, budget);
        }
    }

    /** Ends the file. */
    void end() {
        if (objects == 0) {
            refuse(null, FieldPath.ROOT, null, "there is no object in the file.", "Write one.");
        }
    }

    private void check(YamlNode node, VisitBudget budget) {
        if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
            return;
        }
        objects++;
        if (!(node instanceof YamlNode.Fields object)) {
            refuse(null, FieldPath.ROOT, node, "expected an object, found " + node.describe() + ".", "");
            return;
        }
        String kind = text(object, "kind");
        if (kind.endsWith("List") && object.get("items") instanceof YamlNode.Items items) {
            for (YamlNode item : items.items()) {
                if (!budget.take()) {
                    return;
                }
                check(item, budget);
            }
        } else if (kind.isEmpty() || text(object, "apiVersion").isEmpty()) {
            String missing = kind.isEmpty() ? "kind" : "apiVersion";
            refuse(null, FieldPath.of(missing), object, "the object has no `" + missing + "`.", "Write it, as text.");
        } else {
            checkKind(object, kind, budget);
        }
    }

    private void checkKind(YamlNode.Fields object, String kindName, VisitBudget budget) {
        String apiVersion = text(object, "apiVersion");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        Optional<ResourceKind> istio = ResourceKind.of(ISTIO_GROUP, kindName);
        if (!group.equals(ISTIO_GROUP)) {
            if (istio.isPresent() && isForeign(group)) {
                String message = "there is no " + kindName + " in " + apiVersion + ".";
                refuse(
                        null,
                        FieldPath.of("apiVersion"),
                        object.get("apiVersion"),
                        message,
                        "Write networking.istio.io/v1.");
            }
        } else if (istio.isEmpty()) {
            if (!OTHER_KINDS.contains(kindName)) {
                String message = ISTIO_GROUP + " has no kind " + kindName + ".";
                refuse(
                        null,
                        FieldPath.of("kind"),
                        object.get("kind"),
                        message,
                        "Kinds are written as VirtualService is.");
            }
        } else if (!VERSIONS.contains(apiVersion.substring(slash + 1))) {
            String message = kindName + " has no version " + apiVersion.substring(slash + 1) + ".";
            refuse(
                    null,
                    FieldPath.of("apiVersion"),
                    object.get("apiVersion"),
                    message,
                    "Write networking.istio.io/v1.");
        } else {
            checkObject(object, istio.get(), budget);
        }
    }

    /** Whether no API has a kind of the same name as one of Istio's in the group; Kubernetes' own Gateway is one. */
    private static boolean isForeign(String group) {
        return !group.endsWith(".k8s.io");
    }

    private void checkObject(YamlNode.Fields object, ResourceKind kind, VisitBudget budget) {
        YamlNode.Fields metadata =
                object.get("metadata") instanceof YamlNode.Fields written ? written : YamlNode.Fields.none();
        String namespace = text(metadata, "namespace");
        ResourceRef ref = new ResourceRef(kind, namespace.isEmpty() ? "default" : namespace, text(metadata, "name"));
        for (SchemaFinding finding : ApiServerSchema.check(kind, object, budget)) {
            findings.refuse(
                    SELF,
                    new Diagnostic(
                            finding.code(),
                            Severity.ERROR,
                            ref,
                            finding.path(),
                            new SourcePosition(file, finding.line(), finding.column()),
                            finding.message(),
                            finding.advice()));
        }
        if (budget.isExceeded()) {
            String message = "aliases lead to more than " + limits.maxAliasNodes() + " repeated values.";
            refuse(ref, FieldPath.ROOT, object, message, "Write the values out, or split the object.");
        }
    }

    private void refuse(
            @Nullable ResourceRef ref, FieldPath path, @Nullable YamlNode node, String message, String advice) {
        SourcePosition position =
                node == null ? new SourcePosition(file, 1, 1) : new SourcePosition(file, node.line(), node.column());
        findings.refuse(
                SELF, new Diagnostic(Code.NOT_A_RESOURCE, Severity.ERROR, ref, path, position, message, advice));
    }

    /** The text of this name; "" if it is missing or something else. */
    private static String text(YamlNode.Fields fields, String name) {
        return fields.get(name) instanceof YamlNode.Scalar scalar && scalar.isText() ? scalar.text() : "";
    }
}
