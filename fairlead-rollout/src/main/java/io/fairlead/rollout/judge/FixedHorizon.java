package io.fairlead.rollout.judge;

import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.TTest;

/**
 * The judge that looks once, at a number of samples that was fixed before. Its error rate holds for that one look only, so it
 * gives {@link Outcome#NO_DATA} until the samples are there, and whoever asks must keep the first answer after that: it is
 * marked as look 1.
 *
 * @param margin an absolute margin for ranks is a shift; a relative one is taken of the baseline's mean or rate
 * @param alpha the probability of failing a candidate that is not worse than allowed, and of passing one that is
 * @param samples how many samples of the candidate to wait for
 */
public record FixedHorizon(Margin margin, double alpha, long samples) {
    private static final double LEAST_EXPECTED = 5;

    public FixedHorizon {
        Probability.check(alpha);
        if (samples < 2) {
            throw new IllegalArgumentException("two samples are needed at least: " + samples);
        }
    }

    /** A p-value, an interval of the harm and what they come from. */
    private record Test(String method, double p, Interval interval, double allowed, long baseline, long candidate) {}

    /**
     * Two proportions: the pooled z test, or Fisher's exact test where fewer than five bad requests are expected of a
     * version; the interval is Newcombe's. Source: Newcombe, Statistics in Medicine 17, 1998, method 10.
     */
    public Verdict rates(Counts baseline, Counts candidate) {
        String method = "fixed-horizon test of two proportions";
        if (candidate.requests() < samples || baseline.requests() < 2) {
            return early(method, baseline.requests(), candidate.requests());
        }
        double allowed = margin.kind() == Margin.Kind.RELATIVE ? margin.size() * baseline.rate() : margin.size();
        Interval interval = Newcombe.difference(baseline, candidate, alpha);
        double p = allowed > 0 ? (interval.low() > allowed ? 0 : 1) : proportionsP(baseline, candidate);
        return decide(new Test(method, p, interval, allowed, baseline.requests(), candidate.requests()));
    }

    /** The one-sided p-value for the candidate's rate being the higher one. */
    static double proportionsP(Counts baseline, Counts candidate) {
        Counts both = baseline.plus(candidate);
        double fewest = Math.min(baseline.requests(), candidate.requests()) * Math.min(both.rate(), 1 - both.rate());
        boolean countable = both.requests() <= Integer.MAX_VALUE;
        if (fewest < LEAST_EXPECTED && countable) {
            int[][] table = {
                {(int) candidate.bad(), (int) (candidate.requests() - candidate.bad())},
                {(int) baseline.bad(), (int) (baseline.requests() - baseline.bad())}
            };
            return FisherExactTest.withDefaults()
                    .with(AlternativeHypothesis.GREATER_THAN)
                    .test(table)
                    .getPValue();
        }
        return Probability.above(pooledZ(baseline, candidate));
    }

    /** The pooled z statistic, positive if the candidate's rate is higher; 0 if nothing or everything was bad. */
    static double pooledZ(Counts baseline, Counts candidate) {
        double rate = baseline.plus(candidate).rate();
        double variance = rate * (1 - rate) * (1.0 / baseline.requests() + 1.0 / candidate.requests());
        return variance == 0 ? 0 : (candidate.rate() - baseline.rate()) / Math.sqrt(variance);
    }

    /** Two means: Welch's t test. */
    public Verdict means(Moments baseline, Moments candidate) {
        String method = "Welch's t test";
        if (candidate.count() < samples || baseline.count() < 2) {
            return early(method, baseline.count(), candidate.count());
        }
        double allowed =
                margin.kind() == Margin.Kind.RELATIVE ? margin.size() * Math.abs(baseline.mean()) : margin.size();
        double apart = candidate.mean() - baseline.mean();
        if (candidate.variance() + baseline.variance() == 0) {
            Interval exact = new Interval("difference of means", apart, apart);
            return decide(
                    new Test(method, apart > allowed ? 0 : 1, exact, allowed, baseline.count(), candidate.count()));
        }
        TTest.Result result = TTest.withDefaults()
                .withMu(allowed)
                .with(AlternativeHypothesis.GREATER_THAN)
                .test(
                        candidate.mean(),
                        candidate.variance(),
                        candidate.count(),
                        baseline.mean(),
                        baseline.variance(),
                        baseline.count());
        double error = Math.sqrt(candidate.variance() / candidate.count() + baseline.variance() / baseline.count());
        double quantile = org.apache.commons.statistics.distribution.TDistribution.of(result.getDegreesOfFreedom())
                .inverseSurvivalProbability(alpha);
        Interval interval = new Interval("difference of means", apart - quantile * error, apart + quantile * error);
        return decide(new Test(method, result.getPValue(), interval, allowed, baseline.count(), candidate.count()));
    }

    /** Two samples by their ranks: Mann and Whitney's U test, which tests for a shift and not for another mean. */
    public Verdict ranks(Series baseline, Series candidate) {
        String method = "Mann-Whitney U test";
        if (candidate.size() < samples || baseline.size() < 2) {
            return early(method, baseline.size(), candidate.size());
        }
        double mean = java.util.Arrays.stream(baseline.toArray()).average().orElse(0);
        double allowed = margin.kind() == Margin.Kind.RELATIVE ? margin.size() * Math.abs(mean) : margin.size();
        double p = MannWhitneyUTest.withDefaults()
                .withMu(allowed)
                .with(AlternativeHypothesis.GREATER_THAN)
                .test(candidate.toArray(), baseline.toArray())
                .getPValue();
        RankShift shift = RankShift.of(candidate, baseline, 1 - 2 * alpha);
        Interval interval = new Interval("shift", shift.low(), shift.high());
        return decide(new Test(method, p, interval, allowed, baseline.size(), candidate.size()));
    }

    private Verdict early(String method, long baseline, long candidate) {
        return new Verdict(
                Outcome.NO_DATA,
                method,
                List.of("The one look is at " + samples + " samples of the candidate; there are " + candidate + "."),
                null,
                baseline,
                candidate,
                0);
    }

    private Verdict decide(Test test) {
        boolean bad = test.p() < alpha;
        boolean good = test.interval().high() < test.allowed();
        Outcome outcome = bad ? Outcome.FAIL : good ? Outcome.PASS : Outcome.INCONCLUSIVE;
        String reason = String.format(
                Locale.ROOT,
                "The %s lies between %.4g and %.4g, allowed is %.4g: ",
                test.interval().what(),
                test.interval().low(),
                test.interval().high(),
                test.allowed());
        String meaning = bad
                ? "worse than allowed, " + Probability.odds(alpha) + "."
                : good ? "within the margin." : "this proves neither harm nor its absence.";
        return new Verdict(
                outcome,
                test.method(),
                List.of(reason + meaning),
                test.interval(),
                test.baseline(),
                test.candidate(),
                1);
    }
}
