package io.fairlead.rollout.control;

import io.fairlead.rollout.judge.Counts;
import io.fairlead.rollout.judge.FailFast;
import io.fairlead.rollout.metric.LiveStatistics;
import io.fairlead.rollout.metric.Reading;
import io.fairlead.rollout.spec.GuardPlan;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.Release;
import io.fairlead.rollout.spec.SourcePlan;
import io.fairlead.rollout.spec.Version;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy counted for one run since its last stored state. Reading it takes nothing away: {@link #keep} does, once the
 * state that includes it is stored.
 */
final class LiveCounts {
    private static final int HARD = 500;

    private final LiveStatistics statistics;
    private final Map<String, long[]> kept = new HashMap<>();
    private Map<String, long[]> now = new HashMap<>();
    private FailFast failFast = new FailFast();
    private long @Nullable [] fast;

    LiveCounts(LiveStatistics statistics) {
        this.statistics = statistics;
    }

    /** Everything counted so far is of no concern: a weight has just come into force. */
    void restart(Plan plan) {
        now = look(plan);
        keep();
        failFast = new FailFast();
        fast = null;
    }

    /** Looks at the counters. */
    void read(Plan plan) {
        now = look(plan);
    }

    /** What was read last is in the stored state. */
    void keep() {
        kept.clear();
        kept.putAll(now);
    }

    private Map<String, long[]> look(Plan plan) {
        Map<String, long[]> counts = new HashMap<>();
        Release release = plan.release();
        counts.put("", new long[] {requests(release.stable()), 0, requests(release.candidate()), 0});
        for (GuardPlan guard : plan.guards()) {
            if (guard.source().isLive()) {
                counts.put(guard.name(), new long[] {
                    requests(release.stable()),
                    bad(guard.source(), release.stable()),
                    requests(release.candidate()),
                    bad(guard.source(), release.candidate())
                });
            }
        }
        return counts;
    }

    private long requests(Version version) {
        return statistics.requests(version);
    }

    private long bad(SourcePlan source, Version version) {
        if (source instanceof SourcePlan.Errors errors) {
            return statistics.failures(version, errors.fromStatus());
        }
        if (source instanceof SourcePlan.Slow slow) {
            return statistics.slow(version, slow.than());
        }
        throw new IllegalArgumentException("not counted by the proxy: " + source);
    }

    /** The baseline's and the candidate's requests since the stored state. */
    long[] traffic() {
        long[] seen = now.getOrDefault("", new long[4]);
        long[] before = kept.getOrDefault("", new long[4]);
        return new long[] {seen[0] - before[0], seen[2] - before[2]};
    }

    /** The readings of the live guards since the stored state. */
    Map<String, Reading> readings() {
        Map<String, Reading> readings = new HashMap<>();
        now.forEach((name, seen) -> {
            if (!name.isEmpty()) {
                long[] before = kept.getOrDefault(name, seen);
                Counts baseline = counts(seen[0] - before[0], seen[1] - before[1]);
                Counts candidate = counts(seen[2] - before[2], seen[3] - before[3]);
                readings.put(name, Reading.Rates.of(baseline, candidate));
            }
        });
        return readings;
    }

    /** Counters of several threads are read one after the other, so a bad request may be seen before it is counted at all. */
    private static Counts counts(long requests, long bad) {
        return new Counts(Math.max(0, requests), Math.max(0, Math.min(requests, bad)));
    }

    /** Looks whether nearly every request of the candidate fails; the text about it, null if not. */
    @Nullable
    String hardFailure(Release release) {
        long[] seen = {
            statistics.requests(release.stable()),
            statistics.failures(release.stable(), HARD),
            statistics.requests(release.candidate()),
            statistics.failures(release.candidate(), HARD)
        };
        long[] before = fast;
        fast = seen;
        if (before == null) {
            return null;
        }
        boolean alarm = failFast.observe(
                counts(seen[0] - before[0], seen[1] - before[1]), counts(seen[2] - before[2], seen[3] - before[3]));
        return alarm ? "Nearly every request of " + release.candidate() + " fails." : null;
    }
}
