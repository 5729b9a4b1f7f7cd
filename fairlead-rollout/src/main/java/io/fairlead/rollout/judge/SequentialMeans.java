package io.fairlead.rollout.judge;

import java.util.List;
import java.util.Locale;

/**
 * The judge of means, such as latency, which may look at any time. It rests on the asymptotic confidence sequence of
 * Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas ("Time-uniform central limit theory and asymptotic confidence sequences",
 * Annals of Statistics, 2024), one-sided: the error rates hold approximately, and the better the more samples there are, which
 * is why there is a least number of them.
 *
 * <p>A relative margin is judged on {@code candidate - (1 + margin) * baseline}, whose sign is all that matters, so no ratio
 * of two uncertain numbers is formed.
 *
 * @param failAlpha more than 0, less than 1
 * @param passAlpha more than 0, less than 1
 * @param tunedFor the number of samples of both versions at which the sequence is tightest
 */
public record SequentialMeans(Margin margin, double failAlpha, double passAlpha, long tunedFor) {
    /** Fewer of either version are not judged, since the variance is estimated. */
    public static final int LEAST_SAMPLES = 100;

    private static final String METHOD = "sequential test of two means";

    public SequentialMeans {
        Probability.check(failAlpha);
        Probability.check(passAlpha);
        if (tunedFor < 1) {
            throw new IllegalArgumentException("tunedFor must be positive: " + tunedFor);
        }
    }

    /** What the samples of two versions, served at the same time, say. */
    public Verdict judge(Moments baseline, Moments candidate) {
        if (baseline.count() < LEAST_SAMPLES || candidate.count() < LEAST_SAMPLES) {
            return new Verdict(
                    Outcome.NO_DATA,
                    METHOD,
                    List.of("Each version needs " + LEAST_SAMPLES + " samples; the baseline has " + baseline.count()
                            + " and the candidate " + candidate.count() + "."),
                    null,
                    baseline.count(),
                    candidate.count(),
                    0);
        }
        Outcome outcome = outcome(baseline, candidate);
        Interval interval = new Interval(
                "candidate beyond what is allowed",
                harm(baseline, candidate) - halfWidth(baseline, candidate, failAlpha),
                harm(baseline, candidate) + halfWidth(baseline, candidate, passAlpha));
        return new Verdict(
                outcome,
                METHOD,
                List.of(reason(outcome, baseline, candidate)),
                interval,
                baseline.count(),
                candidate.count(),
                0);
    }

    /** The verdict without what is for show, fast enough to poll. */
    public Outcome outcome(Moments baseline, Moments candidate) {
        if (baseline.count() < LEAST_SAMPLES || candidate.count() < LEAST_SAMPLES) {
            return Outcome.NO_DATA;
        }
        double harm = harm(baseline, candidate);
        if (harm > 0) {
            return harm > halfWidth(baseline, candidate, failAlpha) ? Outcome.FAIL : Outcome.INCONCLUSIVE;
        }
        return -harm > halfWidth(baseline, candidate, passAlpha) ? Outcome.PASS : Outcome.INCONCLUSIVE;
    }

    private double factor() {
        return margin.kind() == Margin.Kind.RELATIVE ? 1 + margin.size() : 1;
    }

    private double harm(Moments baseline, Moments candidate) {
        double shift = margin.kind() == Margin.Kind.RELATIVE ? 0 : margin.size();
        return candidate.mean() - factor() * baseline.mean() - shift;
    }

    private double halfWidth(Moments baseline, Moments candidate, double alpha) {
        double all = (double) baseline.count() + candidate.count();
        double log = Math.log(1 / alpha);
        double rho = (2 * log + Math.log1p(2 * log)) / tunedFor;
        double scaled = all * rho + 1;
        double variance = all
                * (candidate.variance() / candidate.count()
                        + factor() * factor() * baseline.variance() / baseline.count());
        return Math.sqrt(variance * 2 * scaled / (all * all * rho) * Math.log1p(Math.sqrt(scaled) / (2 * alpha)));
    }

    private String reason(Outcome outcome, Moments baseline, Moments candidate) {
        String means = String.format(
                Locale.ROOT,
                "The candidate's mean is %.4g over %d samples, the baseline's %.4g over %d: ",
                candidate.mean(),
                candidate.count(),
                baseline.mean(),
                baseline.count());
        return means
                + switch (outcome) {
                    case FAIL -> "worse than allowed, " + Probability.odds(failAlpha) + ".";
                    case PASS -> "within the margin, " + Probability.odds(passAlpha) + ".";
                    default -> "this proves neither harm nor its absence.";
                };
    }
}
