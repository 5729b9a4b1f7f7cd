package io.fairlead.testkit.client;

/** How a connection can fail a client. */
public enum ClientError {
    /** Nobody listens. */
    REFUSED,
    /** The peer closed before the response was complete. */
    CLOSED,
    /** The peer reset the connection. */
    RESET,
    /** The peer reset the stream, in HTTP/2. */
    STREAM_RESET,
    /** The time limit passed. */
    TIMEOUT,
    /** The peer sent something that is no response. */
    MALFORMED
}
