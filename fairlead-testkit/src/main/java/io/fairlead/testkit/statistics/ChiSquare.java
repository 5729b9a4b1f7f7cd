package io.fairlead.testkit.statistics;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Chi-square tests: are two tables of counts samples of one distribution, and is one a sample of a distribution that is known?
 *
 * <p>For two samples the statistic weighs both samples by the root of the ratio of their sizes (Press et al., Numerical Recipes, "Are
 * two distributions different?"); its tail is the regularised upper incomplete gamma function.
 */
public final class ChiSquare {
    private static final double PRECISION = 1e-14;
    private static final int MAX_TERMS = 10_000;
    /** Coefficients of Lanczos' approximation with g = 7. */
    private static final double[] LANCZOS = {
        0.9999999999998099,
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };

    private ChiSquare() {}

    /** The probability of a difference at least as large as this one if the distribution is the same. */
    public static double probability(Map<String, Integer> left, Map<String, Integer> right) {
        double leftSize = sum(left);
        double rightSize = sum(right);
        if (leftSize == 0 || rightSize == 0) {
            return leftSize == rightSize ? 1 : 0;
        }
        double leftScale = Math.sqrt(rightSize / leftSize);
        double rightScale = Math.sqrt(leftSize / rightSize);
        double statistic = 0;
        int outcomes = 0;
        Set<String> names = new HashSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            int a = left.getOrDefault(name, 0);
            int b = right.getOrDefault(name, 0);
            if (a + b > 0) {
                double difference = leftScale * a - rightScale * b;
                statistic += difference * difference / (a + b);
                outcomes++;
            }
        }
        return outcomes < 2 ? 1 : upperTail(outcomes - 1, statistic);
    }

    /**
     * The probability of counts at least as far from what is expected as these are, if each draw is independent and has these
     * shares.
     *
     * @param shares more than zero each, in any unit
     */
    public static double fit(int[] counts, double[] shares) {
        if (counts.length != shares.length || counts.length < 2) {
            throw new IllegalArgumentException(counts.length + " counts for " + shares.length + " shares");
        }
        double draws = 0;
        double whole = 0;
        for (int i = 0; i < counts.length; i++) {
            draws += counts[i];
            whole += shares[i];
        }
        double statistic = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = draws * shares[i] / whole;
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        return upperTail(counts.length - 1, statistic);
    }

    /** The probability that a chi-square variable with so many degrees of freedom exceeds a value. */
    static double upperTail(int degrees, double value) {
        double a = degrees / 2.0;
        double x = value / 2;
        if (x <= 0) {
            return 1;
        }
        double scale = Math.exp(a * Math.log(x) - x - logGamma(a));
        return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
    }

    /** The power series of the lower incomplete gamma function, without its leading factor. */
    private static double lowerSeries(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < MAX_TERMS && term > sum * PRECISION; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return sum;
    }

    /** The continued fraction of the upper incomplete gamma function, evaluated from its far end. */
    private static double upperFraction(double a, double x) {
        double fraction = 0;
        for (int n = 500; n >= 1; n--) {
            fraction = n * (a - n) / (x - a + 2 * n + 1 + fraction);
        }
        return 1 / (x - a + 1 + fraction);
    }

    private static double logGamma(double a) {
        double shifted = a - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (shifted + i);
        }
        double t = shifted + LANCZOS.length - 1.5;
        return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
