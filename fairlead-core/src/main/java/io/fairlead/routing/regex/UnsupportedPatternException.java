package io.fairlead.routing.regex;

/** A valid pattern goes beyond what can be made a table of. */
final class UnsupportedPatternException extends Exception {
    UnsupportedPatternException(String what) {
        super(what);
    }
}
