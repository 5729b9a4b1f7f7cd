package io.fairlead.gate;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what the gates find in one file, so that what both find is said once. For one file. */
final class Findings {
    private static final int MAX_FINDINGS = 1_000;

    private final List<GateFinding> warnings = new ArrayList<>();
    private final List<Diagnostic> errors = new ArrayList<>();
    private final List<Set<Gate>> refusing = new ArrayList<>();
    private final Map<Place, Integer> byPlace = new HashMap<>();
    private final String file;
    private int dropped;

    Findings(String file) {
        this.file = file;
    }

    /** A field of an object, where one error is enough. */
    private record Place(@Nullable ResourceRef resource, FieldPath path, int line) {}

    /** The gates refuse the file. */
    void refuse(Set<Gate> gates, Diagnostic error) {
        Place place = new Place(error.resource(), error.path(), error.position().line());
        Integer known = byPlace.get(place);
        if (known != null && !refusing.get(known).containsAll(gates)) {
            refusing.get(known).addAll(gates);
        } else if (errors.size() == MAX_FINDINGS) {
            dropped++;
        } else {
            byPlace.putIfAbsent(place, errors.size());
            errors.add(error);
            refusing.add(EnumSet.copyOf(gates));
        }
    }

    /** The gates take it. */
    void warn(Diagnostic warning) {
        if (warnings.size() == MAX_FINDINGS) {
            dropped++;
        } else {
            warnings.add(new GateFinding(warning, Set.of()));
        }
    }

    /** Everything, in the order of the text. A warning about a form that was refused is left out. */
    FileVerdict verdict() {
        List<GateFinding> all = new ArrayList<>();
        for (int i = 0; i < errors.size(); i++) {
            all.add(new GateFinding(errors.get(i), refusing.get(i)));
        }
        for (GateFinding warning : warnings) {
            Diagnostic diagnostic = warning.diagnostic();
            Place place = new Place(
                    diagnostic.resource(),
                    diagnostic.path(),
                    diagnostic.position().line());
            if (diagnostic.code() != Code.LENIENT_FORM || !byPlace.containsKey(place)) {
                all.add(warning);
            }
        }
        all.sort(Comparator.comparingInt(
                        (GateFinding finding) -> finding.diagnostic().position().line())
                .thenComparingInt(finding -> finding.diagnostic().position().column()));
        if (dropped > 0) {
            all.add(new GateFinding(
                    new Diagnostic(
                            Code.LIMIT,
                            Severity.WARNING,
                            null,
                            FieldPath.ROOT,
                            new io.fairlead.resource.SourcePosition(file, 0, 0),
                            dropped + " more findings are not shown.",
                            "Mend those above first."),
                    Set.of()));
        }
        return new FileVerdict(file, all);
    }
}
