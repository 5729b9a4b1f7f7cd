package io.fairlead.proxy.tls;

/**
 * TLS settings whose newest certificates cannot be used.
 *
 * @param name of what they serve: the route table of a listener, or a cluster
 * @param reason a part of a sentence
 * @param effect what becomes of connections
 */
public record TlsFailure(String name, String reason, Effect effect) {
    /** What becomes of connections. */
    public enum Effect {
        /** They are made with the certificates before. */
        LAST_GOOD_KEPT,
        /** They are refused. */
        NO_CONNECTIONS
    }
}
