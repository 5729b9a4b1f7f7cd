package io.fairlead.rollout.spec;

/**
 * One of the two versions of a release.
 *
 * @param host fully qualified, in lower case
 * @param subset "" for the whole service
 * @param port 0 for that of the route
 */
public record Version(String host, String subset, int port) {
    @Override
    public String toString() {
        return subset.isEmpty() ? host : host + "/" + subset;
    }
}
