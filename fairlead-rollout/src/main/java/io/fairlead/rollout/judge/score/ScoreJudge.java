package io.fairlead.rollout.judge.score;

import io.fairlead.rollout.judge.RankShift;
import io.fairlead.rollout.judge.Series;
import io.fairlead.rollout.judge.score.ScoredMetric.Direction;
import io.fairlead.rollout.judge.score.ScoredMetric.Effect;
import io.fairlead.rollout.judge.score.ScoredMetric.Missing;
import io.fairlead.rollout.judge.score.ScoredMetric.Trait;
import io.fairlead.rollout.judge.score.ScoredResult.Label;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Classifies metrics as Kayenta's judge {@code NetflixACAJudge-v1.0} does, from points over time. The same points always give
 * the same result: the noise that tells two constants apart is drawn from the points themselves.
 *
 * <p>It compares points, not requests, and each call is a look of its own: it states no error rate.
 */
public final class ScoreJudge {
    private static final double LEVEL = 0.98;
    private static final double TOLERANCE = 0.25;
    private static final double NOISE = 1e-5;

    private ScoreJudge() {}

    /** Compares the candidate's points with the baseline's. */
    public static ScoredResult classify(ScoredMetric metric, Series baseline, Series candidate) {
        double[] x = clean(metric, candidate);
        double[] y = clean(metric, baseline);
        if (x.length == 0 || y.length == 0) {
            return withoutData(metric);
        }
        double[] sortedX = sorted(x);
        double[] sortedY = sorted(y);
        boolean oneValue = DoubleStream.concat(Arrays.stream(x), Arrays.stream(y))
                        .distinct()
                        .count()
                == 1;
        if (oneValue || Arrays.equals(sortedX, sortedY)) {
            return new ScoredResult(metric, Label.PASS, 0, 0, 0, effect(metric, x, y), false);
        }
        if (isConstant(sortedX) && isConstant(sortedY)) {
            SplittableRandom random = new SplittableRandom(31L * Arrays.hashCode(x) + Arrays.hashCode(y));
            addNoise(x, random);
            addNoise(y, random);
        }
        RankShift shift = RankShift.of(Series.of(x), Series.of(y), LEVEL);
        double effect = effect(metric, x, y);
        Label label = label(metric, shift, effect);
        return new ScoredResult(
                metric, label, shift.estimate(), shift.low(), shift.high(), effect, isCritical(metric, label, effect));
    }

    private static ScoredResult withoutData(ScoredMetric metric) {
        Label label = Label.NODATA;
        boolean critical = metric.traits().contains(Trait.CRITICAL);
        if (metric.missing() == Missing.REPLACE) {
            label = Label.PASS;
        } else if (metric.traits().contains(Trait.MUST_HAVE_DATA) && !critical) {
            label = Label.NODATA_FAIL_METRIC;
        }
        boolean fails = critical && label != Label.PASS;
        return new ScoredResult(metric, label, Double.NaN, Double.NaN, Double.NaN, Double.NaN, fails);
    }

    private static double[] clean(ScoredMetric metric, Series points) {
        DoubleStream values = Arrays.stream(points.toArray());
        double[] present = metric.missing() == Missing.REPLACE
                ? values.map(value -> Double.isNaN(value) ? 0 : value).toArray()
                : values.filter(value -> !Double.isNaN(value)).toArray();
        Double factor = metric.outlierFactor();
        if (factor == null || present.length == 0) {
            return present;
        }
        double[] sorted = sorted(present);
        double q1 = quantile(sorted, 0.25);
        double q3 = quantile(sorted, 0.75);
        double low = Math.min(quantile(sorted, 0.01), q1 - factor * (q3 - q1));
        double high = Math.max(quantile(sorted, 0.99), q3 + factor * (q3 - q1));
        return Arrays.stream(present)
                .filter(value -> value >= low && value <= high)
                .toArray();
    }

    /** Quantiles as R-7 defines them. */
    private static double quantile(double[] sorted, double level) {
        double position = (sorted.length - 1) * level;
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private static double[] sorted(double[] values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }

    private static boolean isConstant(double[] sorted) {
        return sorted[0] == sorted[sorted.length - 1];
    }

    private static void addNoise(double[] values, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] += random.nextGaussian() * NOISE * Math.abs(values[i]);
        }
    }

    private static double effect(ScoredMetric metric, double[] x, double[] y) {
        if (metric.effect().measure() == Effect.Measure.CLES) {
            double[] pooled = new double[x.length + y.length];
            System.arraycopy(x, 0, pooled, 0, x.length);
            System.arraycopy(y, 0, pooled, x.length, y.length);
            double m = x.length;
            return (2 * RankShift.Ranked.of(pooled, x.length).rankSum() - m * (m + 1)) / (2 * m * y.length);
        }
        double meanX = Arrays.stream(x).average().orElse(0);
        double meanY = Arrays.stream(y).average().orElse(0);
        return meanX == 0 || meanY == 0 ? Double.NaN : meanX / meanY;
    }

    private static Label label(ScoredMetric metric, RankShift shift, double effect) {
        Effect wanted = metric.effect();
        double neutral = wanted.measure() == Effect.Measure.CLES ? 0.5 : 1;
        double bound = TOLERANCE * Math.abs(shift.estimate());
        boolean unknown = Double.isNaN(effect);
        boolean grew = unknown || effect >= or(wanted.allowedIncrease(), neutral);
        boolean shrank = unknown || effect <= or(wanted.allowedDecrease(), neutral);
        if (metric.direction() != Direction.DECREASE && shift.low() > bound && grew) {
            return Label.HIGH;
        }
        return metric.direction() != Direction.INCREASE && shift.high() < -bound && shrank ? Label.LOW : Label.PASS;
    }

    private static boolean isCritical(ScoredMetric metric, Label label, double effect) {
        if (!metric.traits().contains(Trait.CRITICAL) || label == Label.PASS) {
            return false;
        }
        Effect wanted = metric.effect();
        boolean unknown = Double.isNaN(effect);
        return label == Label.HIGH
                ? unknown || effect >= or(wanted.criticalIncrease(), Double.NEGATIVE_INFINITY)
                : unknown || effect <= or(wanted.criticalDecrease(), Double.POSITIVE_INFINITY);
    }

    private static double or(@Nullable Double value, double otherwise) {
        return value == null ? otherwise : value;
    }
}
