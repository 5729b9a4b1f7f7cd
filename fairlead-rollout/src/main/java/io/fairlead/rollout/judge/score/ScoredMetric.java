package io.fairlead.rollout.judge.score;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How Kayenta's judge takes one metric.
 *
 * @param name for reports
 * @param groups that its result counts in; empty means a group of its own name
 * @param direction which change is harm
 * @param missing what stands for a missing point
 * @param outlierFactor how many interquartile ranges beyond the quartiles a point is left out; null keeps all
 * @param effect how large a change must be
 */
public record ScoredMetric(
        String name,
        List<String> groups,
        Direction direction,
        Missing missing,
        @Nullable Double outlierFactor,
        Effect effect,
        Set<Trait> traits) {
    public ScoredMetric {
        groups = groups.isEmpty() ? List.of(name) : List.copyOf(groups);
        traits = Set.copyOf(traits);
    }

    /** A metric with Kayenta's defaults. */
    public static ScoredMetric of(String name, Direction direction) {
        return new ScoredMetric(name, List.of(), direction, Missing.REMOVE, null, Effect.DEFAULT, Set.of());
    }

    /** Which change is harm. */
    public enum Direction {
        INCREASE,
        DECREASE,
        EITHER
    }

    /** What stands for a missing point. */
    public enum Missing {
        /** Nothing. */
        REMOVE,
        /** Zero, for counters that are silent when there is nothing to count. */
        REPLACE
    }

    /** What else holds for a metric. */
    public enum Trait {
        /** If it fails, the whole score is 0. */
        CRITICAL,
        /** No data is a failure. */
        MUST_HAVE_DATA,
        /** It is shown and not counted. */
        MUTED
    }

    /**
     * How large a change must be to count.
     *
     * @param allowedIncrease null takes the value at which there is no change
     * @param allowedDecrease the same
     * @param criticalIncrease from where a critical metric fails the run; null for any
     * @param criticalDecrease the same
     */
    public record Effect(
            Measure measure,
            @Nullable Double allowedIncrease,
            @Nullable Double allowedDecrease,
            @Nullable Double criticalIncrease,
            @Nullable Double criticalDecrease) {
        /** Any change counts. */
        public static final Effect DEFAULT = new Effect(Measure.MEAN_RATIO, null, null, null, null);

        /** What is measured. */
        public enum Measure {
            /** The candidate's mean over the baseline's. */
            MEAN_RATIO,
            /** The probability that a point of the candidate is the larger one, half of that of equality added. */
            CLES
        }
    }
}
