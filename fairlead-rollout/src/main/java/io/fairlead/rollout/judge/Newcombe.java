package io.fairlead.rollout.judge;

/** Newcombe's interval for the difference of two rates, from Wilson's intervals of each (his method 10). */
final class Newcombe {
    private Newcombe() {}

    /** Candidate less baseline; each end errs with probability {@code alpha}. */
    static Interval difference(Counts baseline, Counts candidate, double alpha) {
        double z = Probability.upperPoint(alpha);
        double p0 = baseline.rate();
        double p1 = candidate.rate();
        double low = p1 - p0 - Math.hypot(p1 - wilson(candidate, -z), wilson(baseline, z) - p0);
        double high = p1 - p0 + Math.hypot(wilson(candidate, z) - p1, p0 - wilson(baseline, -z));
        return new Interval("difference of rates", low, high);
    }

    private static double wilson(Counts counts, double z) {
        double n = counts.requests();
        double p = counts.rate();
        double square = z * z;
        double half = z * Math.sqrt(p * (1 - p) / n + square / (4 * n * n));
        return (p + square / (2 * n) + half) / (1 + square / n);
    }
}
