package io.fairlead.yaml.schema;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;

/** Bytes in base64, with padding, at least one. */
record BytesType() implements ValueType {
    private static final int GROUP = 4;

    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        if (!(node instanceof YamlNode.Scalar scalar) || !scalar.isText() || !isBase64(scalar.text())) {
            // The text may be a secret, so it is not shown.
            report.add(Code.WRONG_TYPE, path, node, "expected bytes in base64.", "Encode them, or use text.");
        }
    }

    private static boolean isBase64(String text) {
        if (text.isEmpty() || text.length() % GROUP != 0) {
            return false;
        }
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        for (int i = 0; i < text.length() - padding; i++) {
            char c = text.charAt(i);
            if (!MetadataSyntax.isAlphanumeric(c) && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }
}
