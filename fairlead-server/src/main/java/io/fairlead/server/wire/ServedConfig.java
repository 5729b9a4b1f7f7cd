package io.fairlead.server.wire;

import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.server.admin.ConfigReport;
import io.fairlead.server.admin.Readiness;
import java.time.Instant;
import java.util.List;

/** The configuration in force and whether it is the newest accepted one: swapped as a whole, read by any thread. */
record ServedConfig(Readiness readiness, ConfigReport report) {
    /** Before the first configuration. */
    static ServedConfig starting(Instant now) {
        return new ServedConfig(
                Readiness.notReady(0, "the configuration is being read"),
                new ConfigReport(0, now, List.of(), List.of(), List.of(), RoutingSnapshot.EMPTY));
    }

    ServedConfig withReadiness(Readiness newReadiness) {
        return new ServedConfig(newReadiness, report);
    }
}
