package io.fairlead.rollout.machine;

/** Where a run stands. */
public enum Phase {
    /** The candidate is not ready for traffic yet. */
    PENDING,
    /** Traffic goes over. */
    PROGRESSING,
    /** Measurements are missing: the weight stays and time stands still. */
    HOLDING,
    /** People have to agree to the next step. */
    GATED,
    /** A person has to say how to go on. */
    PAUSED,
    /** All traffic went over, and the guards still watch. */
    BAKING,
    /** The candidate is the version in use. */
    PROMOTED,
    /** The stable version has all traffic again. */
    ROLLED_BACK,
    /** Another release took this one's place. */
    SUPERSEDED;

    /** Whether the run is over. */
    public boolean isFinal() {
        return this == PROMOTED || this == ROLLED_BACK || this == SUPERSEDED;
    }

    /** Whether the guards watch. */
    public boolean isWatched() {
        return !isFinal() && this != PENDING;
    }
}
