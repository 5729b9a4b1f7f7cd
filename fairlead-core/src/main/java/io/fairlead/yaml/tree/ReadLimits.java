package io.fairlead.yaml.tree;

/**
 * What one text may cost. Whatever passes a limit is reported with {@code LIMIT} and not read.
 *
 * @param maxFileChars characters of a text, in UTF-16 units
 * @param maxDocumentChars characters of one YAML document of it
 * @param maxDocuments YAML documents in a text
 * @param maxDepth mappings and lists inside each other
 * @param maxAliases aliases in one document, merges included
 * @param maxAliasNodes nodes that are read more than once in one document, because aliases lead to them
 * @param maxDiagnostics findings about a text; the rest is counted, not kept
 */
public record ReadLimits(
        int maxFileChars,
        int maxDocumentChars,
        int maxDocuments,
        int maxDepth,
        int maxAliases,
        int maxAliasNodes,
        int maxDiagnostics) {
    /** Room for 100,000 objects in a file and for any object that Kubernetes takes; a hostile file costs little. */
    public static final ReadLimits DEFAULT = new ReadLimits(64 << 20, 32 << 20, 100_000, 128, 10_000, 100_000, 1_000);

    public ReadLimits {
        requirePositive("maxFileChars", maxFileChars);
        requirePositive("maxDocumentChars", maxDocumentChars);
        requirePositive("maxDocuments", maxDocuments);
        requirePositive("maxDepth", maxDepth);
        requirePositive("maxAliases", maxAliases);
        requirePositive("maxAliasNodes", maxAliasNodes);
        requirePositive("maxDiagnostics", maxDiagnostics);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
