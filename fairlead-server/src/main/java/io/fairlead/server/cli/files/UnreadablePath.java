package io.fairlead.server.cli.files;

/** A path that a user gave is not there, or cannot be looked at. */
public final class UnreadablePath extends RuntimeException {
    /**
     * A failure whose message is for the user.
     *
     * @param message which path and why
     */
    UnreadablePath(String message, Throwable cause) {
        super(message, cause);
    }
}
