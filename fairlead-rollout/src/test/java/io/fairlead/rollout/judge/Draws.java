package io.fairlead.rollout.judge;

import java.util.SplittableRandom;

/** Random requests for simulations. */
final class Draws {
    private final SplittableRandom random;

    Draws(long seed) {
        random = new SplittableRandom(seed);
    }

    /** So many requests, each bad with a probability below 1; drawn by the gaps between bad ones. */
    Counts requests(long count, double badRate) {
        if (badRate <= 0) {
            return new Counts(count, 0);
        }
        if (badRate >= 1) {
            return new Counts(count, count);
        }
        double log = Math.log1p(-badRate);
        long bad = 0;
        long at = gap(log);
        while (at < count) {
            bad++;
            at += 1 + gap(log);
        }
        return new Counts(count, bad);
    }

    private long gap(double log) {
        return (long) (Math.log(1 - random.nextDouble()) / log);
    }

    /** How many of so many are taken with a probability. */
    long binomial(long count, double probability) {
        return requests(count, probability).bad();
    }

    double gaussian() {
        return random.nextGaussian();
    }

    double uniform() {
        return random.nextDouble();
    }
}
