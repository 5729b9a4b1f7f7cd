package io.fairlead.store;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.Resource;
import java.util.List;

/**
 * What one file, or any other part of a source that changes as a whole, holds now.
 *
 * @param name tells it from the others; where two hold the same object, the first by name wins
 * @param resources objects that can be used
 * @param damaged objects that are there but cannot be used
 * @param diagnostics what is wrong with it
 * @param state whether everything in it is known
 */
public record SourceFile(
        String name,
        List<Resource<?>> resources,
        List<Resource<?>> damaged,
        List<Diagnostic> diagnostics,
        State state) {
    public SourceFile {
        resources = List.copyOf(resources);
        damaged = List.copyOf(damaged);
        diagnostics = List.copyOf(diagnostics);
    }

    /** A file that cannot be read at all. */
    public static SourceFile unreadable(String name, Diagnostic reason) {
        return new SourceFile(name, List.of(), List.of(), List.of(reason), State.UNREADABLE);
    }

    /** How much of a file is known. */
    public enum State {
        /** It was read to its end: an object that is not in it is gone. */
        COMPLETE,
        /** A part is not readable, so the objects it had before are kept as they were. */
        UNREADABLE
    }
}
