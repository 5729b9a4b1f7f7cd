package io.fairlead.testkit.backend;

import java.time.Duration;

/**
 * How a backend treats the requests it gets.
 *
 * @param times within a script: for how many requests, 0 means for all that follow; outside of one it is not looked at
 * @param status the status to answer with, 0 means 200
 * @param delay the wait before the answer
 * @param ending what happens instead of an answer, if anything
 * @param grpcStatus the status of a gRPC call that fails at once, empty for one that succeeds
 */
public record Behaviour(int times, int status, Duration delay, Ending ending, String grpcStatus) {
    /** Answers 200 at once. */
    public static final Behaviour NORMAL = new Behaviour(0, 0, Duration.ZERO, Ending.ANSWER, "");

    /** Does not listen at all. */
    public static final Behaviour DOWN = NORMAL.ending(Ending.DOWN);

    /** What becomes of a request, or of the whole backend. */
    public enum Ending {
        /** The request is answered. */
        ANSWER,
        /** The connection is reset, by an RST, instead of an answer. */
        RESET,
        /** The connection is closed instead of an answer. */
        CLOSE,
        /** The backend does not listen; open connections are closed. */
        DOWN
    }

    /** The same for this many requests of a script. */
    public Behaviour times(int count) {
        return new Behaviour(count, status, delay, ending, grpcStatus);
    }

    /** The same with another status. */
    public Behaviour status(int code) {
        return new Behaviour(times, code, delay, ending, grpcStatus);
    }

    /** The same with another delay. */
    public Behaviour delay(Duration wait) {
        return new Behaviour(times, status, wait, ending, grpcStatus);
    }

    /** The same with another ending. */
    public Behaviour ending(Ending other) {
        return new Behaviour(times, status, delay, other, grpcStatus);
    }

    /** The same with a gRPC call that fails with this status. */
    public Behaviour grpcStatus(String code) {
        return new Behaviour(times, status, delay, ending, code);
    }
}
