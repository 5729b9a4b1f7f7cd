package io.fairlead.rollout.judge;

import java.util.List;

/**
 * Tests of the ratio of two rates that may be looked at after every request.
 *
 * <p>Given how many bad events there were in a segment, the part of them that fell on the candidate is binomial, whatever
 * the baseline's rate was: with share {@code s} of the requests and ratio {@code r}, a bad event falls on the candidate with
 * probability {@code s r / (s r + 1 - s)}. So the likelihood of {@code r} needs no knowledge of the rates, and stays true
 * when they change with the time of day and when the share changes with the steps.
 *
 * <p>Against the claim "the ratio is at most {@code r0}" stands a mixture of larger ratios: the weighted mean of the
 * likelihood ratios against {@code r0}. While the claim holds, that is a non-negative supermartingale that starts at 1, so by
 * Ville's inequality it ever reaches {@code 1/alpha} with a probability of at most {@code alpha}, however often one looks.
 * The ratios that the test does not refuse are a confidence sequence.
 *
 * <p>The mixture is over {@code ln r}, on a geometric grid of distances from {@code ln r0}, with exponential weights: fine
 * near the claim for small effects with much data, coarse far away for large ones. Sources: Ville 1939; Robbins 1970; Lindon
 * and Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022.
 */
final class RateRatio {
    private static final double NEAREST = 0.02;
    private static final double FARTHEST = 9;
    private static final double STEP = 1.15;
    /** The mean of the mixture in {@code ln r}: about a rate four times as large. */
    private static final double TYPICAL = 1.4;

    private static final double[] DISTANCES = distances();
    private static final double[] LOG_WEIGHTS = logWeights();
    private static final int BISECTIONS = 30;
    private static final double WIDEST = 14;

    private final double[] logOdds;
    private final double[] baselineBad;
    private final double[] candidateBad;

    /** What side of the claim the mixture is on. */
    enum Side {
        /** Against "at most". */
        ABOVE,
        /** Against "at least". */
        BELOW
    }

    RateRatio(RateEvidence evidence) {
        List<RateEvidence.Segment> told = evidence.segments().stream()
                .filter(segment ->
                        segment.baseline().requests() > 0 && segment.candidate().requests() > 0)
                .toList();
        logOdds = new double[told.size()];
        baselineBad = new double[told.size()];
        candidateBad = new double[told.size()];
        for (int i = 0; i < logOdds.length; i++) {
            RateEvidence.Segment segment = told.get(i);
            logOdds[i] = Math.log(segment.share()) - Math.log1p(-segment.share());
            baselineBad[i] = segment.baseline().bad();
            candidateBad[i] = segment.candidate().bad();
        }
    }

    private static double[] distances() {
        int count = 1 + (int) Math.ceil(Math.log(FARTHEST / NEAREST) / Math.log(STEP));
        double[] distances = new double[count];
        for (int i = 0; i < count; i++) {
            distances[i] = NEAREST * Math.pow(STEP, i);
        }
        return distances;
    }

    private static double[] logWeights() {
        double[] weights = new double[DISTANCES.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = DISTANCES[i] * Math.exp(-DISTANCES[i] / TYPICAL);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.log(weights[i] / sum);
        }
        return weights;
    }

    /** The logarithm of the likelihood of a ratio. */
    private double logLikelihood(double logRatio) {
        double sum = 0;
        for (int i = 0; i < logOdds.length; i++) {
            double logit = logOdds[i] + logRatio;
            double above = softplus(logit);
            sum -= candidateBad[i] * (above - logit) + baselineBad[i] * above;
        }
        return sum;
    }

    /** {@code ln(1 + e^x)} without overflow. */
    private static double softplus(double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }

    /** Whether the evidence against "at most {@code e^logClaim}" is {@code 1/alpha} or more. */
    boolean isAbove(double logClaim, double alpha) {
        return leansAbove(logClaim) && logEvidence(logClaim, Side.ABOVE) >= -Math.log(alpha);
    }

    /** Whether the evidence against "at least {@code e^logClaim}" is {@code 1/alpha} or more. */
    boolean isBelow(double logClaim, double alpha) {
        return !leansAbove(logClaim) && logEvidence(logClaim, Side.BELOW) >= -Math.log(alpha);
    }

    /** Whether the likelihood grows with the ratio at the claim; if not, no larger ratio is more likely than the claim. */
    private boolean leansAbove(double logClaim) {
        double slope = 0;
        for (int i = 0; i < logOdds.length; i++) {
            double part = 1 / (1 + Math.exp(-logOdds[i] - logClaim));
            slope += candidateBad[i] - (candidateBad[i] + baselineBad[i]) * part;
        }
        return slope > 0;
    }

    /** The logarithm of the evidence against a ratio of at most, or at least, {@code e^logClaim}. */
    double logEvidence(double logClaim, Side side) {
        double sign = side == Side.ABOVE ? 1 : -1;
        double[] terms = new double[DISTANCES.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < terms.length; i++) {
            terms[i] = LOG_WEIGHTS[i] + logLikelihood(logClaim + sign * DISTANCES[i]);
            largest = Math.max(largest, terms[i]);
        }
        double sum = 0;
        for (double term : terms) {
            sum += Math.exp(term - largest);
        }
        return largest + Math.log(sum) - logLikelihood(logClaim);
    }

    /** The ratios that are refused with probability {@code alpha} at most, on each side of the interval. */
    Interval interval(double alpha) {
        return new Interval("ratio of rates", bound(alpha, Side.ABOVE), bound(alpha, Side.BELOW));
    }

    /** The largest ratio refused as too small, or the smallest refused as too large; 0 and infinity if none is. */
    private double bound(double alpha, Side side) {
        double enough = -Math.log(alpha);
        double refused = side == Side.ABOVE ? -WIDEST : WIDEST;
        double kept = -refused;
        if (logEvidence(refused, side) < enough) {
            return side == Side.ABOVE ? 0 : Double.POSITIVE_INFINITY;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (refused + kept) / 2;
            if (logEvidence(middle, side) >= enough) {
                refused = middle;
            } else {
                kept = middle;
            }
        }
        return Math.exp(refused);
    }
}
