package io.fairlead.rollout.machine;

import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.PlanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One event being worked on: the state as it becomes, and what is to be told. Lives for one call. */
final class Turn {
    private final List<Transition.Notice> notices = new ArrayList<>();
    private RunState state;
    private @Nullable String refusal;

    Turn(RunState state) {
        this.state = state;
    }

    RunState state() {
        return state;
    }

    void set(RunState next) {
        state = next;
    }

    List<Transition.Notice> notices() {
        return notices;
    }

    @Nullable
    String refusal() {
        return refusal;
    }

    /** Nothing is done, and this is why. */
    void refuse(String why) {
        refusal = why;
    }

    void tell(String name, String text) {
        notices.add(new Transition.Notice(name, text));
    }

    /** A share of traffic as people write it. */
    static String percent(int weight) {
        return String.format(
                Locale.ROOT,
                "%s %%",
                java.math.BigDecimal.valueOf(weight, 2).stripTrailingZeros().toPlainString());
    }

    /** Goes to a step and orders its weight. */
    void enter(PlanStep step, Reason why) {
        String text = "Step " + state.plan().position(step.weight()) + " of "
                + state.plan().steps().size() + ": " + percent(step.weight()) + " of the traffic to the candidate.";
        state = state.entering(step, step.weight()).with(Phase.PROGRESSING, why, text);
        tell("StepStarted", text);
    }

    /** Goes on behind the step under way: to the next, to the bake time, or to the end. */
    void leaveStep(Reason why) {
        PlanStep next = state.plan().stepAbove(state.weight());
        if (next != null) {
            enter(next, why);
        } else {
            complete(why);
        }
    }

    /** All steps are done. */
    void complete(Reason why) {
        Plan.Bake bake = state.plan().bake();
        if (bake == null || state.phase() == Phase.BAKING) {
            promote(why);
            return;
        }
        int weight = PlanStep.ALL - bake.holdout();
        String text = "All steps are done; watching for " + bake.duration() + " with the stable version ready.";
        boolean keeps = weight == state.weight() && state.inForce();
        RunState entered = state.entering(null, weight);
        state = (keeps ? entered.withOrder(state.order()).adopting(weight) : entered).with(Phase.BAKING, why, text);
        tell("BakeStarted", text);
    }

    void promote(Reason why) {
        String text = state.plan().release().candidate() + " is promoted.";
        if (state.weight() != PlanStep.ALL) {
            state = state.ordering(PlanStep.ALL);
        }
        state = state.with(Phase.PROMOTED, why, text);
        tell("Promoted", text);
    }

    /** All traffic goes back to the stable version, at once. */
    void rollBack(Reason why, String text) {
        if (state.weight() != 0) {
            state = state.ordering(0);
        }
        state = state.with(Phase.ROLLED_BACK, why, text);
        tell("RolledBack", text);
    }

    void pause(Reason why, String text) {
        state = state.pausedFor(why, text);
        tell("Paused", text);
    }

    /** Does what the plan says where measurements do not decide; PROCEED is left to the caller. */
    boolean resolve(PlanStep.Resolution resolution, Reason why, String text) {
        if (resolution == PlanStep.Resolution.PAUSE) {
            pause(why, text);
        } else if (resolution == PlanStep.Resolution.ROLLBACK) {
            rollBack(why, text);
        }
        return resolution == PlanStep.Resolution.PROCEED;
    }
}
