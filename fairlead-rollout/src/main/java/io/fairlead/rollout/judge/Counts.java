package io.fairlead.rollout.judge;

/**
 * How many requests there were, and how many of them were bad.
 *
 * @param requests 0 or more
 * @param bad from 0 to {@code requests}
 */
public record Counts(long requests, long bad) {
    /** No requests. */
    public static final Counts NONE = new Counts(0, 0);

    public Counts {
        if (bad < 0 || bad > requests) {
            throw new IllegalArgumentException(bad + " bad of " + requests + " requests");
        }
    }

    /** The bad share, 0 if there were no requests. */
    public double rate() {
        return requests == 0 ? 0 : (double) bad / requests;
    }

    /** Both together. */
    public Counts plus(Counts other) {
        return new Counts(requests + other.requests, bad + other.bad);
    }
}
