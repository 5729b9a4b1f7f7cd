package io.fairlead.testkit.property;

/** Thrown while a value is generated or checked, to say that this case proves nothing either way. */
public final class DiscardedCase extends RuntimeException {
    /** Says why. */
    public DiscardedCase(String message) {
        super(message);
    }
}
