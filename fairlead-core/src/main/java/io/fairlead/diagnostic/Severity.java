package io.fairlead.diagnostic;

/** How bad a finding is, worst first. */
public enum Severity {
    /** The object, or the part named, is not used. */
    ERROR,
    /** The object is used, but does probably not do what its author wants. */
    WARNING,
    /** Worth knowing; nothing needs to change. */
    INFO
}
