package io.fairlead.server.wire;

import io.fairlead.proxy.observe.metrics.ClusterOutcomes;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.overlay.Overlay;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Takes snapshots and keeps them; a test says what comes of each publication. */
final class FakeTarget implements RoutingTarget {
    final List<RoutingSnapshot> published = new CopyOnWriteArrayList<>();
    final List<Reload> reloads = new CopyOnWriteArrayList<>();
    /** What was asked for, in order: shares, and versions of snapshots. */
    final List<Object> events = new CopyOnWriteArrayList<>();

    volatile CompletableFuture<List<Failure>> answer = CompletableFuture.completedFuture(List.of());

    volatile List<CertificateFailure> certificates = List.of();

    @Override
    public List<CertificateFailure> certificateFailures() {
        return certificates;
    }

    @Override
    public CompletableFuture<List<Failure>> publish(RoutingSnapshot snapshot) {
        published.add(snapshot);
        events.add(snapshot.version());
        return answer;
    }

    @Override
    public void apply(Overlay weights) {
        events.add(weights.shares());
    }

    @Override
    public MetricSnapshots metrics() {
        return new MetricSnapshots();
    }

    @Override
    public ClusterOutcomes outcomes(Predicate<String> clusters) {
        throw new AssertionError("no release is under way");
    }

    @Override
    public void countReload(Reload result) {
        reloads.add(result);
    }

    @Override
    public void reopenAccessLog() {
        throw new AssertionError("no access log is open");
    }

    @Override
    public CompletableFuture<Void> drain(Duration limit) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
