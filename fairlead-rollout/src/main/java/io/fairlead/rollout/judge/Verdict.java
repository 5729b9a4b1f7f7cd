package io.fairlead.rollout.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a judge found, with everything that is needed to check it.
 *
 * @param method the test that was used
 * @param reasons sentences for a person, not empty
 * @param interval null where the method has none, or there is no data
 * @param baselineSamples how many observations of the baseline were used
 * @param candidateSamples how many observations of the candidate were used
 * @param look which planned look this is, from 1; 0 for methods without planned looks
 */
public record Verdict(
        Outcome outcome,
        String method,
        List<String> reasons,
        @Nullable Interval interval,
        long baselineSamples,
        long candidateSamples,
        int look) {
    public Verdict {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a verdict needs a reason: " + outcome + " by " + method);
        }
    }

    /** A verdict without an interval and samples: {@link Outcome#NO_DATA} or {@link Outcome#ERROR}. */
    public static Verdict without(Outcome outcome, String method, String reason) {
        return new Verdict(outcome, method, List.of(reason), null, 0, 0, 0);
    }

    /** The same with another reason added at the end. */
    public Verdict because(String reason) {
        List<String> more = new java.util.ArrayList<>(reasons);
        more.add(reason);
        return new Verdict(outcome, method, more, interval, baselineSamples, candidateSamples, look);
    }

    /** The same outcome and samples, found at a planned look. */
    Verdict atLook(int number) {
        return new Verdict(outcome, method, reasons, interval, baselineSamples, candidateSamples, number);
    }
}
