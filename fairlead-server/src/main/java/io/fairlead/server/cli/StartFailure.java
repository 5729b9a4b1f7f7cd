package io.fairlead.server.cli;

/** Something outside stops the command from running: an address in use, a folder that cannot be written. */
final class StartFailure extends RuntimeException {
    /**
     * A failure whose message is for the user.
     *
     * @param message what is wrong and what to do, in one or two sentences
     */
    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
