package io.fairlead.rollout.machine;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.fairlead.rollout.metric.Reading;
import io.fairlead.rollout.spec.Plan;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happens to a run. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Event {
    /** A Rollout was written, for the first time or anew. */
    record Written(Plan plan) implements Event {}

    /** The Rollout was deleted. */
    record Deleted() implements Event {}

    /** A person asks for something. */
    record Asked(Command command) implements Event {}

    /** The weight that was ordered is in force. */
    record InForce(int weight) implements Event {}

    /**
     * Someone else changed the weight.
     *
     * @param weight of the candidate, in hundredths of a percent
     * @param by who, as far as it is known
     */
    record ForeignEdit(int weight, String by) implements Event {}

    /**
     * Time passed, and this was seen in it.
     *
     * @param elapsed by a clock that only goes forward, since the event before
     * @param baselineRequests what the stable version got
     * @param candidateRequests what the candidate got
     * @param hardFailure whether nearly every request of the candidate fails
     * @param readings by the name of the guard; those that were not asked are missing
     */
    record Observed(
            Duration elapsed,
            Readiness readiness,
            long baselineRequests,
            long candidateRequests,
            @Nullable String hardFailure,
            Map<String, Reading> readings)
            implements Event {
        public Observed {
            readings = Collections.unmodifiableMap(new TreeMap<>(readings));
        }
    }

    /** Whether the candidate can take traffic. */
    enum Readiness {
        READY,
        NOT_READY
    }
}
