package io.fairlead.rollout.judge;

import java.util.List;
import java.util.Locale;

/**
 * The judge of error rates and other shares of requests, which may look after every request. Of candidates that are not
 * worse than the margin allows, at most the share {@code failAlpha} is ever failed; of those that are worse, at most the share
 * {@code passAlpha} ever passes. See {@link RateRatio} for relative margins, and no margin, and {@link RateSequence} for
 * absolute ones, which take each version's rate as constant.
 *
 * @param failAlpha more than 0, less than 1
 * @param passAlpha more than 0, less than 1
 */
public record SequentialRates(Margin margin, double failAlpha, double passAlpha) {
    private static final String METHOD = "sequential test of two rates";

    public SequentialRates {
        Probability.check(failAlpha);
        Probability.check(passAlpha);
    }

    /** What the evidence says. */
    public Verdict judge(RateEvidence evidence) {
        Counts baseline = evidence.baseline();
        Counts candidate = evidence.candidate();
        if (baseline.requests() == 0 || candidate.requests() == 0) {
            String missing = candidate.requests() == 0 ? "candidate" : "baseline";
            return Verdict.without(Outcome.NO_DATA, METHOD, "The " + missing + " has had no requests.");
        }
        Outcome outcome = outcome(evidence);
        return new Verdict(
                outcome,
                METHOD,
                List.of(reason(outcome, baseline, candidate)),
                interval(evidence, outcome),
                baseline.requests(),
                candidate.requests(),
                0);
    }

    /** Whether the evidence fails or passes the candidate, without what is for show: fast enough to poll. */
    public Outcome outcome(RateEvidence evidence) {
        if (evidence.baseline().requests() == 0 || evidence.candidate().requests() == 0) {
            return Outcome.NO_DATA;
        }
        if (isAbsolute()) {
            Counts baseline = evidence.baseline();
            Counts candidate = evidence.candidate();
            if (difference(baseline, candidate, failAlpha).low() > margin.size()) {
                return Outcome.FAIL;
            }
            boolean good = difference(baseline, candidate, passAlpha).high() < margin.size();
            return good ? Outcome.PASS : Outcome.INCONCLUSIVE;
        }
        RateRatio ratio = new RateRatio(evidence);
        double claim = Math.log1p(margin.size());
        if (ratio.isAbove(claim, failAlpha)) {
            return Outcome.FAIL;
        }
        return ratio.isBelow(claim, passAlpha) ? Outcome.PASS : Outcome.INCONCLUSIVE;
    }

    private boolean isAbsolute() {
        return margin.kind() == Margin.Kind.ABSOLUTE && margin.size() > 0;
    }

    private Interval interval(RateEvidence evidence, Outcome outcome) {
        double alpha = outcome == Outcome.FAIL ? failAlpha : passAlpha;
        return isAbsolute()
                ? difference(evidence.baseline(), evidence.candidate(), alpha)
                : new RateRatio(evidence).interval(alpha);
    }

    /** Each side of the interval errs with probability {@code alpha} at most: half of it for each version's bound. */
    private static Interval difference(Counts baseline, Counts candidate, double alpha) {
        Interval of0 = RateSequence.of(baseline, alpha / 2);
        Interval of1 = RateSequence.of(candidate, alpha / 2);
        return new Interval("difference of rates", of1.low() - of0.high(), of1.high() - of0.low());
    }

    private String reason(Outcome outcome, Counts baseline, Counts candidate) {
        String rates = String.format(
                Locale.ROOT,
                "%d of %d requests of the candidate were bad (%.3f %%), %d of %d of the baseline (%.3f %%): ",
                candidate.bad(),
                candidate.requests(),
                100 * candidate.rate(),
                baseline.bad(),
                baseline.requests(),
                100 * baseline.rate());
        return rates
                + switch (outcome) {
                    case FAIL -> "worse than allowed, " + Probability.odds(failAlpha) + ".";
                    case PASS -> "within the margin, " + Probability.odds(passAlpha) + ".";
                    default -> "this proves neither harm nor its absence.";
                };
    }
}
