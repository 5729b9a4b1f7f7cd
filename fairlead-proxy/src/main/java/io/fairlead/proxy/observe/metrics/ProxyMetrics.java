package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.AccessLog;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Everything that one proxy counts, and the snapshot of it that a scrape shows. One per proxy. */
public final class ProxyMetrics {
    private static final String CLUSTER_LABEL = "cluster_name";

    private final RequestMetrics requests;
    private final HeldSeries<String, ClusterMetrics> clusters;
    private final LoopMetrics[] loops;
    private final LongAdder reloadSuccesses = new LongAdder();
    private final LongAdder reloadFailures = new LongAdder();
    private volatile Published published = new Published(0, 0);
    private volatile AccessLog accessLog = AccessLog.OFF;

    private record Published(long version, int listeners) {}

    /**
     * Starts counting.
     *
     * @param source the workload that this proxy speaks for
     * @param loopCount how many event loops there are; they are numbered from 0
     */
    public ProxyMetrics(WorkloadLabels source, int loopCount, Ticker ticker) {
        requests = new RequestMetrics(source, loopCount, ticker);
        clusters = new HeldSeries<>(name -> new ClusterMetrics(name, loopCount), WorkloadLabels.UNKNOWN_VALUE, ticker);
        loops = new LoopMetrics[loopCount];
        for (int i = 0; i < loopCount; i++) {
            loops[i] = new LoopMetrics();
        }
    }

    /** The counts of requests. */
    public RequestMetrics requests() {
        return requests;
    }

    /** The counts of one event loop. */
    public LoopMetrics loop(int index) {
        return loops[index];
    }

    /** The counts of a cluster; to be given back by {@link #releaseCluster} when it goes away. Any thread. */
    public ClusterMetrics acquireCluster(String name) {
        return clusters.acquire(name);
    }

    /** Gives back what {@link #acquireCluster} gave. Any thread. */
    public void releaseCluster(ClusterMetrics cluster) {
        clusters.release(cluster.name());
    }

    /** Says which version of the configuration is served, and on how many listeners. Any thread. */
    public void published(long version, int listeners) {
        published = new Published(version, listeners);
    }

    /** A change of the configuration was taken as a whole. Any thread. */
    public void reloadSucceeded() {
        reloadSuccesses.increment();
    }

    /** A change of the configuration was refused, at least in part. Any thread. */
    public void reloadFailed() {
        reloadFailures.increment();
    }

    /** Shows the counts of an access log, too. Any thread. */
    public void accessLog(AccessLog log) {
        accessLog = log;
    }

    /** All counts as they stand. Any thread. */
    public MetricSnapshots collect() {
        List<MetricSnapshot> all = new ArrayList<>();
        requests.collect(all);
        collectDownstream(all);
        collectClusters(all);
        collectConfiguration(all);
        RuntimeMetrics.collect(all);
        return new MetricSnapshots(all);
    }

    private void collectDownstream(Collection<MetricSnapshot> all) {
        // What has ended is read before what was begun, so that a difference is never negative.
        long closed = sum(LoopMetrics.CONNECTIONS_CLOSED);
        long opened = sum(LoopMetrics.CONNECTIONS_OPENED);
        long ended = sum(LoopMetrics.REQUESTS_ENDED);
        long started = sum(LoopMetrics.REQUESTS_STARTED);
        all.add(Snapshots.counter("fairlead_downstream_connections", "Connections accepted.", opened));
        all.add(Snapshots.gauge(
                "fairlead_downstream_connections_active", "Connections that are open.", opened - closed));
        all.add(Snapshots.gauge("fairlead_downstream_requests_active", "Requests under way.", started - ended));
        all.add(Snapshots.counter(
                "fairlead_mirror_requests", "Copies of requests sent to mirrors.", sum(LoopMetrics.MIRRORS_STARTED)));
        all.add(Snapshots.counter(
                "fairlead_mirror_requests_dropped",
                "Copies of requests not sent, or not to their end: the mirror is slow, missing, or has too many.",
                sum(LoopMetrics.MIRRORS_DROPPED)));
        all.add(Snapshots.gauge("fairlead_event_loops", "Threads that serve connections.", loops.length));
    }

    private long sum(int index) {
        long sum = 0;
        for (LoopMetrics loop : loops) {
            sum += loop.get(index);
        }
        return sum;
    }

