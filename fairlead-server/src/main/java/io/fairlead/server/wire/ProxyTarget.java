package io.fairlead.server.wire;

import io.fairlead.proxy.ProxyOptions;
import io.fairlead.proxy.ProxyServer;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.proxy.observe.metrics.ClusterOutcomes;
import io.fairlead.proxy.tls.TlsFailure;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.overlay.Overlay;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The proxy as what serves the routing. */
final class ProxyTarget implements RoutingTarget {
    private final ProxyServer proxy;

    private ProxyTarget(ProxyServer proxy) {
        this.proxy = proxy;
    }

    /**
     * Starts a proxy that serves nothing yet.
     *
     * @throws IOException if the access log cannot be opened
     */
    static ProxyTarget start(ServerOptions options) throws IOException {
        Viewpoint viewpoint = options.viewpoint();
        String workload = viewpoint.labels().getOrDefault("app", "");
        return new ProxyTarget(ProxyServer.start(ProxyOptions.of(options.concurrency())
                .withSource(WorkloadLabels.of(workload, viewpoint.namespace(), viewpoint.labels()))
                .withAccessLog(options.accessLog())));
    }

    @Override
    public CompletableFuture<List<Failure>> publish(RoutingSnapshot snapshot) {
        return proxy.publish(snapshot)
                .thenApply(result -> result.failures().stream()
                        .map(failure -> new Failure(
                                failure.listener().address(), failure.listener().port(), failure.reason()))
                        .toList());
    }

    @Override
    public void apply(Overlay weights) {
        proxy.apply(weights);
    }

    @Override
    public List<CertificateFailure> certificateFailures() {
        return proxy.tlsFailures().stream()
                .map(failure -> new CertificateFailure(
                        failure.name(), failure.reason(), failure.effect() == TlsFailure.Effect.NO_CONNECTIONS))
                .toList();
    }

    @Override
    public MetricSnapshots metrics() {
        return proxy.metrics().collect();
    }

    @Override
    public ClusterOutcomes outcomes(Predicate<String> clusters) {
        return proxy.metrics().requests().outcomes(clusters);
    }

    @Override
    public void countReload(Reload result) {
        if (result == Reload.ACCEPTED) {
            proxy.metrics().reloadSucceeded();
        } else {
            proxy.metrics().reloadFailed();
        }
    }

    @Override
    public void reopenAccessLog() {
        proxy.reopenAccessLog();
    }

    @Override
    public CompletableFuture<Void> drain(Duration limit) {
        return proxy.drain(limit);
    }

    @Override
    public void close() {
        proxy.close();
    }
}
