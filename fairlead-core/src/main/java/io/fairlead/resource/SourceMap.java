package io.fairlead.resource;

/** Where each field of one object was written. Immutable; any thread. */
@FunctionalInterface
public interface SourceMap {
    /** A map that knows no place, for objects that were not read from a text. */
    SourceMap NONE = path -> SourcePosition.UNKNOWN;

    /** The place of the field, or of its nearest enclosing field that was written. */
    SourcePosition at(FieldPath path);

    /** Whether the field itself was written, so that {@link #at} tells its own place and not an enclosing field's. */
    default boolean isWritten(FieldPath path) {
        return path.equals(FieldPath.ROOT);
    }
}
