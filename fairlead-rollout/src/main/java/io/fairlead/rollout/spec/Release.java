package io.fairlead.rollout.spec;

/**
 * What is released against what. Another release is another run.
 *
 * @param revision names what is behind the candidate where its subset keeps its name, or ""
 */
public record Release(Version stable, Version candidate, String revision) {
    /** Whether there is nothing to release. */
    public boolean isBackToStable() {
        return stable.equals(candidate);
    }
}
