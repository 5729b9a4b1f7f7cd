package io.fairlead.server.admin;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** What the admin address shows. Called on admin threads; must neither block nor change anything. */
public interface ServerView {
    /** Whether traffic should be sent here now. */
    Readiness readiness();

    /** The configuration in force. */
    ConfigReport config();

    /** The metrics as of now, for {@code /metrics} and {@code /stats}. */
    MetricSnapshots metrics();
}
