package io.fairlead.diagnostic;

import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * One finding about the configuration, for a person to act on.
 *
 * @param resource the object it is about, null if the text could not be taken as an object
 * @param path the field it is about, {@link FieldPath#ROOT} for the object as a whole
 * @param message what is wrong, with the offending value, in one sentence
 * @param advice what to do next, in one sentence; empty where the message says it
 */
public record Diagnostic(
        Code code,
        Severity severity,
        @Nullable ResourceRef resource,
        FieldPath path,
        SourcePosition position,
        String message,
        String advice) {
    /** Whether the object or part named must not be used. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** One line: position, severity, code, object, field, message and advice. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        line.append(position)
                .append(": ")
                .append(severity.name().toLowerCase(java.util.Locale.ROOT))
                .append(' ')
                .append(code);
        if (resource != null) {
            line.append(' ').append(resource);
        }
        if (!path.equals(FieldPath.ROOT)) {
            line.append(' ').append(path);
        }
        line.append(": ").append(message);
        return advice.isEmpty()
                ? line.toString()
                : line.append(" ").append(advice).toString();
    }
}
