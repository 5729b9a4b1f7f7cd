package io.fairlead.rollout.machine;

import io.fairlead.rollout.metric.Reading;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.PlanStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens next in a release: a pure function of the state, the event and the time, so that what is stored can be
 * replayed. It reads no clock: elapsed time comes with {@link Event.Observed}, from a clock that only goes forward, and
 * {@code at} is only noted.
 *
 * <p>Whatever is done to the traffic is an order: a weight with a number that grows. A run is never further than its last
 * order, and an order is carried out once however often it is repeated.
 */
public final class RolloutMachine {
    private RolloutMachine() {}

    /**
     * The transition that an event causes.
     *
     * @param state null if there has been no run of this Rollout
     * @throws IllegalArgumentException for an event other than {@link Event.Written} where there is no state
     */
    public static Transition next(@Nullable RunState state, Event event, Instant at) {
        if (state == null) {
            if (!(event instanceof Event.Written written)) {
                throw new IllegalArgumentException("there is no run yet: " + event);
            }
            RunState first = RunState.first(1, written.plan(), 1);
            return new Transition(
                    at, null, event, first, List.of(new Transition.Notice("Started", first.message())), null);
        }
        Turn turn = new Turn(state);
        if (event instanceof Event.Observed observed) {
            observe(turn, observed);
        } else if (event instanceof Event.InForce inForce) {
            if (inForce.weight() == state.weight() && !state.inForce()) {
                turn.set(state.nowInForce());
            }
        } else if (event instanceof Event.Written written) {
            Writing.take(turn, written.plan());
        } else if (event instanceof Event.Deleted) {
            delete(turn);
        } else if (event instanceof Event.Asked asked) {
            Commands.obey(turn, asked.command());
        } else if (event instanceof Event.ForeignEdit edit) {
            Writing.edited(turn, edit);
        } else {
            throw new AssertionError("no rule for " + event.getClass());
        }
        return new Transition(at, state, event, turn.state(), turn.notices(), turn.refusal());
    }

    private static void delete(Turn turn) {
        if (!turn.state().phase().isFinal()) {
            turn.rollBack(Reason.DELETED, "The Rollout was deleted.");
        }
    }

    private static void observe(Turn turn, Event.Observed seen) {
        Phase phase = turn.state().phase();
        if (phase.isFinal()) {
            return;
        }
        if (phase == Phase.PENDING) {
            begin(turn, seen.readiness());
            return;
        }
        if (seen.hardFailure() != null) {
            fail(turn, Reason.HARD_FAILURE, seen.hardFailure());
            return;
        }
        RunState.Traffic before = turn.state().traffic();
        if (turn.state().inForce()) {
            turn.set(turn.state()
                    .withTraffic(new RunState.Traffic(
                            before.baseline() + seen.baselineRequests(),
                            before.candidate() + seen.candidateRequests())));
            Watch.takeIn(turn, seen.readings());
        }
        String failure = Watch.failure(turn);
        if (failure != null) {
            fail(turn, Reason.GUARD_FAILED, failure);
        } else if (turn.state().phase() != Phase.PAUSED) {
            goOn(turn, seen);
        }
    }

    private static void begin(Turn turn, Event.Readiness readiness) {
        RunState state = turn.state();
        if (readiness == Event.Readiness.NOT_READY) {
            if (state.reason() != Reason.CANDIDATE_NOT_READY) {
                String text = "The candidate has no endpoint that is ready.";
                turn.set(state.with(Phase.PENDING, Reason.CANDIDATE_NOT_READY, text));
                turn.tell("Waiting", text);
            }
            return;
        }
        turn.enter(state.plan().steps().get(0), Reason.STEP);
    }

    private static void fail(Turn turn, Reason why, String text) {
        boolean baking = turn.state().phase() == Phase.BAKING || turn.state().paused() == Phase.BAKING;
        turn.rollBack(baking ? Reason.BAKE_REGRESSION : why, text);
    }

