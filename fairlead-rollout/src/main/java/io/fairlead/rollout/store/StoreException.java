package io.fairlead.rollout.store;

/** Thrown when something cannot be stored, or what was stored cannot be read. */
public final class StoreException extends RuntimeException {
    /** Says what, and why. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
