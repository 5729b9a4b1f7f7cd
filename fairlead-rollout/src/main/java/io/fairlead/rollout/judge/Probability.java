package io.fairlead.rollout.judge;

import java.util.Locale;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Probabilities: checks, the normal distribution, and how they are told to people. */
final class Probability {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Probability() {}

    static void check(double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("a probability between 0 and 1 is needed: " + alpha);
        }
    }

    /** "which is wrong in at most 5 % of releases". */
    static String odds(double alpha) {
        return String.format(Locale.ROOT, "which is wrong in at most %.3g %% of releases", 100 * alpha);
    }

    /** The probability that a standard normal is at most {@code z}. */
    static double below(double z) {
        return NORMAL.cumulativeProbability(z);
    }

    /** The probability that a standard normal is more than {@code z}, exact in the tail. */
    static double above(double z) {
        return NORMAL.survivalProbability(z);
    }

    /** The point that a standard normal passes with probability {@code tail}. */
    static double upperPoint(double tail) {
        return NORMAL.inverseSurvivalProbability(tail);
    }
}
