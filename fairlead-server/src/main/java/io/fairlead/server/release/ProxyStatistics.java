package io.fairlead.server.release;

import io.fairlead.proxy.observe.metrics.ClusterOutcomes;
import io.fairlead.rollout.metric.LiveStatistics;
import io.fairlead.rollout.spec.Version;
import io.fairlead.routing.overlay.ClusterName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The proxy's own counts, by version. Which series belong to a version is looked up once a second, since endpoints come and go
 * with the configuration. A series that is forgotten, an hour after its last endpoint went, makes the counts shrink; so the
 * largest numbers that were seen are what is told. For the rollout engine's thread.
 */
final class ProxyStatistics implements LiveStatistics {
    private static final long LOOKUP_NANOS = Duration.ofSeconds(1).toNanos();

    private final OutcomeSource source;
    private final LongSupplier nanos;
    private final Map<Version, Known> known = new HashMap<>();
    private final Map<String, Long> largest = new HashMap<>();

    private record Known(ClusterOutcomes outcomes, long lookedUp) {}

    ProxyStatistics(OutcomeSource source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    private ClusterOutcomes of(Version version) {
        long now = nanos.getAsLong();
        Known found = known.get(version);
        if (found == null || now - found.lookedUp() >= LOOKUP_NANOS) {
            found = new Known(source.outcomes(cluster -> isOf(version, cluster)), now);
            known.put(version, found);
        }
        return found.outcomes();
    }

    /** Whether a cluster is the version's, on its port or, where it names none, on any. */
    static boolean isOf(Version version, String cluster) {
        if (cluster.isEmpty()) {
            return false;
        }
        ClusterName name = ClusterName.parse(cluster);
        return name.host().equals(version.host())
                && name.subset().equals(version.subset())
                && (version.port() == 0 || version.port() == name.port());
    }

    private long neverShrinking(String key, long value) {
        return largest.merge(key, value, Math::max);
    }

    @Override
    public long requests(Version version) {
        return neverShrinking("requests " + version, of(version).requests());
    }

    @Override
    public long failures(Version version, int fromStatus) {
        return neverShrinking(
                "failures " + fromStatus + " " + version, of(version).failures(fromStatus));
    }

    @Override
    public long slow(Version version, Duration limit) {
        return neverShrinking("slow " + limit + " " + version, of(version).slow(limit));
    }
}
