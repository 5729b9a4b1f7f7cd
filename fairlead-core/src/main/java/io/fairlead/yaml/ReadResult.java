package io.fairlead.yaml;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.Resource;
import io.fairlead.store.PlainObject;
import java.util.List;

/**
 * What one text held.
 *
 * @param resources objects that can be used, in the order written
 * @param damaged objects of which a field could not be read, and which must not be used; such a field has its default.
 *     For further checks, and to know what to keep a last good version of
 * @param plain objects of the other kinds that were asked for, in the order written; without those that are damaged
 * @param diagnostics findings, in the order of the text
 * @param complete false if the text is not YAML or a limit was passed, so that objects may be missing
 */
public record ReadResult(
        List<Resource<?>> resources,
        List<Resource<?>> damaged,
        List<PlainObject> plain,
        List<Diagnostic> diagnostics,
        boolean complete) {
    public ReadResult {
        resources = List.copyOf(resources);
        damaged = List.copyOf(damaged);
        plain = List.copyOf(plain);
        diagnostics = List.copyOf(diagnostics);
    }

    /** Whether everything in the text can be used; warnings are allowed. */
    public boolean isClean() {
        return complete && damaged.isEmpty() && diagnostics.stream().noneMatch(Diagnostic::isError);
    }
}
