package io.fairlead.proxy.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.AccessLog;
import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.proxy.observe.CommandContext;
import io.fairlead.proxy.observe.Requests;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyMetricsTest {
    private final ProxyMetrics metrics = new ProxyMetrics(WorkloadLabels.UNKNOWN, 2, () -> 0);

    @Test
    void connectionsAndRequestsAreSummedOverLoops() {
        metrics.loop(0).downstreamConnectionOpened();
        metrics.loop(1).downstreamConnectionOpened();
        metrics.loop(1).downstreamConnectionClosed();
        metrics.loop(0).requestStarted();
        metrics.loop(0).requestStarted();
        metrics.loop(0).requestEnded();

        assertThat(counter("fairlead_downstream_connections", Labels.EMPTY)).isEqualTo(2);
        assertThat(gauge("fairlead_downstream_connections_active", Labels.EMPTY))
                .isEqualTo(1);
        assertThat(gauge("fairlead_downstream_requests_active", Labels.EMPTY)).isEqualTo(1);
        assertThat(gauge("fairlead_event_loops", Labels.EMPTY)).isEqualTo(2);
    }

    @Test
    void upstreamConnectionsAreCountedByCluster() {
        ClusterMetrics cluster = metrics.acquireCluster("outbound|80||a");
        cluster.loop(0).connectionOpened();
        cluster.loop(1).connectionOpened();
        cluster.loop(1).connectionClosed();
        cluster.loop(0).connectFailed();
        cluster.loop(0).pendingAdded();
        cluster.loop(0).pendingAdded();
        cluster.loop(0).pendingRemoved();
        metrics.acquireCluster("outbound|80||b");

        Labels a = Labels.of("cluster_name", "outbound|80||a");
        assertThat(counter("fairlead_upstream_connections", a)).isEqualTo(2);
        assertThat(gauge("fairlead_upstream_connections_active", a)).isEqualTo(1);
        assertThat(counter("fairlead_upstream_connect_failures", a)).isEqualTo(1);
        assertThat(gauge("fairlead_upstream_requests_pending", a)).isEqualTo(1);
        assertThat(counter("fairlead_upstream_connections", Labels.of("cluster_name", "outbound|80||b")))
                .isZero();
        assertThat(metrics.acquireCluster("outbound|80||a")).isSameAs(cluster);
    }

    @Test
    void theConfigurationIsShown() {
        metrics.published(17, 3);
        metrics.reloadSucceeded();
        metrics.reloadSucceeded();
        metrics.reloadFailed();

        assertThat(gauge("fairlead_config_version", Labels.EMPTY)).isEqualTo(17);
        assertThat(gauge("fairlead_listeners", Labels.EMPTY)).isEqualTo(3);
        assertThat(counter("fairlead_config_reloads", Labels.of("result", "success")))
                .isEqualTo(2);
        assertThat(counter("fairlead_config_reloads", Labels.of("result", "failure")))
                .isEqualTo(1);
    }

    @Test
    void theAccessLogIsShown(@TempDir Path folder) throws IOException {
        AccessLogOptions options =
                new AccessLogOptions(AccessLogOptions.Format.ISTIO_TEXT, folder.resolve("access.log"), 4096);
        try (AccessLog log = AccessLog.open(options, CommandContext.EMPTY, 1)) {
            metrics.accessLog(log);
            log.loop(0).log(Requests.forwarded());

            assertThat(counter("fairlead_access_log_lines", Labels.EMPTY)).isEqualTo(1);
            assertThat(counter("fairlead_access_log_lines_dropped", Labels.EMPTY))
                    .isZero();
            assertThat(counter("fairlead_access_log_write_failures", Labels.EMPTY))
                    .isZero();
        }
    }

    @Test
    void theProcessIsShown() {
        assertThat(gauge("jvm_memory_used_bytes", Labels.of("area", "heap"))).isPositive();
        assertThat(gauge("jvm_threads_current", Labels.EMPTY)).isPositive();
        assertThat(gauge("process_start_time_seconds", Labels.EMPTY)).isGreaterThan(1_600_000_000);
        assertThat(counter("process_cpu_seconds", Labels.EMPTY)).isPositive();
        SummarySnapshot collections = (SummarySnapshot) metric("jvm_gc_collection_seconds");
        assertThat(collections.getDataPoints()).isNotEmpty();
    }

    private double counter(String name, Labels labels) {
        return ((CounterSnapshot) metric(name))
                .getDataPoints().stream()
                        .filter(point -> point.getLabels().equals(labels))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
    }

    private double gauge(String name, Labels labels) {
        return ((GaugeSnapshot) metric(name))
                .getDataPoints().stream()
                        .filter(point -> point.getLabels().equals(labels))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
    }

    private MetricSnapshot metric(String name) {
        MetricSnapshots all = metrics.collect();
        return StreamSupport.stream(all.spliterator(), false)
                .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
