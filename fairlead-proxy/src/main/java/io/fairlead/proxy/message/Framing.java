package io.fairlead.proxy.message;

import io.fairlead.proxy.http1.BodyFraming;

/** How the body of a message goes out. */
public enum Framing {
    /** There is no body; a Content-Length line says what it would have had. */
    NONE,
    /** There is no body, and no line among the headers says so, as HTTP/1.1 would need it. */
    EMPTY,
    /** A Content-Length line is among the headers. */
    LENGTH,
    /** The length is not known: HTTP/1.1 sends chunks. */
    CHUNKED;

    /** How a body that came framed as {@code framing} goes out. */
    public static Framing of(BodyFraming framing) {
        return switch (framing) {
            case NONE -> NONE;
            case LENGTH -> LENGTH;
            case CHUNKED, UNTIL_CLOSE -> CHUNKED;
        };
    }
}
