package io.fairlead.proxy.http1;

/** How the end of a message's body is found (RFC 9112 section 6.3). */
public enum BodyFraming {
    /** There is no body. */
    NONE,
    /** The body has {@link MessageHead#contentLength()} bytes, which may be 0. */
    LENGTH,
    /** The body is chunked; {@link ChunkedReader} reads it. */
    CHUNKED,
    /** The body ends with the connection; responses only. */
    UNTIL_CLOSE
}
