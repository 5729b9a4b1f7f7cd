package io.fairlead.rollout.judge;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * A confidence sequence for one rate: an interval that holds at all times at once with the stated probability. Exact for
 * independent requests of one rate, from the first on.
 *
 * <p>A rate is refused when the mixture of all rates, weighted by Beta(1/2, 1/2), is {@code 1/alpha} times as likely. The
 * mixture's likelihood ratio is a martingale under the true rate, so Ville's inequality bounds its error. Source: Robbins,
 * "Statistical Methods Related to the Law of the Iterated Logarithm", 1970.
 */
final class RateSequence {
    private static final double PRIOR = 0.5;
    private static final int BISECTIONS = 60;

    private RateSequence() {}

    /** The rates that are not refused, each end of the interval included. */
    static Interval of(Counts counts, double alpha) {
        double mixture = LogBeta.value(PRIOR + counts.bad(), PRIOR + counts.requests() - counts.bad())
                - LogBeta.value(PRIOR, PRIOR);
        double least = mixture + Math.log(alpha);
        return new Interval("rate", bound(counts, least, 0), bound(counts, least, 1));
    }

    private static double bound(Counts counts, double least, double outermost) {
        double kept = counts.rate();
        if (logLikelihood(counts, outermost) > least) {
            return outermost;
        }
        double refused = outermost;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (kept + refused) / 2;
            if (logLikelihood(counts, middle) > least) {
                kept = middle;
            } else {
                refused = middle;
            }
        }
        return refused;
    }

    private static double logLikelihood(Counts counts, double rate) {
        return times(counts.bad(), Math.log(rate)) + times(counts.requests() - counts.bad(), Math.log1p(-rate));
    }

    private static double times(long count, double log) {
        return count == 0 ? 0 : count * log;
    }
}
