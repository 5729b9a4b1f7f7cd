package io.fairlead.testkit.hostile;

import java.util.List;

/**
 * What came of a case.
 *
 * @param transcript what the client got
 * @param bytes the same, one character a byte
 * @param requests what the upstream parsed
 * @param violations what the upstream got outside the grammar
 * @param end how the client's connection stood at the end
 * @param ranTooLong whether the case had to be cut off
 */
record Evidence(
        Transcript transcript,
        String bytes,
        List<Message> requests,
        List<String> violations,
        End end,
        boolean ranTooLong) {
    /** How a connection stands. */
    enum End {
        OPEN,
        CLOSED,
        RESET
    }

    boolean closed() {
        return end != End.OPEN;
    }
}
