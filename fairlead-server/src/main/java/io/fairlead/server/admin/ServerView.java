package io.fairlead.server.admin;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.SortedMap;

/** What the admin address shows. Called on admin threads; must neither block nor change anything. */
public interface ServerView {
    /** Whether traffic should be sent here now. */
    Readiness readiness();

    /** The configuration in force. */
    ConfigReport config();

    /** The numbers of {@code /stats}, by name. */
    SortedMap<String, Long> stats();

    /** The metrics of {@code /metrics}, as of now. */
    MetricSnapshots metrics();
}
