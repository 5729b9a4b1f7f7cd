package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.metrics.CircuitReading.Resource;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Shows the limits of clusters: what they refused, what is left of them, and why connections were closed. */
final class CircuitMetrics {
    private static final String LABEL = "cluster_name";

    private final Collection<ClusterMetrics> clusters;
    private final Collection<MetricSnapshot> all;

    private CircuitMetrics(Collection<ClusterMetrics> clusters, Collection<MetricSnapshot> all) {
        this.clusters = clusters;
        this.all = all;
    }

    static void collect(Collection<ClusterMetrics> clusters, Collection<MetricSnapshot> all) {
        CircuitMetrics metrics = new CircuitMetrics(clusters, all);
        metrics.counter(
                "connections_overflow",
                "Times that a request had to wait since there may be no more connections.",
                ClusterMetrics.CONNECTIONS_OVERFLOWED);
        metrics.counter(
                "requests_overflow",
                "Requests refused since too many wait for a connection, or have one.",
                ClusterMetrics.PENDING_OVERFLOWED);
        metrics.counter("requests_pended", "Requests that had to wait for a connection.", ClusterMetrics.PENDING_ADDED);
        metrics.counter(
                "requests_pending_failed",
                "Requests that failed while they waited, since a connection to their endpoint did not come about.",
                ClusterMetrics.PENDING_FAILED);
        metrics.counter(
                "retries_overflow", "Requests not sent again since too many are.", ClusterMetrics.RETRIES_OVERFLOWED);
        metrics.counter(
                "connections_idle_closed",
                "Connections closed since they were idle for too long.",
                ClusterMetrics.IDLE_TIMEOUTS);
        metrics.counter(
                "connections_aged_closed", "Connections closed since they were too old.", ClusterMetrics.MAX_DURATIONS);
        metrics.counter(
                "connections_worn_closed",
                "Connections closed since they had taken as many requests as one takes.",
                ClusterMetrics.MAX_REQUESTS);
        for (Resource resource : Resource.values()) {
            metrics.circuit(resource);
        }
    }

    private void counter(String name, String help, int index) {
        Map<String, Long> values = new TreeMap<>();
        for (ClusterMetrics cluster : clusters) {
            values.put(cluster.name(), cluster.sum(index));
        }
        all.add(Snapshots.counters("fairlead_upstream_" + name, help, LABEL, values));
    }

    private void circuit(Resource resource) {
        Map<String, Long> open = new TreeMap<>();
        Map<String, Long> remaining = new TreeMap<>();
        for (ClusterMetrics cluster : clusters) {
            CircuitReading circuit = cluster.circuit();
            if (circuit != null) {
                int left = circuit.limit(resource) - circuit.used(resource);
                open.put(cluster.name(), left <= 0 ? 1L : 0L);
                if (circuit.limit(resource) != Integer.MAX_VALUE) {
                    remaining.put(cluster.name(), (long) Math.max(0, left));
                }
            }
        }
        String what = resource.name().toLowerCase(Locale.ROOT);
        all.add(Snapshots.gauges(
                "fairlead_upstream_circuit_" + what + "_open",
                "1 where a limit is reached: " + what + ".",
                LABEL,
                open));
        all.add(Snapshots.gauges(
                "fairlead_upstream_circuit_" + what + "_remaining",
                "What is left of a limit, where there is one: " + what + ".",
                LABEL,
                remaining));
    }
}
