package io.fairlead.proxy.listen;

/** Takes over connections that carry one kind of content. */
@FunctionalInterface
public interface ContentAcceptor {
    /**
     * Adds what serves the connection to the end of its pipeline. Called on the connection's event loop; what has come from
     * the client already is read by what is added now. The channel may be active already: then no handler is told so again.
     */
    void accept(AcceptedConnection connection);
}
