package io.fairlead.rollout.judge;

import java.util.List;
import java.util.Locale;
import org.apache.commons.numbers.gamma.LogBeta;

/**
 * The check that traffic follows the weights, which may be made after every request. It finds stale proxies, requests
 * counted twice and stickiness that nobody asked for. A mismatch means that the comparison cannot be trusted; it does not speak
 * against the candidate. Source: Lindon and Malek, NeurIPS 2022: a Beta mixture around the ordered share.
 *
 * @param alpha the probability of an alarm, ever, while traffic follows the weights; 0.001 is usual
 */
public record SampleRatio(double alpha) {
    private static final String METHOD = "sequential check of the traffic's shares";
    private static final double STRENGTH = 100;

    public SampleRatio {
        Probability.check(alpha);
    }

    /**
     * Whether the shares are as ordered: {@link Outcome#FAIL} if not, else {@link Outcome#INCONCLUSIVE}, since agreement is
     * never proved.
     *
     * @param ordered the candidate's share, from 0 to 1
     */
    public Verdict judge(long baseline, long candidate, double ordered) {
        if (baseline + candidate == 0 || ordered <= 0 || ordered >= 1) {
            return Verdict.without(Outcome.NO_DATA, METHOD, "No traffic was to be split.");
        }
        double a = STRENGTH * ordered;
        double b = STRENGTH * (1 - ordered);
        double evidence = LogBeta.value(a + candidate, b + baseline)
                - LogBeta.value(a, b)
                - candidate * Math.log(ordered)
                - baseline * Math.log1p(-ordered);
        boolean mismatch = evidence >= -Math.log(alpha);
        String seen = String.format(
                Locale.ROOT,
                "%.2f %% of %d requests went to the candidate, ordered were %.2f %%",
                100.0 * candidate / (baseline + candidate),
                baseline + candidate,
                100 * ordered);
        return new Verdict(
                mismatch ? Outcome.FAIL : Outcome.INCONCLUSIVE,
                METHOD,
                List.of(mismatch ? seen + ": the traffic does not follow the weights." : seen + "."),
                null,
                baseline,
                candidate,
                0);
    }
}
