package io.fairlead.rollout.control;

import io.fairlead.rollout.machine.Command;
import io.fairlead.rollout.machine.Event;
import io.fairlead.rollout.machine.RolloutMachine;
import io.fairlead.rollout.machine.RunState;
import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.spec.Plan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries all releases through. Everything happens in {@link #tick}, which its owner calls about every ten milliseconds, and
 * in the calls between; all on one thread.
 *
 * <p>Made anew after a crash, it goes on from the store: it sends every run's last order again, which changes nothing where it
 * is in force.
 */
public final class RolloutController {
    private final Environment env;
    private final Map<String, RunDriver> drivers = new TreeMap<>();

    /** Takes up all runs of the store. */
    public RolloutController(Environment env) {
        this.env = env;
        for (String name : env.store().names()) {
            RunState state = env.store().state(name);
            if (state != null && !isGone(state)) {
                drivers.put(name, new RunDriver(env, state));
            }
        }
    }

    private static boolean isGone(RunState state) {
        return state.reason() == io.fairlead.rollout.machine.Reason.DELETED;
    }

    /** Looks at every run once. */
    public void tick() {
        long now = env.nanos().getAsLong();
        for (RunDriver driver : drivers.values()) {
            driver.tick(now);
        }
    }

    /** Takes the Rollouts that there are now; runs of those that are gone end, and their routes get their own weights back. */
    public void write(Collection<Plan> plans) {
        Set<String> names = new HashSet<>();
        for (Plan plan : plans) {
            names.add(plan.name());
            write(plan);
        }
        for (String name : new ArrayList<>(drivers.keySet())) {
            if (!names.contains(name)) {
                delete(name);
            }
        }
    }

    private void write(Plan plan) {
        RunDriver driver = drivers.get(plan.name());
        if (driver != null) {
            driver.happen(new Event.Written(plan));
            return;
        }
        RunState known = env.store().state(plan.name());
        if (known == null && plan.release().isBackToStable()) {
            return;
        }
        Transition first =
                RolloutMachine.next(known, new Event.Written(plan), env.wall().instant());
        if (known != null && !first.isNotable()) {
            drivers.put(plan.name(), new RunDriver(env, known));
            return;
        }
        env.store().append(first);
        drivers.put(plan.name(), new RunDriver(env, first.after()));
        for (Transition.Notice notice : first.notices()) {
            RunState state = first.after();
            env.listener()
                    .happened(new RolloutEvent(
                            first.at(),
                            plan.name(),
                            state.run(),
                            notice.name(),
                            notice.text(),
                            state.phase(),
                            state.reason(),
                            state.weight()));
        }
        env.listener().changed(first);
    }

    private void delete(String name) {
        RunDriver driver = drivers.remove(name);
        if (driver != null) {
            driver.happen(new Event.Deleted());
            env.target().release(name);
        }
    }

    /**
     * Does what a person asks for.
     *
     * @return null if there is no such Rollout
     */
    public @Nullable Transition ask(String name, Command command) {
        RunDriver driver = drivers.get(name);
        if (driver == null) {
            return null;
        }
        Transition transition = driver.happen(new Event.Asked(command));
        if (!transition.isNotable()) {
            env.listener()
                    .asked(new AuditEntry(
                            transition.at(),
                            name,
                            command.user(),
                            command.verb().word(),
                            command.why(),
                            "unchanged"));
        }
        return transition;
    }

    /** Where every run stands. */
    public List<RunState> states() {
        return drivers.values().stream().map(RunDriver::state).toList();
    }

    /** Where a run stands, null if there is no such Rollout. */
    public @Nullable RunState state(String name) {
        RunDriver driver = drivers.get(name);
        return driver == null ? null : driver.state();
    }
}
