package io.fairlead.yaml.tree;

import io.fairlead.diagnostic.Code;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a text that is parsed by itself: it begins at a {@code ---} line, which YAML allows nowhere but between
 * documents. Parsed again when somebody asks for a place in it, so that positions cost no memory but the text.
 */
public final class DocumentText {
    private final String file;
    private final String text;
    private final int firstLine;
    private final ReadLimits limits;
    private SoftReference<List<YamlNode>> parsed = new SoftReference<>(null);

    private DocumentText(String file, String text, int firstLine, ReadLimits limits) {
        this.file = file;
        this.text = text;
        this.firstLine = firstLine;
        this.limits = limits;
    }

    /** Cuts a text into its documents. Directives reach over documents, so a text that has some stays whole. */
    public static List<DocumentText> split(String file, String text, ReadLimits limits) {
        if (text.startsWith("%") || text.contains("\n%")) {
            return List.of(new DocumentText(file, text, 1, limits));
        }
        List<DocumentText> documents = new ArrayList<>();
        int start = 0;
        int startLine = 1;
        int line = 1;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
            line++;
            if (isMarker(text, end + 1)) {
                documents.add(new DocumentText(file, text.substring(start, end + 1), startLine, limits));
                start = end + 1;
                startLine = line;
            }
        }
        documents.add(new DocumentText(file, text.substring(start), startLine, limits));
        return documents;
    }

    private static boolean isMarker(String text, int at) {
        return text.startsWith("---", at) && (text.length() == at + 3 || " \t\r\n".indexOf(text.charAt(at + 3)) >= 0);
    }

    /** The file it belongs to, as the user gave it. */
    public String file() {
        return file;
    }

    /** The piece of text itself. */
    public String text() {
        return text;
    }

    /** The line in the file where it begins, from 1. */
    public int firstLine() {
        return firstLine;
    }

    /** The documents, nearly always one. Parses at each call. */
    public ParsedText parse() throws UnreadableText {
        checkSize();
        return new YamlParser(limits, firstLine).parse(text);
    }

    /** The first document, as tools read a piece of text that holds more than one. Parses at each call. */
    public ParsedText parseFirst() throws UnreadableText {
        checkSize();
        return new YamlParser(limits, firstLine).parseFirst(text);
    }

    private void checkSize() throws UnreadableText {
        if (text.length() > limits.maxDocumentChars()) {
            throw new UnreadableText(
                    Code.LIMIT,
                    firstLine,
                    1,
                    "the document has " + text.length() + " characters, more than " + limits.maxDocumentChars());
        }
    }

    /** The documents, parsed anew only if memory was short since the last time; null if they cannot be parsed. */
    public synchronized @Nullable List<YamlNode> parsedAgain() {
        List<YamlNode> nodes = parsed.get();
        if (nodes == null) {
            try {
                nodes = parse().roots();
            } catch (UnreadableText e) {
                return null; // already reported when the text was read
            }
            parsed = new SoftReference<>(nodes);
        }
        return nodes;
    }
}
