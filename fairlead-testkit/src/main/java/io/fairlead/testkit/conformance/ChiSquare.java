package io.fairlead.testkit.conformance;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The two-sample chi-square test: are two tables of counts samples of one distribution?
 *
 * <p>The statistic weighs both samples by the root of the ratio of their sizes (Press et al., Numerical Recipes, "Are
 * two distributions different?"); its tail is the regularised upper incomplete gamma function.
 */
final class ChiSquare {
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
    static double probability(Map<String, Integer> left, Map<String, Integer> right) {
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
