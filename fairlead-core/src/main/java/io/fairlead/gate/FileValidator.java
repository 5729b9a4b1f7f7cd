package io.fairlead.gate;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.SourcePosition;
import io.fairlead.yaml.tree.DocumentText;
import io.fairlead.yaml.tree.ParsedText;
import io.fairlead.yaml.tree.ReadLimits;
import io.fairlead.yaml.tree.UnreadableText;
import io.fairlead.yaml.tree.VisitBudget;
import java.util.List;
import java.util.Set;

/**
 * Says whether a cluster would take what a file holds. A text is never a reason to throw. Immutable; any thread.
 *
 * <p>Each gate is asked by itself, since neither sees what the other does: Istio's decoder takes forms that a server
 * refuses, and a server knows limits that Istio's rules lack.
 */
public final class FileValidator {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Set<Gate> gates;
    private final ReadLimits limits;
    private final IstioGate istio;

    /**
     * A validator with {@link ReadLimits#DEFAULT}.
     *
     * @param gates those that are asked, at least one
     */
    public FileValidator(Set<Gate> gates) {
        if (gates.isEmpty()) {
            throw new IllegalArgumentException("no gates");
        }
        this.gates = Set.copyOf(gates);
        this.limits = ReadLimits.DEFAULT;
        this.istio = new IstioGate(limits);
    }

    /**
     * What the gates say of a text.
     *
     * @param file for positions, as the user knows it
     */
    public FileVerdict validate(String file, String text) {
        Findings findings = new Findings(file);
        ServerGate server = new ServerGate(file, limits, findings);
        String content = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        if (content.length() > limits.maxFileChars()) {
            unreadable(file, tooLarge(content.length() + " characters, more than " + limits.maxFileChars()), findings);
            return findings.verdict();
        }
        List<DocumentText> documents = DocumentText.split(file, content, limits);
        if (documents.size() > limits.maxDocuments() + 1) {
            unreadable(file, tooLarge(documents.size() + " documents, more than " + limits.maxDocuments()), findings);
            return findings.verdict();
        }
        boolean readable = true;
        for (DocumentText document : documents) {
            try {
                DocumentSyntax.check(document);
                validate(document, document.parseFirst(), server, findings);
            } catch (UnreadableText e) {
                unreadable(file, e, findings);
                readable = false;
            }
        }
        if (readable && gates.contains(Gate.CRD)) {
            server.end();
        }
        return findings.verdict();
    }

    private void validate(DocumentText document, ParsedText parsed, ServerGate server, Findings findings)
            throws UnreadableText {
        if (parsed.restLine() > 0) {
            findings.warn(new Diagnostic(
                    Code.SYNTAX,
                    Severity.WARNING,
                    null,
                    FieldPath.ROOT,
                    new SourcePosition(document.file(), parsed.restLine(), 1),
                    "what follows the end of the document is not read by kubectl and istioctl.",
                    "Put --- before it."));
        }
        DocumentSyntax.checkNumbers(parsed, new VisitBudget(parsed.nodes(), limits.maxAliasNodes()));
        if (gates.contains(Gate.ISTIO)) {
            istio.check(document, parsed, findings);
        }
        if (gates.contains(Gate.CRD)) {
            server.check(parsed);
        }
    }

    private static UnreadableText tooLarge(String what) {
        return new UnreadableText(Code.LIMIT, 1, 1, "the text has " + what);
    }

    private void unreadable(String file, UnreadableText problem, Findings findings) {
        findings.refuse(
                gates,
                new Diagnostic(
                        problem.code(),
                        Severity.ERROR,
                        null,
                        FieldPath.ROOT,
                        new SourcePosition(file, problem.line(), problem.column()),
                        problem.problem() + ".",
                        ""));
    }

    /** What the gates say of a file that could not be read as text at all. */
    public FileVerdict unreadable(String file, String problem) {
        Diagnostic error = new Diagnostic(
                Code.UNREADABLE, Severity.ERROR, null, FieldPath.ROOT, new SourcePosition(file, 0, 0), problem, "");
        return new FileVerdict(file, List.of(new GateFinding(error, gates)));
    }
}
