package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.store.PlainObject;
import io.fairlead.yaml.tree.DocumentText;
import io.fairlead.yaml.tree.ParsedText;
import io.fairlead.yaml.tree.ReadLimits;
import io.fairlead.yaml.tree.UnreadableText;
import java.util.List;
import java.util.Set;

/**
 * Reads texts in YAML or JSON, with one or more documents, into resources. Reads {@code networking.istio.io} v1, v1beta1
 * and v1alpha3, Kubernetes' Service, Secret and EndpointSlice, and lists of them; objects of other kinds are
 * passed over, or kept as plain values where they were asked for.
 * A text is never a reason to throw: whatever is wrong with it becomes a finding. Immutable; any thread.
 */
public final class ResourceReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final ReadLimits limits;
    private final Set<PlainObject.Kind> plainKinds;
    private final ReadMode mode;

    /** A reader with {@link ReadLimits#DEFAULT} and {@link ReadMode#CLUSTER}. */
    public ResourceReader() {
        this(ReadLimits.DEFAULT);
    }

    /** A reader with these limits and {@link ReadMode#CLUSTER}. */
    public ResourceReader(ReadLimits limits) {
        this(limits, ReadMode.CLUSTER, Set.of());
    }

    /** A reader with these limits that keeps objects of these other kinds as plain values too. */
    public ResourceReader(ReadLimits limits, Set<PlainObject.Kind> plainKinds) {
        this(limits, ReadMode.CLUSTER, plainKinds);
    }

    /** A reader with these limits. */
    public ResourceReader(ReadLimits limits, ReadMode mode) {
        this(limits, mode, Set.of());
    }

    /** A reader with these limits that keeps objects of these other kinds as plain values too. */
    public ResourceReader(ReadLimits limits, ReadMode mode, Set<PlainObject.Kind> plainKinds) {
        this.limits = limits;
        this.mode = mode;
        this.plainKinds = Set.copyOf(plainKinds);
    }

    /**
     * Reads a text.
     *
     * @param fileName for positions, as the user knows it
     */
    public ReadResult read(String fileName, String text) {
        return read(fileName, text, new DocumentMemory());
    }

    /** Reads a text again; documents that did not change since the last reading are not parsed. */
    ReadResult read(String fileName, String text, DocumentMemory memory) {
        memory.startReading();
        ReadScope scope = new ReadScope(fileName, limits);
        ObjectReader objects = new ObjectReader(scope, mode, plainKinds);
        boolean complete = true;
        if (text.length() > limits.maxFileChars()) {
            report(
                    scope,
                    new UnreadableText(
                            Code.LIMIT,
                            1,
                            1,
                            "the text has " + text.length() + " characters, more than " + limits.maxFileChars()));
            complete = false;
        } else {
            boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            List<DocumentText> documents = DocumentText.split(fileName, marked ? text.substring(1) : text, limits);
            complete = readAll(documents, scope, objects, memory);
        }
        return new ReadResult(objects.resources(), objects.damaged(), objects.plain(), scope.diagnostics(), complete);
    }

    /** Reads a document that was parsed before. */
    public ReadResult read(DocumentText document, ParsedText parsed) {
        ReadScope scope = new ReadScope(document.file(), limits);
        ObjectReader objects = new ObjectReader(scope, mode, plainKinds);
        readRoots(document, parsed, scope, objects);
        return new ReadResult(objects.resources(), objects.damaged(), objects.plain(), scope.diagnostics(), true);
    }

    private static void readRoots(DocumentText document, ParsedText parsed, ReadScope scope, ObjectReader objects) {
        scope.startDocument(parsed.nodes());
        for (int i = 0; i < parsed.roots().size(); i++) {
            objects.readDocument(parsed.roots().get(i), document, i);
        }
    }

    private boolean readAll(
            List<DocumentText> documents, ReadScope scope, ObjectReader objects, DocumentMemory memory) {
        if (documents.size() > limits.maxDocuments() + 1) {
            report(
                    scope,
                    new UnreadableText(
                            Code.LIMIT,
                            1,
                            1,
                            "the text has " + documents.size() + " documents, more than " + limits.maxDocuments()));
            return false;
        }
        boolean complete = true;
        for (DocumentText document : documents) {
            List<Resource<?>> known = memory.recall(document);
            if (known != null) {
                objects.take(known);
                memory.remember(document, known);
            } else {
                complete &= readOne(document, scope, objects, memory);
            }
        }
        return complete;
    }

    private static boolean readOne(
            DocumentText document, ReadScope scope, ObjectReader objects, DocumentMemory memory) {
        int findings = scope.findings();
        int first = objects.resources().size();
        scope.startObject(null);
        try {
            readRoots(document, document.parse(), scope, objects);
        } catch (UnreadableText e) {
            report(scope, e);
            return false;
        }
        if (scope.findings() == findings) {
            List<Resource<?>> all = objects.resources();
            memory.remember(document, List.copyOf(all.subList(first, all.size())));
        }
        return true;
    }

    private static void report(ReadScope scope, UnreadableText problem) {
        scope.report(
                new ReadScope.Finding(problem.code(), Severity.ERROR, problem.problem() + "."),
                FieldPath.ROOT,
                scope.position(problem.line(), problem.column()),
                "");
    }
}
