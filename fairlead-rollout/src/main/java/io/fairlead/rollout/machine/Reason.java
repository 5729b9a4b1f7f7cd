package io.fairlead.rollout.machine;

/** Why a run is where it is. */
public enum Reason {
    STARTED,
    STEP,
    /** The candidate has no endpoint that is ready. */
    CANDIDATE_NOT_READY,
    /** A guard has no data, or its source does not answer. */
    HOLD_NO_DATA,
    /** Data did not come back in time. */
    NO_DATA,
    /** A query gives several results, or is refused. */
    BAD_QUERY,
    /** The step's time is over without enough samples, or without the proof that is asked for. */
    INCONCLUSIVE,
    /** A guard failed. */
    GUARD_FAILED,
    /** Nearly every request of the candidate failed. */
    HARD_FAILURE,
    /** A guard failed, or nearly every request, after all traffic had gone over. */
    BAKE_REGRESSION,
    /** The traffic does not follow the weights. */
    SAMPLE_RATIO_MISMATCH,
    /** Someone else changed the weights. */
    FOREIGN_EDIT,
    /** Approvals are awaited. */
    GATE,
    /** Approvals did not come in time. */
    GATE_EXPIRED,
    /** All steps and the bake time are done. */
    COMPLETED,
    /** A person promoted the candidate. */
    COMMAND_PROMOTE,
    /** A person paused the run. */
    COMMAND_PAUSE,
    /** A person let the run go on. */
    COMMAND_RESUME,
    /** A person skipped a step. */
    COMMAND_SKIP,
    /** A person gave the candidate up. */
    COMMAND_ABORT,
    /** A person went back after the promotion. */
    COMMAND_UNDO,
    /** Another release was written. */
    NEW_RELEASE,
    /** The candidate was made the stable version again. */
    BACK_TO_STABLE,
    /** The steps or policies were changed. */
    SPEC_EDITED,
    /** The Rollout was deleted. */
    DELETED
}
