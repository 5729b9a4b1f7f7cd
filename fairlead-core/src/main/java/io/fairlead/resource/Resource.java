package io.fairlead.resource;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One object as it was read. Two are equal if they say the same, wherever they are written. Immutable.
 *
 * @param ref its kind, namespace and name, the same as in {@code metadata}
 * @param apiVersion as written, for example {@code networking.istio.io/v1}
 * @param source where each field was written, {@link SourceMap#NONE} if it was not read from a text
 */
public record Resource<S extends ResourceSpec>(
        ResourceRef ref, String apiVersion, ObjectMeta metadata, S spec, SourceMap source) {
    /** The place of a field, or of its nearest enclosing field that was written. */
    public SourcePosition position(FieldPath path) {
        return source.at(path);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Resource<?> that
                && ref.equals(that.ref)
                && apiVersion.equals(that.apiVersion)
                && metadata.equals(that.metadata)
                && spec.equals(that.spec);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ref, apiVersion, metadata, spec);
    }
}
