package io.fairlead.routing;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A header name in lower case, with its bytes and hash at hand. Immutable. */
public final class HeaderName {
    private final String text;
    private final byte[] bytes;
    private final int hash;

    private HeaderName(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        this.hash = hash(bytes, 0, bytes.length);
    }

    /** The name, lower-cased. */
    public static HeaderName of(String name) {
        return new HeaderName(name.toLowerCase(Locale.ROOT));
    }

    /** The hash of a lower-case header name: start at 0, and for each byte {@code hash * 31 + byte}. */
    public static int hash(byte[] name, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + name[i];
        }
        return hash;
    }

    /** How many bytes the name has. */
    public int length() {
        return bytes.length;
    }

    /** Copies the name's bytes to {@code target} and returns the position behind them. */
    public int copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
        return at + bytes.length;
    }

    /** The name's bytes; not copied, read only. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HeaderName that && text.equals(that.text);
    }

    /** The value of {@link #hash(byte[], int, int)} over the whole name. */
    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return text;
    }
}
