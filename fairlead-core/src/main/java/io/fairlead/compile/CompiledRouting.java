package io.fairlead.compile;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.routing.RoutingSnapshot;
import java.util.List;

/**
 * What the compiler made of a set of resources. Immutable; any thread.
 *
 * @param diagnostics findings of the compiler alone (references that lead nowhere, conflicts, fields that are not served),
 *     each once
 */
public record CompiledRouting(RoutingSnapshot snapshot, List<Diagnostic> diagnostics) {
    public CompiledRouting {
        diagnostics = List.copyOf(diagnostics);
    }
}
