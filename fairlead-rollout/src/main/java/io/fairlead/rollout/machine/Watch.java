package io.fairlead.rollout.machine;

import io.fairlead.rollout.judge.Outcome;
import io.fairlead.rollout.judge.SampleRatio;
import io.fairlead.rollout.judge.Verdict;
import io.fairlead.rollout.metric.Reading;
import io.fairlead.rollout.spec.GuardPlan;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.PlanStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What measurements do to a run. */
final class Watch {
    private static final SampleRatio SHARES = new SampleRatio(0.001);

    private Watch() {}

    /** Takes readings in and judges those guards that have new ones. */
    static void takeIn(Turn turn, Map<String, Reading> readings) {
        RunState state = turn.state();
        Map<String, GuardState> guards = new TreeMap<>(state.guards());
        for (GuardPlan guard : state.plan().guards()) {
            Reading reading = readings.get(guard.name());
            if (reading == null) {
                continue;
            }
            GuardState known = state.guard(guard.name());
            if (reading instanceof Reading.Missing missing) {
                guards.put(guard.name(), known.withMissing(missing));
                continue;
            }
            GuardState fed = reading instanceof Reading.Rates rates
                    ? known.plus(rates)
                    : known.withValue(((Reading.Value) reading).value());
            Verdict verdict = GuardJudge.judge(state.plan(), guard, fed);
            boolean noNewLook = verdict.look() > 0 && verdict.look() == known.look();
            guards.put(guard.name(), fed.withVerdict(noNewLook && known.verdict() != null ? known.verdict() : verdict));
        }
        turn.set(state.withGuards(guards));
    }

    /** The text about guards that speak against the candidate, null if none does, or not enough of a quorum. */
    static @Nullable String failure(Turn turn) {
        RunState state = turn.state();
        List<String> warnings = new ArrayList<>();
        for (GuardPlan guard : state.plan().guards()) {
            Verdict verdict = state.guard(guard.name()).verdict();
            if (verdict == null || verdict.outcome() != Outcome.FAIL) {
                continue;
            }
            String text = "Guard " + guard.name() + " failed: " + String.join(" ", verdict.reasons());
            if (guard.quorum().isEmpty()
                    || failing(state, guard.quorum()) * 2 > members(state.plan(), guard.quorum())) {
                return text;
            }
            warnings.add(text);
        }
        for (String warning : warnings) {
            if (!state.message().endsWith(warning)) {
                turn.tell("GuardOutvoted", warning);
                turn.set(state.with(state.phase(), state.reason(), "Outvoted: " + warning));
            }
        }
        return null;
    }

    private static long members(Plan plan, String quorum) {
        return plan.guards().stream()
                .filter(guard -> guard.quorum().equals(quorum))
                .count();
    }

    private static long failing(RunState state, String quorum) {
        return state.plan().guards().stream()
                .filter(guard -> guard.quorum().equals(quorum))
                .map(guard -> state.guard(guard.name()).verdict())
                .filter(verdict -> verdict != null && verdict.outcome() == Outcome.FAIL)
                .count();
    }

    /** The guard whose data is missing, null if all have some. A mistake in a query comes first. */
    static Reading.@Nullable Missing missing(RunState state) {
        Reading.Missing found = null;
        for (GuardPlan guard : state.plan().guards()) {
            Reading.Missing missing = state.guard(guard.name()).missing();
            if (missing != null && (found == null || missing.isMistake())) {
                found = new Reading.Missing(missing.kind(), "Guard " + guard.name() + ": " + missing.detail());
            }
        }
        return found;
    }

    /** Whether the traffic does not follow the weights; its text, null if it does or is not looked at. */
    static @Nullable String mismatch(RunState state) {
        if (!state.plan().policies().checkShares() || !state.inForce()) {
            return null;
        }
        RunState.Traffic traffic = state.traffic();
        Verdict verdict = SHARES.judge(traffic.baseline(), traffic.candidate(), (double) state.weight() / PlanStep.ALL);
        return verdict.outcome() == Outcome.FAIL ? verdict.reasons().get(0) : null;
    }

    /** Numbers come late by so much, so a step is seen to its end only after that. */
    private static Duration longestLag(Plan plan) {
        Duration longest = Duration.ZERO;
        for (GuardPlan guard : plan.guards()) {
            Duration lag = guard.source().lag();
            longest = lag.compareTo(longest) > 0 ? lag : longest;
        }
        return longest;
    }

    /** What a step still waits for, null if it is complete. */
    static @Nullable String incomplete(RunState state, PlanStep step) {
        Duration least = step.duration().plus(longestLag(state.plan()));
        if (state.clocks().step().compareTo(least) < 0) {
            return "The step, with the time its measurements take, lasts " + least + ".";
        }
        if (state.traffic().candidate() < step.minSamples()) {
            return "The candidate has had " + state.traffic().candidate() + " of " + step.minSamples() + " requests.";
        }
        boolean last = state.plan().stepAbove(step.weight()) == null;
        for (GuardPlan guard : state.plan().guards()) {
            GuardState known = state.guard(guard.name());
            if (!known.judgedInStep() && step.weight() > 0) {
                return "Guard " + guard.name() + " has not been measured in this step.";
            }
            Verdict verdict = known.verdict();
            boolean proved = verdict != null && verdict.outcome() == Outcome.PASS;
            if (last && guard.proof() == GuardPlan.Proof.REQUIRED && !proved) {
                return "Guard " + guard.name() + " is not proved to keep its margin.";
            }
        }
        return null;
    }
}
