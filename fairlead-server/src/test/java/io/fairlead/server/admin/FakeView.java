package io.fairlead.server.admin;

import io.fairlead.routing.RoutingSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.List;

/** A view that a test fills. */
final class FakeView implements ServerView {
    volatile Readiness readiness = Readiness.notReady(0, "the configuration is being read");
    volatile ConfigReport config =
            new ConfigReport(0, Instant.EPOCH, List.of(), List.of(), List.of(), RoutingSnapshot.EMPTY);
    volatile MetricSnapshots metrics = new MetricSnapshots();

    /** Makes one page fail. */
    volatile boolean readinessFails;

    @Override
    public Readiness readiness() {
        if (readinessFails) {
            throw new IllegalStateException("asked to fail");
        }
        return readiness;
    }

    @Override
    public ConfigReport config() {
        return config;
    }

    @Override
    public MetricSnapshots metrics() {
        return metrics;
    }
}
