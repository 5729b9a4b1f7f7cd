package io.fairlead.rollout.control;

import io.fairlead.rollout.metric.MetricSource;
import io.fairlead.rollout.metric.Reading;
import io.fairlead.rollout.spec.GuardPlan;
import io.fairlead.rollout.spec.Release;
import io.fairlead.rollout.spec.SourcePlan;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The questions to the source of one guard: when the next is due, and what the last one gave. */
final class SourcePoll {
    private final GuardPlan guard;
    private final MetricSource source;
    private @Nullable CompletableFuture<Reading> asked;
    private long dueNanos;
    private boolean discard;

    SourcePoll(GuardPlan guard, Function<SourcePlan, MetricSource> sources, long now) {
        this.guard = guard;
        this.source = sources.apply(guard.source());
        this.dueNanos = now;
    }

    GuardPlan guard() {
        return guard;
    }

    /** Numbers from before now are of no concern; those from now on can be had after the source's lag. */
    void restart(long now) {
        source.restart();
        discard = asked != null;
        dueNanos = now + guard.source().lag().toNanos();
    }

    /** The answer that has come, null if none has; asks again when it is time. */
    @Nullable
    Reading poll(Release release, long now) {
        Reading answer = null;
        if (asked != null && asked.isDone()) {
            answer = discard ? null : asked.join();
            asked = null;
            discard = false;
        }
        if (asked == null && now - dueNanos >= 0) {
            dueNanos = now + guard.source().interval().toNanos();
            asked = source.read(release);
            if (asked.isDone()) {
                answer = asked.join();
                asked = null;
            }
        }
        return answer;
    }
}
