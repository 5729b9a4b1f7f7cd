package io.fairlead.gate;

import io.fairlead.diagnostic.Code;
import io.fairlead.yaml.tree.DocumentText;
import io.fairlead.yaml.tree.UnreadableText;

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

    private static void checkMarker(String rest, int line) throws UnreadableText {
        if (!rest.isEmpty() && !rest.startsWith("#")) {
            throw new UnreadableText(Code.SYNTAX, line, 4, "nothing may follow --- in its line");
        }
    }
}
