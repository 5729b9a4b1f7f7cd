package io.fairlead.server.admin;

/**
 * Whether the listeners serve the newest accepted configuration.
 *
 * @param version the version that is served, 0 before the first one
 * @param reason why not, as one sentence; "" if they do
 */
public record Readiness(long version, String reason) {
    /** The listeners serve {@code version}, and there is no newer one. */
    public static Readiness ready(long version) {
        return new Readiness(version, "");
    }

    /** The listeners serve {@code version} for now, or nothing, because of {@code reason}. */
    public static Readiness notReady(long version, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a reason is needed for version " + version);
        }
        return new Readiness(version, reason);
    }

    /** Whether there is no reason to hold traffic back. */
    public boolean isReady() {
        return reason.isEmpty();
    }
}
