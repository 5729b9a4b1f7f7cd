package io.fairlead.rollout.judge;

/**
 * The detector of a candidate that fails nearly every request. It needs no baseline, so it works at any weight, and decides
 * within about eight requests: each failure is {@value #FAILING}/{@value #BORDER} times as likely if the candidate is broken
 * as if it fails every other request, each success the other way round, and the product is never let below 1, so that a
 * candidate which breaks late is found as fast. Eight failures in a row raise the alarm, or more with successes between.
 *
 * <p>A candidate that fails independently with rate {@code p} starts such a run at a given request with probability
 * {@code p^8}: for {@code p} = 5 % that is 4 in 10^11. While the baseline fails every other request too, the trouble is not
 * the candidate's, and the alarm is held back.
 *
 * <p>Not thread-safe: its owner polls.
 */
public final class FailFast {
    /** The failure rate of a broken candidate. */
    static final double FAILING = 0.95;

    /** The failure rate from which the alarm may be wrong. */
    static final double BORDER = 0.5;

    private static final double FAILURE = Math.log(FAILING / BORDER);
    private static final double SUCCESS = Math.log((1 - FAILING) / (1 - BORDER));
    private static final double ALARM = Math.log(100);
    /** How many failures the alarm takes at least. */
    public static final int FEWEST_FAILURES = (int) Math.ceil(ALARM / FAILURE);

    private double evidence;
    private Counts baseline = Counts.NONE;

    /** Takes what was counted since the last call. True if the candidate is broken. */
    public boolean observe(Counts newBaseline, Counts newCandidate) {
        if (newCandidate.requests() == 0) {
            baseline = baseline.plus(newBaseline);
            return false;
        }
        baseline = evidence == 0 ? newBaseline : baseline.plus(newBaseline);
        long good = newCandidate.requests() - newCandidate.bad();
        evidence = Math.max(0, evidence + good * SUCCESS + newCandidate.bad() * FAILURE);
        return evidence >= ALARM && 2 * baseline.bad() <= baseline.requests();
    }
}
