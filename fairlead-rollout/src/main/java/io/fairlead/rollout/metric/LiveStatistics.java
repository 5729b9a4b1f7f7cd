package io.fairlead.rollout.metric;

import io.fairlead.rollout.spec.Version;
import java.time.Duration;

/**
 * What the proxy itself has counted. All numbers grow from the start of the proxy; none ever shrinks. Called on the
 * controller's thread, about a hundred times a second, so it must neither block nor be slow.
 */
public interface LiveStatistics {
    /** The requests to a version that have ended. */
    long requests(Version version);

    /** Those among them that were answered with a status of {@code fromStatus} or more, or not at all. */
    long failures(Version version, int fromStatus);

    /**
     * Those among them that took longer than a limit. Where the proxy counts by buckets, the limit is taken as the nearest
     * bucket bound that is not smaller.
     */
    long slow(Version version, Duration limit);
}
