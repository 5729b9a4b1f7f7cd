package io.fairlead.server.admin;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.routing.RoutingSnapshot;
import java.time.Instant;
import java.util.List;

/**
 * The configuration in force and what there is to say about it.
 *
 * @param version of the resources, 0 before they were first read
 * @param time when that version came into force
 * @param objects in a stable order
 * @param diagnostics worst first
 * @param listeners by address and port
 * @param snapshot what the proxy routes by
 */
public record ConfigReport(
        long version,
        Instant time,
        List<ObjectReport> objects,
        List<Diagnostic> diagnostics,
        List<ListenerReport> listeners,
        RoutingSnapshot snapshot) {
    public ConfigReport {
        objects = List.copyOf(objects);
        diagnostics = List.copyOf(diagnostics);
        listeners = List.copyOf(listeners);
    }
}
