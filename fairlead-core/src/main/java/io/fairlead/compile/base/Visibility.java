package io.fairlead.compile.base;

import java.util.Collection;

/** Who may see an object, by its {@code exportTo} and from one namespace. Source: Istio {@code pkg/config/visibility}. */
public enum Visibility {
    /** The viewer's own object, not shown to everybody. */
    PRIVATE,
    /** Shown to the viewer's namespace by name. */
    EXPORTED,
    /** Shown to everybody. */
    PUBLIC,
    /** Not shown to the viewer. */
    HIDDEN;

    /**
     * How an object is seen.
     *
     * @param exportTo empty means everybody; {@code *} wins over everything else, {@code ~} over names
     * @param owner the object's namespace
     * @param viewer the workload's namespace
     */
    public static Visibility of(Collection<String> exportTo, String owner, String viewer) {
        if (exportTo.isEmpty() || exportTo.contains("*")) {
            return PUBLIC;
        }
        if (exportTo.contains("~")) {
            return HIDDEN;
        }
        if (owner.equals(viewer)) {
            return exportTo.contains(".") || exportTo.contains(owner) ? PRIVATE : HIDDEN;
        }
        return exportTo.contains(viewer) ? EXPORTED : HIDDEN;
    }
}
