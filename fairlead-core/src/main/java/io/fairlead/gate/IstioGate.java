package io.fairlead.gate;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.validate.ResourceValidator;
import io.fairlead.yaml.ReadMode;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import io.fairlead.yaml.tree.DocumentText;
import io.fairlead.yaml.tree.ParsedText;
import io.fairlead.yaml.tree.ReadLimits;
import io.fairlead.yaml.tree.VisitBudget;
import io.fairlead.yaml.tree.YamlNode;
import java.util.List;
import java.util.Set;

/**
 * Istio's decoder and rules, as {@code istioctl validate} applies them: it refuses unknown fields of the spec and keys
 * that are written twice, looks at nothing but annotations and names in the metadata, and not into Lists.
 */
final class IstioGate {
    private static final Set<Gate> SELF = Set.of(Gate.ISTIO);

    private final ReadLimits limits;
    private final ResourceReader reader;

    IstioGate(ReadLimits limits) {
        this.limits = limits;
        reader = new ResourceReader(limits, ReadMode.ISTIO);
    }

    void check(DocumentText document, ParsedText parsed, Findings findings) {
        ReadResult read = reader.read(document, parsed);
        boolean list = parsed.roots().stream().anyMatch(IstioGate::isList);
        VisitBudget budget = new VisitBudget(parsed.nodes(), limits.maxAliasNodes());
        for (YamlNode root : parsed.roots()) {
            DuplicateKeys.find(document.file(), root, budget).forEach(key -> findings.refuse(SELF, key));
        }
        for (Diagnostic diagnostic : read.diagnostics()) {
            if (diagnostic.code() != Code.DUPLICATE_KEY) {
                add(diagnostic, refuses(diagnostic), list, findings);
            }
        }
        for (Resource<?> resource : read.resources()) {
            for (Diagnostic diagnostic : ResourceValidator.validate(resource)) {
                add(diagnostic, diagnostic.isError() && diagnostic.code() != Code.NOT_SERVED, list, findings);
            }
        }
    }

    private static void add(Diagnostic diagnostic, boolean refused, boolean list, Findings findings) {
        if (refused && !(list && diagnostic.resource() != null)) {
            String message = diagnostic.message().replace("; it is ignored.", ".");
            findings.refuse(SELF, withSeverity(Severity.ERROR, diagnostic, message));
        } else if (refused) {
            String message = diagnostic.message() + " In a List, istioctl does not see it; istiod refuses it.";
            findings.warn(withSeverity(Severity.WARNING, diagnostic, message));
        } else if (!isInMetadata(diagnostic)) {
            boolean error = diagnostic.isError();
            findings.warn(error ? withSeverity(Severity.WARNING, diagnostic, diagnostic.message()) : diagnostic);
        }
    }

    /** Whether the decoder refuses what the reader found. */
    private static boolean refuses(Diagnostic diagnostic) {
        return !isInMetadata(diagnostic) && (diagnostic.code() == Code.UNKNOWN_FIELD || diagnostic.isError());
    }

    private static boolean isInMetadata(Diagnostic diagnostic) {
        List<FieldPath> steps = diagnostic.path().steps();
        return diagnostic.resource() != null
                && !steps.isEmpty()
                && steps.get(0).key().equals("metadata")
                && diagnostic.code() != Code.INVALID;
    }

    private static boolean isList(YamlNode root) {
        return root instanceof YamlNode.Fields fields
                && fields.get("kind") instanceof YamlNode.Scalar kind
                && kind.text().endsWith("List")
                && fields.get("items") instanceof YamlNode.Items;
    }

    private static Diagnostic withSeverity(Severity severity, Diagnostic diagnostic, String message) {
        return new Diagnostic(
                diagnostic.code(),
                severity,
                diagnostic.resource(),
                diagnostic.path(),
                diagnostic.position(),
                message,
                diagnostic.advice());
    }
}
