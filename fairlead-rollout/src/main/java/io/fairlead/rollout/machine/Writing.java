package io.fairlead.rollout.machine;

import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.PlanStep;

/** What becomes of a run when its Rollout or its weights are written by someone else. */
final class Writing {
    private Writing() {}

    /** Takes the newest Rollout: a new run for another release, else the same run with other steps and policies. */
    static void take(Turn turn, Plan plan) {
        RunState state = turn.state();
        boolean deleted = state.reason() == Reason.DELETED;
        if (plan.equals(state.plan()) && !deleted) {
            return;
        }
        if (!deleted && plan.release().equals(state.plan().release())) {
            edit(turn, plan);
        } else if (plan.release().isBackToStable() && !state.phase().isFinal()) {
            turn.rollBack(Reason.BACK_TO_STABLE, "The candidate is the stable version again.");
            turn.set(turn.state().withPlan(plan));
        } else if (plan.release().isBackToStable()) {
            turn.set(state.withPlan(plan));
        } else {
            if (!state.phase().isFinal()) {
                turn.tell(
                        "Superseded",
                        state.plan().release().candidate() + " makes way for "
                                + plan.release().candidate() + ".");
            }
            turn.set(RunState.first(state.run() + 1, plan, state.order() + 1));
            turn.tell("Started", turn.state().message());
        }
    }

    /**
     * Other steps or policies for the same release. The weight never jumps: the run stays in its step, as the new list has it
     * or, if its weight is not listed any more, as it was, and goes on with the first listed weight above.
     */
    private static void edit(Turn turn, Plan plan) {
        RunState state = turn.state();
        String text = "The Rollout was edited.";
        PlanStep same = plan.stepAt(state.weight());
        RunState edited = state.withPlan(plan);
        if (same != null && state.step() != null) {
            edited = edited.inStep(same);
        }
        turn.set(edited);
        turn.tell("SpecEdited", text);
    }

    /** Someone else put another weight into force. */
    static void edited(Turn turn, Event.ForeignEdit edit) {
        RunState state = turn.state();
        if (edit.weight() == state.weight()) {
            return;
        }
        String text = edit.by() + " set the weight to " + Turn.percent(edit.weight()) + ", ordered was "
                + Turn.percent(state.weight()) + ".";
        turn.tell("ForeignEdit", text);
        if (state.phase().isFinal() || state.plan().policies().onForeignEdit() == Plan.ForeignEdit.RESTORE) {
            turn.set(state.ordering(state.weight()));
        } else if (state.plan().policies().onForeignEdit() == Plan.ForeignEdit.PAUSE) {
            turn.set(state.adopting(edit.weight()));
            turn.pause(Reason.FOREIGN_EDIT, text);
        } else {
            adopt(turn, edit.weight(), text);
        }
    }

    private static void adopt(Turn turn, int weight, String text) {
        RunState state = turn.state();
        PlanStep listed = state.plan().stepAt(weight);
        PlanStep step = state.step();
        PlanStep under = listed != null || step == null
                ? listed
                : new PlanStep(weight, step.duration(), step.minSamples(), step.maxWait(), step.gate());
        long order = state.order();
        turn.set(state.entering(under, weight)
                .withOrder(order)
                .adopting(weight)
                .with(state.phase(), Reason.FOREIGN_EDIT, text));
    }
}