    /** No guard speaks against the candidate: does time go on, and is it time for the next step? */
    private static void goOn(Turn turn, Event.Observed seen) {
        RunState state = turn.state();
        String mismatch = Watch.mismatch(state);
        if (mismatch != null) {
            turn.pause(Reason.SAMPLE_RATIO_MISMATCH, mismatch);
            return;
        }
        Reading.Missing missing = Watch.missing(state);
        if (missing != null && missing.isMistake()) {
            turn.pause(Reason.BAD_QUERY, missing.detail());
        } else if (state.phase() == Phase.GATED) {
            waitAtGate(turn, seen.elapsed());
        } else if (missing != null) {
            hold(turn, missing, seen.elapsed());
        } else if (state.inForce()) {
            advance(turn, seen.elapsed());
        }
    }

    private static void hold(Turn turn, Reading.Missing missing, Duration elapsed) {
        RunState state = turn.state();
        boolean held = state.phase() == Phase.HOLDING;
        Duration hold = held ? state.clocks().hold().plus(elapsed) : Duration.ZERO;
        RunState.Clocks clocks =
                new RunState.Clocks(state.clocks().step(), hold, state.clocks().gate());
        if (hold.compareTo(state.plan().policies().maxHold()) >= 0 && held) {
            turn.set(state.withClocks(clocks));
            turn.pause(Reason.NO_DATA, "For " + hold + " there was no data. " + missing.detail());
            return;
        }
        if (!held) {
            Phase before = state.phase();
            turn.set(state.withClocks(clocks)
                    .with(Phase.HOLDING, Reason.HOLD_NO_DATA, missing.detail())
                    .interrupting(before));
            turn.tell("Holding", missing.detail());
            return;
        }
        turn.set(state.withClocks(clocks));
    }

    private static void advance(Turn turn, Duration elapsed) {
        RunState state = turn.state();
        if (state.phase() == Phase.HOLDING) {
            turn.tell("DataReturned", "The measurements are back.");
            state = state.with(state.interrupted(), Reason.STEP, "The measurements are back.")
                    .interrupting(null);
            turn.set(state);
        }
        Duration step = state.clocks().step().plus(elapsed);
        state = state.withClocks(new RunState.Clocks(step, Duration.ZERO, Duration.ZERO));
        turn.set(state);
        if (state.phase() == Phase.BAKING) {
            Plan.Bake bake = state.plan().bake();
            if (bake == null || step.compareTo(bake.duration()) >= 0) {
                turn.promote(Reason.COMPLETED);
            }
            return;
        }
        PlanStep under = state.step();
        if (under == null) {
            turn.leaveStep(Reason.STEP);
            return;
        }
        String waiting = Watch.incomplete(state, under);
        if (waiting == null) {
            finishStep(turn, under);
        } else if (under.maxWait() != null && step.compareTo(under.maxWait()) >= 0) {
            if (turn.resolve(state.plan().policies().onInconclusive(), Reason.INCONCLUSIVE, waiting)) {
                finishStep(turn, under);
            }
        }
    }

    private static void finishStep(Turn turn, PlanStep step) {
        PlanStep.Gate gate = step.gate();
        if (gate == null) {
            turn.leaveStep(turn.state().plan().stepAbove(step.weight()) == null ? Reason.COMPLETED : Reason.STEP);
            return;
        }
        String text = "The step is done; " + gate.approvals() + " approvals are needed to go on.";
        turn.set(turn.state().with(Phase.GATED, Reason.GATE, text));
        turn.tell("GateReached", text);
    }

    private static void waitAtGate(Turn turn, Duration elapsed) {
        RunState state = turn.state();
        PlanStep step = state.step();
        PlanStep.Gate gate = step == null ? null : step.gate();
        Duration waited = state.clocks().gate().plus(elapsed);
        turn.set(state.withClocks(
                new RunState.Clocks(state.clocks().step(), state.clocks().hold(), waited)));
        if (gate == null || gate.expiry() == null || waited.compareTo(gate.expiry()) < 0) {
            return;
        }
        String text = "The gate expired after " + gate.expiry() + " with "
                + state.approvals().size() + " of " + gate.approvals() + " approvals.";
        if (turn.resolve(gate.onExpiry(), Reason.GATE_EXPIRED, text)) {
            turn.leaveStep(Reason.GATE_EXPIRED);
        }
    }
}
