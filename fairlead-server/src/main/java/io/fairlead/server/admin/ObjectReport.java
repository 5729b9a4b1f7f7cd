package io.fairlead.server.admin;

import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourcePosition;

/**
 * What became of one object that was read.
 *
 * @param position where it begins
 */
public record ObjectReport(ResourceRef ref, Status status, SourcePosition position) {
    /** What is used of an object. */
    public enum Status {
        /** The object as it was read. */
        ACCEPTED("accepted"),
        /** Nothing: it is wrong, and no earlier version of it was right. */
        REJECTED("rejected"),
        /** Its last version that was right; the newest is wrong. */
        KEPT_LAST_GOOD("kept-last-good");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        /** The form shown to users, for example {@code kept-last-good}. */
        public String label() {
            return label;
        }
    }
}
