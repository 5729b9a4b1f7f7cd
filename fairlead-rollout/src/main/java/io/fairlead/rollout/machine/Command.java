package io.fairlead.rollout.machine;

import java.util.Locale;

/**
 * What a person asks for.
 *
 * @param user who
 * @param why for the audit log
 */
public record Command(Verb verb, String user, String why) {
    /** What can be asked for. */
    public enum Verb {
        PAUSE,
        RESUME,
        APPROVE,
        PROMOTE,
        SKIP,
        ABORT,
        UNDO;

        /** As it is typed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
