package io.fairlead.proxy.observe;

import io.fairlead.routing.HeaderName;

/** The headers of a message as they stand now, with all changes made so far. */
public interface HeaderSource {
    /** Points {@code value} to the first value of a header; false (and {@code value} untouched) if there is none. */
    boolean find(HeaderName name, ByteSlice value);
}
