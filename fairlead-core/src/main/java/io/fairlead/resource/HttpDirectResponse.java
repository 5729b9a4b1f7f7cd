package io.fairlead.resource;

import org.jspecify.annotations.Nullable;

/**
 * An answer without an upstream.
 *
 * @param status 0 if not written
 * @param body null means none
 */
public record HttpDirectResponse(long status, @Nullable HttpBody body) {
    /**
     * The body of a direct response.
     *
     * @param specifier null means an empty body
     */
    public record HttpBody(@Nullable Specifier specifier) {
        /** The body's bytes; none if nothing is specified. */
        public Bytes content() {
            if (specifier instanceof Text text) {
                return Bytes.ofUtf8(text.string());
            }
            if (specifier instanceof Binary binary) {
                return binary.bytes();
            }
            return Bytes.EMPTY;
        }
    }

    /** How a body is written. */
    @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
    public sealed interface Specifier {}

    /** A text, sent as UTF-8. */
    public record Text(String string) implements Specifier {}

    /** Bytes, written in base64. */
    public record Binary(Bytes bytes) implements Specifier {}
}
