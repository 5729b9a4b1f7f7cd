package io.fairlead.rollout.machine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a run, with what caused it.
 *
 * @param at when, by the wall clock, for people only
 * @param before null for the first of all
 * @param after what holds now
 * @param notices what is worth telling, in order
 * @param refusal why nothing was done, null if it was
 */
public record Transition(
        Instant at,
        @Nullable RunState before,
        Event event,
        RunState after,
        List<Notice> notices,
        @Nullable String refusal) {
    public Transition {
        notices = List.copyOf(notices);
    }

    /** The same with another state before it. */
    public Transition after(@Nullable RunState previous) {
        return new Transition(at, previous, event, after, notices, refusal);
    }

    /** Whether a weight is to be put into force. */
    public boolean ordersWeight() {
        return after.order() != (before == null ? 0 : before.order());
    }

    /** Whether anything but clocks and counts changed. */
    public boolean isNotable() {
        return before == null
                || !notices.isEmpty()
                || refusal != null
                || ordersWeight()
                || before.phase() != after.phase()
                || before.inForce() != after.inForce()
                || !before.plan().equals(after.plan())
                || !before.approvals().equals(after.approvals());
    }

    /**
     * Something worth telling.
     *
     * @param name for programs, for example {@code StepReached}
     * @param text for people
     */
    public record Notice(String name, String text) {}
}
