package io.fairlead.rollout.spec;

import io.fairlead.rollout.judge.Margin;
import io.fairlead.rollout.judge.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * One measurement, and what of it is allowed.
 *
 * @param quorum the name of the group in which most must fail; "" if this guard alone decides
 * @param threshold fixed limits in place of a comparison, null for a comparison
 * @param minSamples judged from so many samples of the candidate on, or the planned number of them
 * @param looks the planned looks of {@link Kind#GROUP_SEQUENTIAL}
 */
public record GuardPlan(
        String name,
        SourcePlan source,
        String quorum,
        Margin margin,
        @Nullable Threshold threshold,
        Kind judge,
        Proof proof,
        long minSamples,
        int looks) {
    /** How a comparison is made. */
    public enum Kind {
        SEQUENTIAL,
        GROUP_SEQUENTIAL,
        FIXED_HORIZON
    }

    /** Whether the run may end without proof that the margin is kept. */
    public enum Proof {
        NOT_REQUIRED,
        REQUIRED
    }
}
