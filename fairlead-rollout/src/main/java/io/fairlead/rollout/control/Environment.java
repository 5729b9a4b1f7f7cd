package io.fairlead.rollout.control;

import io.fairlead.rollout.metric.LiveStatistics;
import io.fairlead.rollout.metric.MetricSource;
import io.fairlead.rollout.spec.SourcePlan;
import io.fairlead.rollout.store.RolloutStore;
import io.fairlead.rollout.write.TrafficTarget;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a controller works with.
 *
 * @param nanos a clock that only goes forward, in nanoseconds; all durations are measured by it
 * @param wall the time of day, which is only noted
 * @param sources makes the source of a guard that is not live
 */
public record Environment(
        RolloutStore store,
        TrafficTarget target,
        LiveStatistics statistics,
        Function<SourcePlan, MetricSource> sources,
        LongSupplier nanos,
        InstantSource wall,
        RolloutListener listener) {}
