package io.fairlead.rollout.machine;

import io.fairlead.rollout.judge.Counts;
import io.fairlead.rollout.judge.FixedHorizon;
import io.fairlead.rollout.judge.GroupSequential;
import io.fairlead.rollout.judge.Outcome;
import io.fairlead.rollout.judge.RateEvidence;
import io.fairlead.rollout.judge.SequentialRates;
import io.fairlead.rollout.judge.Spending;
import io.fairlead.rollout.judge.Threshold;
import io.fairlead.rollout.judge.Verdict;
import io.fairlead.rollout.spec.GuardPlan;
import io.fairlead.rollout.spec.Plan;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges one guard by what is known to it. */
final class GuardJudge {
    /** The probability of passing a candidate that is worse than the margin. */
    static final double PASS_ALPHA = 0.05;

    /** An interval is shown anew after so many times the samples. */
    private static final double NEWS = 1.05;

    private GuardJudge() {}

    /** What the guard's evidence says now; {@link Outcome#NO_DATA} before there is any. */
    static Verdict judge(Plan plan, GuardPlan guard, GuardState known) {
        Threshold threshold = guard.threshold();
        if (threshold != null && known.value() != null) {
            return threshold.judge(known.value(), 0);
        }
        Verdict worst = null;
        int segments = known.evidence().size();
        for (Map.Entry<String, RateEvidence> entry : known.evidence().entrySet()) {
            Verdict verdict = threshold == null
                    ? compare(plan, guard, entry.getValue(), known, segments)
                    : share(threshold, guard, entry.getValue());
            if (!entry.getKey().isEmpty()) {
                verdict = verdict.because("This is about " + entry.getKey() + ".");
            }
            worst = worse(worst, verdict);
        }
        return worst == null ? Verdict.without(Outcome.NO_DATA, "none", "There is no measurement yet.") : worst;
    }

    private static Verdict worse(@Nullable Verdict before, Verdict now) {
        return before == null || rank(now.outcome()) > rank(before.outcome()) ? now : before;
    }

    private static int rank(Outcome outcome) {
        return switch (outcome) {
            case FAIL -> 4;
            case ERROR -> 3;
            case NO_DATA -> 2;
            case INCONCLUSIVE -> 1;
            case PASS -> 0;
        };
    }

    /** The candidate's own share of bad requests against fixed limits, once there are enough of them. */
    private static Verdict share(Threshold threshold, GuardPlan guard, RateEvidence evidence) {
        Counts candidate = evidence.candidate();
        if (candidate.requests() < Math.max(1, guard.minSamples())) {
            return Verdict.without(
                    Outcome.NO_DATA,
                    "threshold",
                    candidate.requests() + " of " + Math.max(1, guard.minSamples()) + " samples are there.");
        }
        return threshold.judge(candidate.rate(), candidate.requests());
    }

    private static Verdict compare(Plan plan, GuardPlan guard, RateEvidence evidence, GuardState known, int segments) {
        double alpha = plan.alphaOfGuard()
                / (segments > 1 || !known.evidence().containsKey("") ? GuardState.MOST_SEGMENTS : 1);
        Counts baseline = evidence.baseline();
        Counts candidate = evidence.candidate();
        return switch (guard.judge()) {
            case SEQUENTIAL ->
                candidate.requests() < guard.minSamples()
                        ? Verdict.without(
                                Outcome.NO_DATA,
                                "sequential test of two rates",
                                candidate.requests() + " of " + guard.minSamples() + " samples are there.")
                        : sequential(new SequentialRates(guard.margin(), alpha, PASS_ALPHA), evidence, known);
            case GROUP_SEQUENTIAL ->
                new GroupSequential(
                                Spending.OBRIEN_FLEMING,
                                guard.margin(),
                                // Only the harmful side rolls back, and it has half of the two-sided probability.
                                Math.min(0.5, 2 * alpha),
                                guard.minSamples(),
                                guard.looks())
                        .judge(baseline, candidate, known.look());
            case FIXED_HORIZON ->
                known.look() > 0 && known.verdict() != null
                        ? known.verdict()
                        : new FixedHorizon(guard.margin(), alpha, guard.minSamples()).rates(baseline, candidate);
        };
    }

    /** The interval costs much more than the outcome, so it is computed anew only when it has something new to say. */
    private static Verdict sequential(SequentialRates judge, RateEvidence evidence, GuardState known) {
        Verdict before = known.verdict();
        if (before != null
                && known.evidence().size() == 1
                && before.outcome() == judge.outcome(evidence)
                && evidence.candidate().requests() < NEWS * before.candidateSamples()) {
            return before;
        }
        return judge.judge(evidence);
    }
}
