package io.fairlead.proxy.tls;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A text in PEM form, and where it is from. Never printed: it may be a private key. Immutable as long as nobody writes. */
final class Pem {
    private final String origin;
    private final byte[] content;

    Pem(String origin, byte[] content) {
        this.origin = origin;
        this.content = content;
    }

    /** The file, or the object and key, for messages. */
    String origin() {
        return origin;
    }

    /** Not copied. */
    byte[] content() {
        return content;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pem that && origin.equals(that.origin) && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * origin.hashCode() + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return origin;
    }
}
