package io.fairlead.rollout.control;

import io.fairlead.rollout.machine.Command;
import io.fairlead.rollout.machine.Event;
import io.fairlead.rollout.machine.Phase;
import io.fairlead.rollout.machine.RolloutMachine;
import io.fairlead.rollout.machine.RunState;
import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.metric.Reading;
import io.fairlead.rollout.spec.GuardPlan;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.write.TrafficTarget;
import io.fairlead.rollout.write.WeightOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the run of one Rollout: feeds the machine with what happens, stores what it says, and only then acts on it.
 *
 * <p>Most looks change nothing but clocks and counts. Those are not stored each time: what was seen adds up until a look
 * changes something, or a second has passed, so a crash costs a run a second of its clock at most, and never shortens a step.
 */
final class RunDriver {
    private static final Logger LOG = LoggerFactory.getLogger(RunDriver.class);
    private static final long JUDGE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long STORE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Environment env;
    private final LiveCounts live;
    private final Map<String, Reading> pending = new HashMap<>();
    private List<SourcePoll> polls = new ArrayList<>();
    private RunState state;
    private long storedNanos;
    private long judgedNanos;
    private long orderedNanos;
    private @Nullable CompletableFuture<Void> ordering;
    private long orderSent;

    /** Drives a run from its stored state on. */
    RunDriver(Environment env, RunState state) {
        this.env = env;
        this.state = state;
        this.live = new LiveCounts(env.statistics());
        resume();
    }

    /** What was not stored is not known any more: the clocks and counts go on from here. */
    private void resume() {
        long now = env.nanos().getAsLong();
        storedNanos = now;
        judgedNanos = now;
        orderSent = -1;
        polls = polls(state.plan(), now);
        live.restart(state.plan());
        send(now);
    }

    private List<SourcePoll> polls(Plan plan, long now) {
        List<SourcePoll> made = new ArrayList<>();
        for (GuardPlan guard : plan.guards()) {
            if (!guard.source().isLive()) {
                made.add(new SourcePoll(guard, env.sources(), now));
            }
        }
        return made;
    }

    RunState state() {
        return state;
    }

    /** Takes one look. */
    void tick(long now) {
        followOrder(now);
        if (state.phase().isFinal()) {
            keepInForce(now);
            return;
        }
        if (state.inForce() && keepInForce(now)) {
            return;
        }
        String hardFailure = null;
        if (state.inForce() && state.phase().isWatched()) {
            hardFailure = live.hardFailure(state.plan().release());
            for (SourcePoll poll : polls) {
                Reading reading = poll.poll(state.plan().release(), now);
                if (reading != null) {
                    pending.put(poll.guard().name(), reading);
                }
            }
        }
        if (hardFailure != null || !pending.isEmpty() || now - judgedNanos >= JUDGE_NANOS) {
            judgedNanos = now;
            look(now, hardFailure);
        }
    }

    private void look(long now, @Nullable String hardFailure) {
        Map<String, Reading> readings = new HashMap<>(pending);
        long[] traffic = {0, 0};
        if (state.inForce()) {
            live.read(state.plan());
            readings.putAll(live.readings());
            traffic = live.traffic();
        }
        Event.Readiness readiness =
                state.phase() != Phase.PENDING || env.target().isReady(order())
                        ? Event.Readiness.READY
                        : Event.Readiness.NOT_READY;
        Event.Observed seen = new Event.Observed(
                Duration.ofNanos(now - storedNanos), readiness, traffic[0], traffic[1], hardFailure, readings);
        Transition transition = RolloutMachine.next(state, seen, env.wall().instant());
        if (transition.isNotable() || !pending.isEmpty() || now - storedNanos >= STORE_NANOS) {
            commit(transition, now);
        }
    }

    /** Lets something else happen to the run. */
    Transition happen(Event event) {
        long now = env.nanos().getAsLong();
        Transition transition = RolloutMachine.next(state, event, env.wall().instant());
        if (transition.isNotable()) {
            settle(now);
            transition = RolloutMachine.next(state, event, env.wall().instant());
            commit(transition, now);
        }
        return transition;
    }

