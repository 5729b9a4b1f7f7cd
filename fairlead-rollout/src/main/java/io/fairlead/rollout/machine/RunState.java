package io.fairlead.rollout.machine;

import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.PlanStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a run. Immutable; plain data, which is stored and shown as it is.
 *
 * @param run number of the run of this Rollout, from 1
 * @param plan the newest
 * @param step the step under way, which may have left the plan; null before the first
 * @param message what happened, for a person
 * @param weight of the candidate, as ordered, in hundredths of a percent
 * @param order grows with every order of a weight
 * @param inForce whether the order is known to be in force; time counts from then on
 * @param paused the phase that a pause or missing data interrupted, null if nothing did
 * @param clocks how long things have taken
 * @param traffic requests in the current step
 * @param approvals who agreed at the gate
 * @param guards by name
 */
public record RunState(
        int run,
        Plan plan,
        @Nullable PlanStep step,
        Phase phase,
        Reason reason,
        String message,
        int weight,
        long order,
        boolean inForce,
        @Nullable Phase paused,
        Clocks clocks,
        Traffic traffic,
        List<String> approvals,
        Map<String, GuardState> guards) {
    public RunState {
        approvals = List.copyOf(approvals);
        guards = Collections.unmodifiableMap(new TreeMap<>(guards));
    }

    /**
     * How long things have taken, by a clock that only goes forward and stands still while the engine is away.
     *
     * @param step in the step, without holds, gates and pauses; in the bake time
     * @param hold without data, in one go
     * @param gate at the gate
     */
    public record Clocks(Duration step, Duration hold, Duration gate) {
        static final Clocks ZERO = new Clocks(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** Requests of the two versions. */
    public record Traffic(long baseline, long candidate) {
        static final Traffic NONE = new Traffic(0, 0);
    }

    /** A run that has not begun. */
    static RunState first(int run, Plan plan, long order) {
        return new RunState(
                run,
                plan,
                null,
                Phase.PENDING,
                Reason.STARTED,
                "Run " + run + " releases " + plan.release().candidate() + ".",
                0,
                order,
                false,
                null,
                Clocks.ZERO,
                Traffic.NONE,
                List.of(),
                Map.of());
    }

    RunState with(Phase next, Reason why, String text) {
        return new RunState(
                run, plan, step, next, why, text, weight, order, inForce, paused, clocks, traffic, approvals, guards);
    }

    /** Paused, and back to where it was on resume. */
    RunState pausedFor(Reason why, String text) {
        Phase before = phase == Phase.PAUSED || phase == Phase.HOLDING ? interrupted() : phase;
        return new RunState(
                run,
                plan,
                step,
                Phase.PAUSED,
                why,
                text,
                weight,
                order,
                inForce,
                before,
                clocks,
                traffic,
                approvals,
                guards);
    }

    RunState resumed(Reason why, String text) {
        Phase back = interrupted();
        Clocks fresh = new Clocks(clocks.step(), Duration.ZERO, clocks.gate());
        return new RunState(
                run, plan, step, back, why, text, weight, order, inForce, null, fresh, traffic, approvals, guards);
    }

    RunState withPlan(Plan next) {
        return new RunState(
                run, next, step, phase, reason, message, weight, order, inForce, paused, clocks, traffic, approvals,
                guards);
    }

    RunState withClocks(Clocks next) {
        return new RunState(
                run, plan, step, phase, reason, message, weight, order, inForce, paused, next, traffic, approvals,
                guards);
    }

    RunState withTraffic(Traffic next) {
        return new RunState(
                run, plan, step, phase, reason, message, weight, order, inForce, paused, clocks, next, approvals,
                guards);
    }

    RunState withGuards(Map<String, GuardState> next) {
        return new RunState(
                run, plan, step, phase, reason, message, weight, order, inForce, paused, clocks, traffic, approvals,
                next);
    }

    RunState approvedBy(String user) {
        List<String> all = new ArrayList<>(approvals);
        all.add(user);
        return new RunState(
                run, plan, step, phase, reason, message, weight, order, inForce, paused, clocks, traffic, all, guards);
    }

    RunState nowInForce() {
        return new RunState(
                run, plan, step, phase, reason, message, weight, order, true, paused, clocks, traffic, approvals,
                guards);
    }

    /** A step that begins: its weight is ordered, and its clocks, requests and approvals start anew. */
    RunState entering(@Nullable PlanStep next, int ordered) {
        Map<String, GuardState> fresh = new TreeMap<>();
        guards.forEach((name, guard) -> fresh.put(name, guard.nextSegment()));
        return new RunState(
                run,
                plan,
                next,
                phase,
                reason,
                message,
                ordered,
                order + 1,
                false,
                null,
                Clocks.ZERO,
                Traffic.NONE,
                List.of(),
                fresh);
    }

    /** The same weight ordered anew, or another one, without a new step. */
    RunState ordering(int ordered) {
        return new RunState(
                run, plan, step, phase, reason, message, ordered, order + 1, false, paused, clocks, traffic, approvals,
                guards);
    }

    /** A weight that someone else put into force. */
    RunState adopting(int seen) {
        return new RunState(
                run, plan, step, phase, reason, message, seen, order, true, paused, clocks, traffic, approvals, guards);
    }

    /** The step under way as an edited plan has it. */
    RunState inStep(PlanStep next) {
        return new RunState(
                run, plan, next, phase, reason, message, weight, order, inForce, paused, clocks, traffic, approvals,
                guards);
    }

    /** With an order that was made before. */
    RunState withOrder(long number) {
        return new RunState(
                run, plan, step, phase, reason, message, weight, number, inForce, paused, clocks, traffic, approvals,
                guards);
    }

    /** Interrupted in a phase by missing data; null when it goes on. */
    RunState interrupting(@Nullable Phase before) {
        return new RunState(
                run, plan, step, phase, reason, message, weight, order, inForce, before, clocks, traffic, approvals,
                guards);
    }

    /** The phase that missing data, or a pause, interrupted. */
    Phase interrupted() {
        return paused == null ? Phase.PROGRESSING : paused;
    }

    /** The guards' state, a new one if it is not known yet. */
    GuardState guard(String name) {
        GuardState known = guards.get(name);
        return known == null ? GuardState.NEW : known;
    }
}
