package io.fairlead.server.admin;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The metrics as plain numbers under the names that Envoy's {@code /stats} has for the same things, so that eyes and
 * scripts trained on Envoy find them. What Envoy has no name for keeps its own; requests are summed by class of status,
 * since their many labels are what {@code /metrics} is for.
 */
final class EnvoyStats {
    private static final String CLUSTER = "cluster_name";
    private static final String REQUESTS = "istio_requests";

    /** Of metrics that count one thing for the whole proxy. */
    private static final Map<String, String> NAMES = Map.of(
            "fairlead_downstream_connections", "http.downstream_cx_total",
            "fairlead_downstream_connections_active", "http.downstream_cx_active",
            "fairlead_downstream_requests_active", "http.downstream_rq_active",
            "fairlead_listeners", "listener_manager.total_listeners_active",
            "fairlead_event_loops", "server.concurrency",
            "fairlead_config_version", "config.version");

    /** Of metrics that count by cluster: the last part of {@code cluster.<name>.<part>}. */
    private static final Map<String, String> CLUSTER_NAMES = Map.ofEntries(
            Map.entry("fairlead_upstream_connections", "upstream_cx_total"),
            Map.entry("fairlead_upstream_connections_active", "upstream_cx_active"),
            Map.entry("fairlead_upstream_connections_overflow", "upstream_cx_overflow"),
            Map.entry("fairlead_upstream_connections_idle_closed", "upstream_cx_idle_timeout"),
            Map.entry("fairlead_upstream_connections_aged_closed", "upstream_cx_max_duration_reached"),
            Map.entry("fairlead_upstream_connections_worn_closed", "upstream_cx_max_requests"),
            Map.entry("fairlead_upstream_connect_failures", "upstream_cx_connect_fail"),
            Map.entry("fairlead_upstream_requests_pending", "upstream_rq_pending_active"),
            Map.entry("fairlead_upstream_requests_pended", "upstream_rq_pending_total"),
            Map.entry("fairlead_upstream_requests_pending_failed", "upstream_rq_pending_failure_eject"),
            Map.entry("fairlead_upstream_requests_overflow", "upstream_rq_pending_overflow"),
            Map.entry("fairlead_upstream_retries", "upstream_rq_retry"),
            Map.entry("fairlead_upstream_retries_exhausted", "upstream_rq_retry_limit_exceeded"),
            Map.entry("fairlead_upstream_retries_overflow", "upstream_rq_retry_overflow"),
            Map.entry("fairlead_upstream_try_timeouts", "upstream_rq_per_try_timeout"),
            Map.entry("fairlead_upstream_ejections", "outlier_detection.ejections_enforced_total"),
            Map.entry("fairlead_upstream_endpoints_ejected", "outlier_detection.ejections_active"),
            Map.entry("fairlead_upstream_circuit_connections_open", "circuit_breakers.default.cx_open"),
            Map.entry("fairlead_upstream_circuit_pending_open", "circuit_breakers.default.rq_pending_open"),
            Map.entry("fairlead_upstream_circuit_requests_open", "circuit_breakers.default.rq_open"),
            Map.entry("fairlead_upstream_circuit_retries_open", "circuit_breakers.default.rq_retry_open"),
            Map.entry("fairlead_upstream_circuit_connections_remaining", "circuit_breakers.default.remaining_cx"),
            Map.entry("fairlead_upstream_circuit_pending_remaining", "circuit_breakers.default.remaining_pending"),
            Map.entry("fairlead_upstream_circuit_requests_remaining", "circuit_breakers.default.remaining_rq"),
            Map.entry("fairlead_upstream_circuit_retries_remaining", "circuit_breakers.default.remaining_retries"));

    private final SortedMap<String, Double> stats = new TreeMap<>();

    private EnvoyStats() {}

    static SortedMap<String, Double> of(MetricSnapshots metrics) {
        EnvoyStats result = new EnvoyStats();
        for (MetricSnapshot metric : metrics) {
            String name = metric.getMetadata().getName();
            if (metric instanceof CounterSnapshot counter) {
                for (CounterDataPointSnapshot point : counter.getDataPoints()) {
                    result.add(name, point.getLabels(), point.getValue());
                }
            } else if (metric instanceof GaugeSnapshot gauge) {
                for (GaugeDataPointSnapshot point : gauge.getDataPoints()) {
                    result.add(name, point.getLabels(), point.getValue());
                }
            }
        }
        return result.stats;
    }

    private void add(String name, Labels labels, double value) {
        if (name.equals(REQUESTS)) {
            // The proxy reports for both ends; each request is in there twice.
            if (!"destination".equals(labels.get("reporter"))) {
                addRequests(labels.get("response_code"), value);
            }
        } else if (labels.contains(CLUSTER)) {
            put("cluster." + labels.get(CLUSTER) + "." + CLUSTER_NAMES.getOrDefault(name, name), value);
        } else {
            StringBuilder full = new StringBuilder(NAMES.getOrDefault(name, name));
            for (int i = 0; i < labels.size(); i++) {
                full.append('.').append(labels.getValue(i));
            }
            put(full.toString(), value);
        }
    }

    private void addRequests(@Nullable String code, double value) {
        put("http.downstream_rq_total", value);
        if (code != null && code.length() == 3) {
            put("http.downstream_rq_" + code.charAt(0) + "xx", value);
        }
    }

    private void put(String name, double value) {
        stats.merge(name, value, Double::sum);
    }
}
