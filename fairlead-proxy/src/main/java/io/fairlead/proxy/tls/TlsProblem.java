package io.fairlead.proxy.tls;

/** Why certificates or keys cannot be used: they are missing, unreadable, or not what they should be. */
final class TlsProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * A problem.
     *
     * @param message what is wrong with what, as a part of a sentence; without any content of keys
     */
    TlsProblem(String message) {
        super(message);
        this.reason = message;
    }

    /** What is wrong. */
    String reason() {
        return reason;
    }
}
