package io.fairlead.rollout.machine;

import io.fairlead.rollout.machine.Command.Verb;
import io.fairlead.rollout.spec.PlanStep;
import java.util.Objects;

/** What people ask for. Each command may be repeated: the second time it changes nothing. */
final class Commands {
    private Commands() {}

    static void obey(Turn turn, Command command) {
        Phase phase = turn.state().phase();
        Verb verb = command.verb();
        if (verb == Verb.UNDO) {
            undo(turn, command);
        } else if (phase.isFinal()) {
            boolean done =
                    verb == Verb.ABORT && phase == Phase.ROLLED_BACK || verb == Verb.PROMOTE && phase == Phase.PROMOTED;
            if (!done) {
                turn.refuse("The run is over: " + phase + ".");
            }
        } else {
            switch (verb) {
                case PAUSE -> pause(turn, command);
                case RESUME -> resume(turn, command);
                case APPROVE -> approve(turn, command);
                case PROMOTE -> promote(turn, command);
                case SKIP -> skip(turn, command);
                case ABORT -> turn.rollBack(Reason.COMMAND_ABORT, told(command));
                default -> throw new AssertionError("no rule for " + verb);
            }
        }
    }

    private static String told(Command command) {
        String why = command.why().isEmpty() ? "." : ": " + command.why();
        return command.user() + " asked to " + command.verb().word() + why;
    }

    private static void pause(Turn turn, Command command) {
        if (turn.state().phase() != Phase.PAUSED) {
            turn.pause(Reason.COMMAND_PAUSE, told(command));
        }
    }

    private static void resume(Turn turn, Command command) {
        RunState state = turn.state();
        if (state.phase() != Phase.PAUSED) {
            turn.refuse("The run is not paused.");
            return;
        }
        RunState resumed = state.resumed(Reason.COMMAND_RESUME, told(command));
        // What paused the run by counting requests would do so again at once.
        turn.set(state.reason() == Reason.SAMPLE_RATIO_MISMATCH ? resumed.withTraffic(RunState.Traffic.NONE) : resumed);
        if (state.reason() == Reason.INCONCLUSIVE) {
            PlanStep step = state.step();
            if (step != null) {
                turn.set(turn.state().withClocks(RunState.Clocks.ZERO));
            }
        }
        turn.tell("Resumed", told(command));
    }

    private static void approve(Turn turn, Command command) {
        RunState state = turn.state();
        PlanStep step = state.step();
        if (state.phase() != Phase.GATED || step == null) {
            turn.refuse("The run is at no gate.");
        } else if (command.user().isEmpty()
                || command.user().equals(state.plan().proposer())) {
            turn.refuse("Who proposed the release cannot approve it.");
        } else if (!state.approvals().contains(command.user())) {
            RunState approved = state.approvedBy(command.user());
            int needed = Objects.requireNonNull(step.gate()).approvals();
            turn.set(approved);
            turn.tell("Approved", told(command));
            if (approved.approvals().size() >= needed) {
                turn.leaveStep(Reason.STEP);
            }
        }
    }

    private static void promote(Turn turn, Command command) {
        RunState state = turn.state();
        turn.tell("PromoteAsked", told(command));
        if (state.phase() == Phase.BAKING || state.plan().bake() == null) {
            turn.promote(Reason.COMMAND_PROMOTE);
        } else {
            turn.set(state.with(Phase.PROGRESSING, Reason.COMMAND_PROMOTE, told(command)));
            turn.complete(Reason.COMMAND_PROMOTE);
        }
    }

    private static void skip(Turn turn, Command command) {
        if (turn.state().phase() == Phase.PENDING) {
            turn.refuse("The candidate is not ready.");
        } else if (turn.state().phase() == Phase.GATED) {
            turn.refuse("A gate is passed by approvals only.");
        } else {
            turn.tell("Skipped", told(command));
            turn.leaveStep(Reason.COMMAND_SKIP);
        }
    }

    private static void undo(Turn turn, Command command) {
        Phase phase = turn.state().phase();
        if (phase == Phase.PROMOTED || phase == Phase.BAKING) {
            turn.rollBack(Reason.COMMAND_UNDO, told(command));
        } else if (phase != Phase.ROLLED_BACK) {
            turn.refuse(
                    phase == Phase.SUPERSEDED
                            ? "Another release is under way."
                            : "Nothing is promoted yet; abort instead.");
        }
    }
}
