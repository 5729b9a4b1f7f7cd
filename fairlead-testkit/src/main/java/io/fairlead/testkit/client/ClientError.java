package io.fairlead.testkit.client;

/** How a connection can fail a client. */
public enum ClientError {
    /** Nobody listens. */
    REFUSED,
    /** The peer closed before the response was complete. */
    CLOSED,
    /** The peer reset the connection. */
    RESET,
    /** The time limit passed. */
    TIMEOUT,
    /** The peer sent something that is no HTTP/1.1 response. */
    MALFORMED
}
