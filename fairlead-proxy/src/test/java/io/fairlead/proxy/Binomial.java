package io.fairlead.proxy;

import static org.assertj.core.api.Assertions.assertThat;

/** Exact bounds on how often something happens in independent draws. */
final class Binomial {
    /** The chance that a correct share is found wrong, on either side. */
    private static final double MAX_CHANCE = 1e-9;

    private Binomial() {}

    /** Fails if {@code hits} out of {@code draws} is too unlikely for this share. */
    static void assertPlausible(int hits, int draws, double share) {
        assertThat(Math.min(atMost(hits, draws, share), atMost(draws - hits, draws, 1 - share)))
                .as("%d of %d where the share is %s", hits, draws, share)
                .isGreaterThan(MAX_CHANCE);
    }

    /** The chance of at most {@code hits}, summed term by term in logarithms. */
    private static double atMost(int hits, int draws, double share) {
        double sum = 0;
        double term = draws * Math.log1p(-share);
        for (int k = 0; k <= hits; k++) {
            sum += Math.exp(term);
            term += Math.log(draws - k) - Math.log(k + 1) + Math.log(share) - Math.log1p(-share);
        }
        return sum;
    }
}
