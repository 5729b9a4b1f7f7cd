package io.fairlead.rollout.control;

import io.fairlead.rollout.machine.Phase;
import io.fairlead.rollout.machine.Reason;
import java.time.Instant;

/**
 * Something that happened to a run, for people and for other programs.
 *
 * @param name for example {@code StepStarted}
 * @param weight of the candidate, in hundredths of a percent
 */
public record RolloutEvent(
        Instant at, String rollout, int run, String name, String text, Phase phase, Reason reason, int weight) {}
