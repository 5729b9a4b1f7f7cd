package io.fairlead.proxy.listen;

import io.netty.channel.Channel;

/** Takes over accepted connections. */
@FunctionalInterface
public interface ConnectionAcceptor {
    /** Prepares the pipeline of a connection to {@code listener}. Called on the connection's event loop. */
    void accept(BoundListener listener, Channel connection);
}
