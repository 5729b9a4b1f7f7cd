package io.fairlead.routing.tls;

import io.fairlead.resource.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Certificates or a key as text, in PEM form or not: nobody has checked it. Compares by content but never prints it, also not
 * where records are printed component by component: it may be a private key. Immutable.
 */
public final class PemText {
    private final Bytes content;

    private PemText(Bytes content) {
        this.content = content;
    }

    /** The text with this content. */
    public static PemText of(Bytes content) {
        return new PemText(content);
    }

    /** The text itself. Not for messages. */
    public Bytes content() {
        return content;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PemText that && content.equals(that.content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    @Override
    public String toString() {
        return "PemText[" + content.size() + "]";
    }
}
