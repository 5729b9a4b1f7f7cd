package io.fairlead.server.release;

import io.fairlead.proxy.observe.metrics.ClusterOutcomes;
import java.util.function.Predicate;

/** Where the proxy's counts are found. */
@FunctionalInterface
public interface OutcomeSource {
    /** The counts of the clusters whose names are accepted. Any thread. */
    ClusterOutcomes outcomes(Predicate<String> clusters);
}