    private void collectClusters(Collection<MetricSnapshot> all) {
        Map<String, Long> opened = new TreeMap<>();
        Map<String, Long> active = new TreeMap<>();
        Map<String, Long> failed = new TreeMap<>();
        Map<String, Long> pending = new TreeMap<>();
        for (ClusterMetrics cluster : clusters.collect()) {
            long closed = cluster.sum(ClusterMetrics.CONNECTIONS_CLOSED);
            long made = cluster.sum(ClusterMetrics.CONNECTIONS_OPENED);
            long removed = cluster.sum(ClusterMetrics.PENDING_REMOVED);
            opened.put(cluster.name(), made);
            active.put(cluster.name(), made - closed);
            failed.put(cluster.name(), cluster.sum(ClusterMetrics.CONNECT_FAILURES));
            pending.put(cluster.name(), cluster.sum(ClusterMetrics.PENDING_ADDED) - removed);
        }
        collectRetries(all);
        collectOutliers(all);
        CircuitMetrics.collect(clusters.collect(), all);
        all.add(Snapshots.counters(
                "fairlead_upstream_connections", "Connections made to endpoints.", CLUSTER_LABEL, opened));
        all.add(Snapshots.gauges(
                "fairlead_upstream_connections_active",
                "Connections to endpoints that are open.",
                CLUSTER_LABEL,
                active));
        all.add(Snapshots.counters(
                "fairlead_upstream_connect_failures",
                "Connections to endpoints that did not come about.",
                CLUSTER_LABEL,
                failed));
        all.add(Snapshots.gauges(
                "fairlead_upstream_requests_pending", "Requests that wait for a connection.", CLUSTER_LABEL, pending));
    }

    private void collectRetries(Collection<MetricSnapshot> all) {
        Map<String, Long> retries = new TreeMap<>();
        Map<String, Long> exhausted = new TreeMap<>();
        Map<String, Long> tryTimeouts = new TreeMap<>();
        for (ClusterMetrics cluster : clusters.collect()) {
            retries.put(cluster.name(), cluster.sum(ClusterMetrics.RETRIES));
            exhausted.put(cluster.name(), cluster.sum(ClusterMetrics.RETRIES_EXHAUSTED));
            tryTimeouts.put(cluster.name(), cluster.sum(ClusterMetrics.TRY_TIMEOUTS));
        }
        all.add(Snapshots.counters(
                "fairlead_upstream_retries", "Requests that were sent again.", CLUSTER_LABEL, retries));
        all.add(Snapshots.counters(
                "fairlead_upstream_retries_exhausted",
                "Requests whose last try failed, too.",
                CLUSTER_LABEL,
                exhausted));
        all.add(Snapshots.counters(
                "fairlead_upstream_try_timeouts",
                "Tries that were not answered in their time.",
                CLUSTER_LABEL,
                tryTimeouts));
    }

    private void collectOutliers(Collection<MetricSnapshot> all) {
        Map<String, Long> ejections = new TreeMap<>();
        Map<String, Long> ejected = new TreeMap<>();
        for (ClusterMetrics cluster : clusters.collect()) {
            ejections.put(cluster.name(), cluster.sum(ClusterMetrics.EJECTIONS));
            ejected.put(cluster.name(), (long) cluster.endpointsEjected());
        }
        all.add(Snapshots.counters(
                "fairlead_upstream_ejections",
                "Endpoints left out for a while because of their errors.",
                CLUSTER_LABEL,
                ejections));
        all.add(Snapshots.gauges(
                "fairlead_upstream_endpoints_ejected",
                "Endpoints that are left out because of their errors.",
                CLUSTER_LABEL,
                ejected));
    }

    private void collectConfiguration(Collection<MetricSnapshot> all) {
        Published now = published;
        all.add(Snapshots.gauge(
                "fairlead_config_version", "The version of the configuration that is served.", now.version()));
        all.add(Snapshots.gauge("fairlead_listeners", "Ports that are listened on.", now.listeners()));
        all.add(Snapshots.counters(
                "fairlead_config_reloads",
                "Changes of the configuration: taken as a whole, or refused at least in part.",
                "result",
                Map.of("success", reloadSuccesses.sum(), "failure", reloadFailures.sum())));
        AccessLog log = accessLog;
        all.add(Snapshots.counter("fairlead_access_log_lines", "Lines handed to the access log.", log.linesAccepted()));
        all.add(Snapshots.counter(
                "fairlead_access_log_lines_dropped",
                "Lines dropped since the access log's buffer was full.",
                log.linesDropped()));
        all.add(Snapshots.counter(
                "fairlead_access_log_write_failures", "Writes of the access log that failed.", log.writeFailures()));
    }
}
