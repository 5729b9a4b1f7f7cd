package io.fairlead.rollout.judge;

import java.util.List;

/**
 * The counts of two versions that served at the same time, split wherever the share of the candidate changed. Rates may
 * change from segment to segment, and do with the time of day: only what was served side by side is compared.
 */
public record RateEvidence(List<Segment> segments) {
    /** Nothing yet. */
    public static final RateEvidence NONE = new RateEvidence(List.of());

    public RateEvidence {
        segments = List.copyOf(segments);
    }

    /** The counts of a stretch of time with one weight. */
    public record Segment(Counts baseline, Counts candidate) {
        /** The candidate's share of the requests, from 0 to 1; 0 if there were none. */
        double share() {
            long all = baseline.requests() + candidate.requests();
            return all == 0 ? 0 : (double) candidate.requests() / all;
        }
    }

    /** Evidence of one segment. */
    public static RateEvidence of(Counts baseline, Counts candidate) {
        return new RateEvidence(List.of(new Segment(baseline, candidate)));
    }

    /** The baseline's counts over all segments. */
    public Counts baseline() {
        Counts sum = Counts.NONE;
        for (Segment segment : segments) {
            sum = sum.plus(segment.baseline());
        }
        return sum;
    }

    /** The candidate's counts over all segments. */
    public Counts candidate() {
        Counts sum = Counts.NONE;
        for (Segment segment : segments) {
            sum = sum.plus(segment.candidate());
        }
        return sum;
    }
}
