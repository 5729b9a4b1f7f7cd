package io.fairlead.server.wire;

import io.fairlead.proxy.observe.metrics.ClusterOutcomes;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.overlay.Overlay;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** What serves the compiled routing: the proxy, or a fake in tests. */
interface RoutingTarget extends AutoCloseable {
    /**
     * A listener that could not be opened.
     *
     * @param reason as the operating system gives it
     */
    record Failure(String address, int port, String reason) {}

    /**
     * Certificates that cannot be used now.
     *
     * @param name of what they serve, as listeners and clusters are named
     * @param reason a part of a sentence
     * @param refusesConnections whether there are no older ones that are used instead
     */
    record CertificateFailure(String name, String reason, boolean refusesConnections) {}

    /** What came of a change of the configuration. */
    enum Reload {
        /** All of it is in force. */
        ACCEPTED,
        /** At least one object or listener is not. */
        REFUSED
    }

    /** Puts the snapshot into force. Completes, once it is, with the listeners that could not be opened. */
    CompletableFuture<List<Failure>> publish(RoutingSnapshot snapshot);

    /** Splits requests that begin from now on by these weights, in this snapshot and those that follow. */
    void apply(Overlay weights);

    /** Which certificates cannot be used now: files may break, and be mended, without a change of the configuration. */
    List<CertificateFailure> certificateFailures();

    /** The metrics as of now. */
    MetricSnapshots metrics();

    /** How requests to the clusters end whose names are accepted. */
    ClusterOutcomes outcomes(Predicate<String> clusters);

    /** Counts a change of the configuration by what came of it. */
    void countReload(Reload result);

    /** Opens the access log's file again by its name. */
    void reopenAccessLog();

    /** Stops accepting and lets requests under way end, for {@code limit} at most. */
    CompletableFuture<Void> drain(Duration limit);

    /** Stops at once. */
    @Override
    void close();
}
