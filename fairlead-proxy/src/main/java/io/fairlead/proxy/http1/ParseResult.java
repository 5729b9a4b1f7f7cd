package io.fairlead.proxy.http1;

/** What parsing some bytes of a head came to. */
public enum ParseResult {
    /** All readable bytes were taken and the head is not complete; call again when more have come. */
    NEED_MORE,
    /** The head is complete, and the buffer's reader index is at the first byte behind it. */
    DONE,
    /** The head is refused, see {@link MessageHead#refusal()}; nothing more can be read from this connection. */
    ERROR
}