    /** Stores the time and the counts up to now, so that what follows begins with them. */
    private void settle(long now) {
        if (!state.phase().isFinal() && now - storedNanos >= JUDGE_NANOS) {
            look(now, null);
        }
    }

    /**
     * Stores a transition, and then does what it says. Only taking traffic back comes before storing, since a slow disk must not
     * keep a broken candidate in service: a crash in between leads to the same alarm again.
     */
    private void commit(Transition transition, long now) {
        boolean takesBack = transition.after().weight() < state.weight();
        if (takesBack) {
            ordering = env.target().apply(order(transition.after()));
            orderSent = transition.after().order();
            orderedNanos = now;
        }
        env.store().append(transition);
        boolean planChanged = !transition.after().plan().equals(state.plan());
        boolean nowInForce = transition.after().inForce() && !state.inForce();
        state = transition.after();
        storedNanos = now;
        pending.clear();
        live.keep();
        if (planChanged) {
            polls = polls(state.plan(), now);
        }
        if (nowInForce || planChanged) {
            live.restart(state.plan());
            polls.forEach(poll -> poll.restart(now));
        }
        tell(transition);
        if (takesBack) {
            followOrder(now);
        } else if (transition.ordersWeight()) {
            send(now);
        }
    }

    private void tell(Transition transition) {
        for (Transition.Notice notice : transition.notices()) {
            env.listener()
                    .happened(new RolloutEvent(
                            transition.at(),
                            state.plan().name(),
                            state.run(),
                            notice.name(),
                            notice.text(),
                            state.phase(),
                            state.reason(),
                            state.weight()));
        }
        if (transition.event() instanceof Event.Asked asked) {
            Command command = asked.command();
            env.listener()
                    .asked(new AuditEntry(
                            transition.at(),
                            state.plan().name(),
                            command.user(),
                            command.verb().word(),
                            command.why(),
                            transition.refusal() == null ? "done" : transition.refusal()));
        }
        env.listener().changed(transition);
    }

    private WeightOrder order() {
        return order(state);
    }

    private static WeightOrder order(RunState of) {
        return new WeightOrder(
                of.plan().name(), of.order(), of.plan().routes(), of.plan().release(), of.weight());
    }

    private void send(long now) {
        ordering = env.target().apply(order());
        orderSent = state.order();
        orderedNanos = now;
        followOrder(now);
    }

    /** Notes that an order is in force, or sends it again if it failed. */
    private void followOrder(long now) {
        CompletableFuture<Void> sent = ordering;
        if (sent == null || !sent.isDone()) {
            return;
        }
        if (sent.isCompletedExceptionally()) {
            if (now - orderedNanos >= RETRY_NANOS) {
                LOG.warn(
                        "rollout.order.repeated rollout={} order={}",
                        state.plan().name(),
                        state.order());
                send(now);
            }
            return;
        }
        ordering = null;
        if (!state.inForce() && orderSent == state.order()) {
            commit(
                    RolloutMachine.next(
                            state, new Event.InForce(state.weight()), env.wall().instant()),
                    now);
        }
    }

    /** Looks whether someone else changed the weights. True if so: what was seen meanwhile is dropped. */
    private boolean keepInForce(long now) {
        if (!state.inForce() || ordering != null) {
            return false;
        }
        Optional<TrafficTarget.Seen> seen = env.target().observe(order());
        if (seen.isEmpty() || seen.get().candidateWeight() == state.weight()) {
            return false;
        }
        pending.clear();
        live.restart(state.plan());
        polls.forEach(poll -> poll.restart(now));
        String by = seen.get().changedBy().isEmpty() ? "Someone" : seen.get().changedBy();
        Event edit = new Event.ForeignEdit(seen.get().candidateWeight(), by);
        commit(RolloutMachine.next(state, edit, env.wall().instant()), now);
        return true;
    }
}
