package io.fairlead.rollout.judge;

/** What a judge says of a candidate. Only {@link #FAIL} speaks against it; the last three say that nothing is known. */
public enum Outcome {
    /** Shown to be no worse than allowed. */
    PASS,
    /** Shown to be worse than allowed. */
    FAIL,
    /** There is data, and it proves neither. */
    INCONCLUSIVE,
    /** There is nothing to judge yet, or not enough of it. */
    NO_DATA,
    /** The data cannot be judged: not a number, ambiguous, or its source failed. */
    ERROR
}
