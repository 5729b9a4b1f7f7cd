package io.fairlead.proxy.listen;

import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Chooses the chain of every connection that is accepted, as long as there are not too many, and hands it to what serves
 * the chain's content. A connection that no chain is for is closed. Any event loop.
 */
public final class ChainAcceptor implements ConnectionAcceptor {
    private final Supplier<ChainTable> chains;
    private final Contents contents;
    private final int maxConnections;
    private final AtomicInteger open = new AtomicInteger();

    /** What serves each kind of content. */
    public record Contents(ContentAcceptor http, ContentAcceptor tcp) {
        ContentAcceptor of(Content content) {
            if (content instanceof Content.Http) {
                return http;
            }
            if (content instanceof Content.Tcp) {
                return tcp;
            }
            throw new AssertionError("unknown content " + content);
        }
    }

    /**
     * An acceptor of at most {@code maxConnections} connections at a time.
     *
     * @param chains those in force, read once for every connection
     */
    public ChainAcceptor(Supplier<ChainTable> chains, Contents contents, int maxConnections) {
        this.chains = chains;
        this.contents = contents;
        this.maxConnections = maxConnections;
    }

    @Override
    public void accept(BoundListener listener, Channel connection) {
        if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            connection.close();
            return;
        }
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        ListenerChains candidates = chains.get().of(listener.key());
        FilterChain chain = candidates == null ? null : candidates.choose("");
        if (chain == null) {
            connection.close();
            return;
        }
        contents.of(chain.content()).accept(new AcceptedConnection(listener, chain, "", connection));
    }

    /** How many connections are open. */
    public int openConnections() {
        return open.get();
    }
}
