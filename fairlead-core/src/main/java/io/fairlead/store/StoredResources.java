package io.fairlead.store;

import io.fairlead.diagnostic.Diagnostic;
import java.util.List;

/**
 * What a source holds at one moment.
 *
 * @param resources the last good version of every object
 * @param diagnostics what is wrong with the texts as they are now, file by file
 */
public record StoredResources(ResourceSet resources, List<Diagnostic> diagnostics) {
    /** Nothing, version 0. */
    public static final StoredResources EMPTY = new StoredResources(ResourceSet.EMPTY, List.of());

    public StoredResources {
        diagnostics = List.copyOf(diagnostics);
    }
}
