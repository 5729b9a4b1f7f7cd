package io.fairlead.analyze.base;

import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ObjectMeta;
import io.fairlead.resource.Resource;
import io.fairlead.resource.SourceMap;
import io.fairlead.resource.SourcePosition;
import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes what analyzers find: each finding once, and none that the object's own annotation suppresses. For one thread.
 * Source: Istio {@code local/istiod_analyze.go}, {@code filterMessages}.
 */
public final class Report {
    /** The annotation with codes that are not to be reported for an object, separated by commas, or {@code *}. */
    public static final String SUPPRESS_ANNOTATION = "galley.istio.io/analyze-suppress";

    private static final Comparator<Finding> ORDER = Comparator.comparing(
                    (Finding found) -> found.code().severity())
            .thenComparing(found -> found.code().id())
            .thenComparing(found -> found.origin().kind())
            .thenComparing(found -> found.origin().namespace())
            .thenComparing(found -> found.origin().name())
            .thenComparing(found -> found.position().file())
            .thenComparingInt(found -> found.position().line())
            .thenComparing(Finding::message);

    private final Set<Key> seen = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    private record Key(FindingCode code, Finding.Origin origin, FieldPath path, String message) {}

    /** Reports something about a field of an object, or about the object itself where the path is its root. */
    public void add(FindingCode code, Resource<?> about, FieldPath path, String message, String advice) {
        String kind = about.ref().kind().kindName();
        add(code, new About(kind, about.metadata(), about.source(), path), message, advice);
    }

    /** Reports something about an object that is kept as plain values. */
    public void add(FindingCode code, PlainObject about, FieldPath path, String message, String advice) {
        add(code, new About(about.kind().name(), about.metadata(), about.source(), path), message, advice);
    }

    /** Everything that was reported, worst first, then by code, object and place. */
    public List<Finding> findings() {
        return findings.stream().sorted(ORDER).toList();
    }

    private record About(String kind, ObjectMeta metadata, SourceMap source, FieldPath path) {
        Finding.Origin origin() {
            return new Finding.Origin(kind, metadata.namespace(), metadata.name());
        }

        /** Istio's codes come with Istio's places: the field if it is written, else the start of the object. */
        SourcePosition position(FindingCode code) {
            return source.at(code.isIstio() && !source.isWritten(path) ? FieldPath.ROOT : path);
        }
    }

    private void add(FindingCode code, About about, String message, String advice) {
        if (isSuppressed(code, about.metadata()) || !seen.add(new Key(code, about.origin(), about.path(), message))) {
            return;
        }
        findings.add(new Finding(code, about.origin(), about.position(code), message, advice));
    }

    private static boolean isSuppressed(FindingCode code, ObjectMeta metadata) {
        String codes = metadata.annotations().getOrDefault(SUPPRESS_ANNOTATION, "");
        int start = 0;
        while (start < codes.length()) {
            int comma = codes.indexOf(',', start);
            int end = comma < 0 ? codes.length() : comma;
            String one = codes.substring(start, end);
            if (one.equals("*") || one.equals(code.id())) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
