package io.fairlead.rollout.judge;

import java.util.List;
import java.util.Locale;

/**
 * The judge that looks a planned number of times, equally far apart, and spends its error probability over the looks. Where the
 * size of a test can be planned it finds smaller effects than a test that may always be looked at. Between looks, and past the
 * last, it gives {@link Outcome#INCONCLUSIVE}; it passes at the last look only.
 *
 * @param margin for passing at the last look; an absolute one is a difference of rates, a relative one is of the baseline's rate
 * @param alpha the probability, over all looks, of failing a candidate with the same rate, two-sided
 * @param samples the candidate's samples at the last look
 * @param looks how many looks, from 1 to {@value #MOST_LOOKS}
 */
public record GroupSequential(Spending spending, Margin margin, double alpha, long samples, int looks) {
    /** More looks are what {@link SequentialRates} is for. */
    public static final int MOST_LOOKS = 50;

    private static final String METHOD = "group-sequential test of two proportions";

    public GroupSequential {
        Probability.check(alpha);
        if (looks < 1 || looks > MOST_LOOKS || samples < looks) {
            throw new IllegalArgumentException(looks + " looks at " + samples + " samples");
        }
    }

    /**
     * What the evidence says, if a look is due.
     *
     * @param lastLook the look that was made last, 0 for none: {@link Verdict#look()} of the last answer
     */
    public Verdict judge(Counts baseline, Counts candidate, int lastLook) {
        int look = (int) Math.min(looks, candidate.requests() * looks / samples);
        if (look <= lastLook || baseline.requests() == 0) {
            String next = lastLook >= looks
                    ? "All " + looks + " looks were made."
                    : "Look " + (lastLook + 1) + " of " + looks + " is at " + samples * (lastLook + 1) / looks
                            + " requests of the candidate; there were " + candidate.requests() + ".";
            return verdict(Outcome.INCONCLUSIVE, next, baseline, candidate).atLook(lastLook);
        }
        double bound = SequentialBounds.of(spending, alpha, looks).get(look - 1);
        double z = FixedHorizon.pooledZ(baseline, candidate);
        String seen =
                String.format(Locale.ROOT, "At look %d of %d, z is %.3f and the bound %.3f", look, looks, z, bound);
        Verdict found;
        if (z >= bound) {
            found = verdict(Outcome.FAIL, seen + ": worse, " + Probability.odds(alpha / 2) + ".", baseline, candidate);
        } else if (look == looks && passes(baseline, candidate, bound)) {
            found = verdict(Outcome.PASS, seen + ": within the margin.", baseline, candidate);
        } else {
            found = verdict(Outcome.INCONCLUSIVE, seen + ".", baseline, candidate);
        }
        return found.atLook(look);
    }

    private boolean passes(Counts baseline, Counts candidate, double bound) {
        double allowed = margin.kind() == Margin.Kind.RELATIVE ? margin.size() * baseline.rate() : margin.size();
        return Newcombe.difference(baseline, candidate, Probability.above(bound))
                        .high()
                < allowed;
    }

    private static Verdict verdict(Outcome outcome, String reason, Counts baseline, Counts candidate) {
        Interval interval = baseline.requests() == 0 || candidate.requests() == 0
                ? null
                : Newcombe.difference(baseline, candidate, 0.025);
        return new Verdict(outcome, METHOD, List.of(reason), interval, baseline.requests(), candidate.requests(), 0);
    }
}
