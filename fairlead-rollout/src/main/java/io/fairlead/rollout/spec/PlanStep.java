package io.fairlead.rollout.spec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One weight, and when to leave it.
 *
 * @param weight hundredths of a percent, 0 to 10000
 * @param duration how long at least
 * @param minSamples how many requests of the candidate at least
 * @param maxWait when the step is given up as inconclusive, null for never
 * @param gate who must agree before the next step, null for nobody
 */
public record PlanStep(
        int weight,
        Duration duration,
        long minSamples,
        @Nullable Duration maxWait,
        @Nullable Gate gate) {
    /** All traffic. */
    public static final int ALL = 10_000;

    public PlanStep {
        if (weight < 0 || weight > ALL) {
            throw new IllegalArgumentException("a weight is 0 to 10000: " + weight);
        }
    }

    /**
     * A decision by people.
     *
     * @param approvals 1 or more
     * @param expiry null for never
     */
    public record Gate(int approvals, @Nullable Duration expiry, Resolution onExpiry) {}

    /** What happens where the measurements do not decide. */
    public enum Resolution {
        /** The run waits for a person. */
        PAUSE,
        /** All traffic goes back. */
        ROLLBACK,
        /** The run goes on. */
        PROCEED
    }
}
