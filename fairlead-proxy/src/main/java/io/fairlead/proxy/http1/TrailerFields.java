package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts together the fields behind a body, as strictly as {@link HeadFields}. One serves many messages; not thread-safe. */
public final class TrailerFields implements FieldSink {
    private final HttpLimits limits;
    private final HeaderLines lines = new HeaderLines();
    private byte[] bytes = new byte[256];
    private int filled;
    private boolean malformed;

    /** Keeps to {@code limits}. */
    public TrailerFields(HttpLimits limits) {
        this.limits = limits;
    }

    /** Begins anew. */
    public void begin() {
        filled = 0;
        malformed = false;
        lines.reset(bytes);
    }

    @Override
    public void field(byte[] source, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int needed = nameTo - nameFrom + valueTo - valueFrom;
        if (needed > limits.maxTrailerBytes() - filled
                || lines.count() == limits.maxHeaders()
                || !HeadFields.isValue(source, valueFrom, valueTo)
                || !isTrailer(source, nameFrom, nameTo)) {
            malformed = true;
            return;
        }
        if (filled + needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(filled + needed, 2 * bytes.length));
            lines.moved(bytes);
        }
        int name = filled;
        int value = name + nameTo - nameFrom;
        System.arraycopy(source, nameFrom, bytes, name, nameTo - nameFrom);
        System.arraycopy(source, valueFrom, bytes, value, valueTo - valueFrom);
        filled += needed;
        lines.add(HeaderName.hash(bytes, name, value), name, value, value, filled);
    }

    private static boolean isTrailer(byte[] source, int from, int to) {
        for (int i = from; i < to; i++) {
            if (source[i] <= 0 || CharClass.TOKEN[source[i]] != source[i]) {
                return false;
            }
        }
        KnownField field = KnownField.of(HeaderName.hash(source, from, to), source, from, to);
        return from < to && field == null;
    }

    /** The fields; null if they break the rules of HTTP/2. Valid until the next {@link #begin}. */
    public @Nullable HeaderLines finish() {
        return malformed ? null : lines;
    }
}
