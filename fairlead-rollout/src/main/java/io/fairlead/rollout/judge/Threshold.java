package io.fairlead.rollout.judge;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The judge of one value against fixed limits. It makes no statement about chance. A value that is not a number is neither
 * good nor bad.
 *
 * @param min the least good value, null for none
 * @param max the largest good value, null for none
 */
public record Threshold(@Nullable Double min, @Nullable Double max) {
    private static final String METHOD = "threshold";

    /** What the value says; the samples are those it was computed from, 0 if that is not known. */
    public Verdict judge(double value, long samples) {
        if (Double.isNaN(value)) {
            return Verdict.without(Outcome.ERROR, METHOD, "The value is not a number.");
        }
        boolean low = min != null && value < min;
        boolean high = max != null && value > max;
        String limit = low ? "less than " + min : high ? "more than " + max : "within the limits";
        return new Verdict(
                low || high ? Outcome.FAIL : Outcome.PASS,
                METHOD,
                List.of(String.format(Locale.ROOT, "The value is %.6g, ", value) + limit + "."),
                new Interval(
                        "allowed",
                        min == null ? Double.NEGATIVE_INFINITY : min,
                        max == null ? Double.POSITIVE_INFINITY : max),
                0,
                samples,
                0);
    }
}
