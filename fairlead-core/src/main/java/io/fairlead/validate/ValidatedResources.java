package io.fairlead.validate;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.store.ResourceSet;
import java.util.List;

/**
 * The objects that may be used, and what was found out about those that were read. Immutable; any thread.
 *
 * @param good objects that break no rule: those that were read, or the last good version of those that do. It has the
 *     version of the set that was read
 * @param diagnostics findings about the objects that were read, in the set's order
 */
public record ValidatedResources(ResourceSet good, List<Diagnostic> diagnostics) {
    /** No objects and no findings. */
    public static final ValidatedResources EMPTY = new ValidatedResources(ResourceSet.EMPTY, List.of());

    public ValidatedResources {
        diagnostics = List.copyOf(diagnostics);
    }
}
