package io.fairlead.compile.base;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The findings of one compilation, each once although the same rule may be compiled for several listeners. */
public final class Findings {
    private final Set<Diagnostic> found = new LinkedHashSet<>();

    /** Something that is used, but not as its author wants. */
    public void warn(Code code, Place place, String message, String advice) {
        add(code, Severity.WARNING, place, message, advice);
    }

    /** Something that cannot be used and is left out. */
    public void error(Code code, Place place, String message, String advice) {
        add(code, Severity.ERROR, place, message, advice);
    }

    /** A field that is read and that this version does not act on. */
    public void notServed(Place place, String what, String advice) {
        add(Code.NOT_SERVED, Severity.WARNING, place, what + " is not served by this version.", advice);
    }

    /** What was found so far. */
    public List<Diagnostic> all() {
        return List.copyOf(found);
    }

    private void add(Code code, Severity severity, Place place, String message, String advice) {
        found.add(new Diagnostic(
                code,
                severity,
                place.resource().ref(),
                place.path(),
                place.resource().position(place.path()),
                message,
                advice));
    }
}
