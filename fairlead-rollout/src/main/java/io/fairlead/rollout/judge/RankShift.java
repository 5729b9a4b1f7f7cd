package io.fairlead.rollout.judge;

import java.util.Arrays;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * How far one sample is shifted against another, by inverting the Mann-Whitney test as R's {@code wilcox.test} does: with the
 * normal approximation, continuity correction and ties.
 *
 * @param estimate Hodges and Lehmann's estimate: the shift at which the test sees no difference
 * @param low the shift at which the test just rejects on one side
 * @param high the same on the other side
 */
public record RankShift(double estimate, double low, double high) {
    private static final double TOLERANCE = 1e-4;
    private static final double RELATIVE_TOLERANCE = 1e-14;

    /** The shift of {@code x} against {@code y}, neither empty, with a two-sided confidence level. */
    public static RankShift of(Series x, Series y, double level) {
        double[] first = x.toArray();
        double[] second = y.toArray();
        Arrays.sort(first);
        Arrays.sort(second);
        double quantile = Probability.upperPoint((1 - level) / 2);
        double from = first[0] - second[second.length - 1];
        double to = first[first.length - 1] - second[0];
        return new RankShift(
                root(first, second, 0, from, to),
                root(first, second, quantile, from, to),
                root(first, second, -quantile, from, to));
    }

    private static double root(double[] x, double[] y, double quantile, double from, double to) {
        double atFrom = statistic(x, y, from, quantile) - quantile;
        double atTo = statistic(x, y, to, quantile) - quantile;
        if (!(atFrom > 0)) {
            return from;
        }
        if (!(atTo < 0)) {
            return to;
        }
        return new BrentSolver(RELATIVE_TOLERANCE, TOLERANCE, 0)
                .findRoot(shift -> statistic(x, y, shift, quantile) - quantile, from, to);
    }

    /** The standardised statistic of {@code x - shift} against {@code y}. The correction is towards what is looked for. */
    private static double statistic(double[] x, double[] y, double shift, double quantile) {
        double[] pooled = new double[x.length + y.length];
        for (int i = 0; i < x.length; i++) {
            pooled[i] = x[i] - shift;
        }
        System.arraycopy(y, 0, pooled, x.length, y.length);
        Ranked ranked = Ranked.of(pooled, x.length);
        double m = x.length;
        double n = y.length;
        double w = ranked.rankSum() - m * (m + 1) / 2 - m * n / 2;
        double all = m + n;
        double variance = m * n / 12 * (all + 1 - ranked.ties() / (all * (all - 1)));
        if (variance <= 0) {
            return 0;
        }
        double correction = 0.5 * Math.signum(w);
        return (w - (quantile == 0 ? 0 : correction)) / Math.sqrt(variance);
    }

    /**
     * What ranks tell.
     *
     * @param rankSum the sum of the ranks of the first sample, ties averaged
     * @param ties the sum of {@code t^3 - t} over groups of {@code t} equal values
     */
    public record Ranked(double rankSum, double ties) {
        /** Ranks values of which the first {@code size} are the first sample. */
        public static Ranked of(double[] values, int size) {
            Integer[] order = new Integer[values.length];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, java.util.Comparator.comparingDouble(i -> values[i]));
            double sum = 0;
            double ties = 0;
            for (int start = 0; start < order.length; ) {
                int end = start;
                while (end < order.length && values[order[end]] == values[order[start]]) {
                    end++;
                }
                double rank = (start + 1 + end) / 2.0;
                for (int i = start; i < end; i++) {
                    sum += order[i] < size ? rank : 0;
                }
                double count = end - start;
                ties += count * count * count - count;
                start = end;
            }
            return new Ranked(sum, ties);
        }
    }
}
