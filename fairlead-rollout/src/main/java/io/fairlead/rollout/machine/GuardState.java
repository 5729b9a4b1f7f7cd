package io.fairlead.rollout.machine;

import io.fairlead.rollout.judge.Counts;
import io.fairlead.rollout.judge.RateEvidence;
import io.fairlead.rollout.judge.RateEvidence.Segment;
import io.fairlead.rollout.judge.Verdict;
import io.fairlead.rollout.metric.Reading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known to a guard.
 *
 * @param evidence counts since the run began, by segment label
 * @param value the newest number, null if the guard has none
 * @param missing why there is nothing newer, null if the newest reading was good
 * @param verdict the newest verdict, null before the first
 * @param look the planned look that was made last, 0 before the first
 * @param judgedInStep whether there was a verdict since the step began
 */
public record GuardState(
        Map<String, RateEvidence> evidence,
        @Nullable Double value,
        Reading.@Nullable Missing missing,
        @Nullable Verdict verdict,
        int look,
        boolean judgedInStep) {
    /** More segments than this are counted together. */
    public static final int MOST_SEGMENTS = 16;

    private static final String REST = "(other)";

    /** Nothing yet. */
    public static final GuardState NEW = new GuardState(Map.of(), null, null, null, 0, false);

    public GuardState {
        evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
    }

    /** With what was counted since. */
    GuardState plus(Reading.Rates rates) {
        Map<String, RateEvidence> next = new TreeMap<>(evidence);
        rates.segments().forEach((label, pair) -> {
            String key = next.containsKey(label) || next.size() < MOST_SEGMENTS ? label : REST;
            next.merge(key, RateEvidence.of(pair.baseline(), pair.candidate()), GuardState::addToLast);
        });
        return new GuardState(next, null, null, verdict, look, judgedInStep);
    }

    /** Adds the only segment of the second to the last of the first. */
    private static RateEvidence addToLast(RateEvidence before, RateEvidence more) {
        List<Segment> segments = new ArrayList<>(before.segments());
        Segment added = more.segments().get(0);
        if (segments.isEmpty()) {
            return more;
        }
        Segment last = segments.remove(segments.size() - 1);
        segments.add(new Segment(
                last.baseline().plus(added.baseline()), last.candidate().plus(added.candidate())));
        return new RateEvidence(segments);
    }

    GuardState withValue(double newest) {
        return new GuardState(evidence, newest, null, verdict, look, judgedInStep);
    }

    GuardState withMissing(Reading.Missing why) {
        return new GuardState(evidence, value, why, verdict, look, judgedInStep);
    }

    GuardState withVerdict(Verdict newest) {
        return new GuardState(evidence, value, missing, newest, Math.max(look, newest.look()), true);
    }

    /** For the time after a change of the weight: counts from now on are a segment of their own. */
    GuardState nextSegment() {
        Map<String, RateEvidence> next = new TreeMap<>();
        evidence.forEach((label, known) -> {
            List<Segment> segments = new ArrayList<>(known.segments());
            boolean used = !segments.isEmpty()
                    && segments.get(segments.size() - 1).candidate().requests() > 0;
            if (used) {
                segments.add(new Segment(Counts.NONE, Counts.NONE));
            }
            next.put(label, new RateEvidence(segments));
        });
        return new GuardState(next, null, missing, verdict, look, false);
    }
}
