package io.fairlead.gate;

import io.fairlead.diagnostic.Code;
import io.fairlead.yaml.tree.DocumentText;
import io.fairlead.yaml.tree.ParsedText;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.UnreadableText;
import io.fairlead.yaml.tree.VisitBudget;
import io.fairlead.yaml.tree.YamlNode;

/**
 * What the tools around Kubernetes refuse in a YAML document because they cut a file at its {@code ---} lines before
 * they parse it. Source: Kubernetes {@code apimachinery/pkg/util/yaml/decoder.go}.
 */
final class DocumentSyntax {
    private static final String MARKER = "---";

    private DocumentSyntax() {}

    static void check(DocumentText document) throws UnreadableText {
        String text = document.text();
        int line = document.firstLine();
        boolean content = false;
        for (int start = 0; start < text.length(); line++) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            if (text.startsWith(MARKER, start)) {
                checkMarker(text.substring(start + MARKER.length(), end).strip(), line);
                if (content) {
                    // The text was not cut here, so that it holds directives.
                    throw new UnreadableText(Code.SYNTAX, line, 1, "a YAML directive stands before the document");
                }
            }
            content |= text.startsWith("%", start);
            start = end + 1;
        }
    }

    /** Numbers that JSON, which everything is turned into, does not have. */
    static void checkNumbers(ParsedText parsed, VisitBudget budget) throws UnreadableText {
        for (YamlNode root : parsed.roots()) {
            checkNumbers(root, budget);
        }
    }

    private static void checkNumbers(YamlNode node, VisitBudget budget) throws UnreadableText {
        if (!budget.take()) {
            return;
        }
        if (node instanceof YamlNode.Fields fields) {
            for (int i = 0; i < fields.size(); i++) {
                checkNumbers(fields.value(i), budget);
            }
        } else if (node instanceof YamlNode.Items list) {
            for (YamlNode item : list.items()) {
                checkNumbers(item, budget);
            }
        } else if (node instanceof YamlNode.Scalar scalar && scalar.plain()) {
            Number number = PlainScalar.of(scalar.text()).number();
            if (number != null && !Double.isFinite(number.doubleValue())) {
                throw new UnreadableText(
                        Code.SYNTAX, scalar.line(), scalar.column(), "JSON has no number " + scalar.shown());
            }
        }
    }

    private static void checkMarker(String rest, int line) throws UnreadableText {
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            throw new UnreadableText(Code.SYNTAX, line, 4, "nothing may follow --- in its line");
        }
    }
}
