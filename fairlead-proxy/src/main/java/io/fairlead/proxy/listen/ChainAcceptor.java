package io.fairlead.proxy.listen;

import io.fairlead.proxy.listen.ListenerChains.Chain;
import io.fairlead.proxy.tls.PeerIdentity;
import io.fairlead.proxy.tls.ServerTls;
import io.fairlead.routing.Listener.Content;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the chain of every connection that is accepted, as long as there are not too many, ends its TLS if the chain says
 * so, and hands it to what serves the chain's content. A connection that no chain is for is closed without a word. Any event
 * loop.
 */
public final class ChainAcceptor implements ConnectionAcceptor {
    private final Supplier<ChainTable> chains;
    private final Contents contents;
    private final Limits limits;
    private final AtomicInteger open = new AtomicInteger();
    /** Connections whose content nobody serves yet. */
    private final Set<Channel> beginning = ConcurrentHashMap.newKeySet();

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
     * What clients may take.
     *
     * @param maxConnections how many may be connected at once; more are closed as they come
     * @param handshake how long the TLS hello may take, and then the handshake
     */
    public record Limits(int maxConnections, Duration handshake) {}

    /**
     * An acceptor of connections within {@code limits}.
     *
     * @param chains those in force, read once for every connection
     */
    public ChainAcceptor(Supplier<ChainTable> chains, Contents contents, Limits limits) {
        this.chains = chains;
        this.contents = contents;
        this.limits = limits;
    }

    @Override
    public void accept(BoundListener listener, Channel connection) {
        if (open.incrementAndGet() > limits.maxConnections()) {
            open.decrementAndGet();
            connection.close();
            return;
        }
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        ListenerChains candidates = chains.get().of(listener.key());
        if (candidates == null) {
            connection.close();
        } else if (candidates.expectProxyHeader()) {
            begins(connection);
            Runnable whenRead = () -> choose(listener, candidates, connection);
            connection
                    .pipeline()
                    .addLast(new ProxyHeaderPeek(whenRead, limits.handshake().toMillis()));
        } else {
            choose(listener, candidates, connection);
        }
    }

    private void choose(BoundListener listener, ListenerChains candidates, Channel connection) {
        if (candidates.needServerName()) {
            begins(connection);
            HelloPeek peek = new HelloPeek(
                    name -> serve(listener, candidates.choose(name), name, connection),
                    limits.handshake().toMillis());
            connection.pipeline().addLast(peek);
        } else {
            serve(listener, candidates.choose(""), "", connection);
        }
    }

    private void begins(Channel connection) {
        if (beginning.add(connection)) {
            connection.closeFuture().addListener(closed -> beginning.remove(connection));
        }
    }

    private void serve(BoundListener listener, @Nullable Chain chain, String serverName, Channel connection) {
        if (chain == null) {
            connection.close();
        } else if (chain.config().tls() == null) {
            beginning.remove(connection);
            contents.of(chain.config().content())
                    .accept(new AcceptedConnection(listener, chain.config(), serverName, connection, null));
        } else {
            secure(listener, chain, serverName, connection);
        }
    }

    private void secure(BoundListener listener, Chain chain, String serverName, Channel connection) {
        ServerTls tls = chain.tls();
        SslHandler handler = tls == null ? null : tls.newHandler(connection.alloc());
        if (tls == null || handler == null) {
            connection.close();
            return;
        }
        begins(connection);
        handler.setHandshakeTimeoutMillis(limits.handshake().toMillis());
        connection.pipeline().addLast(handler);
        connection.pipeline().addLast(new HandshakeWait(() -> {
            beginning.remove(connection);
            String protocol = handler.applicationProtocol();
            AcceptedConnection.Tls agreed =
                    new AcceptedConnection.Tls(protocol == null ? "" : protocol, PeerIdentity.of(handler, tls));
            contents.of(chain.config().content())
                    .accept(new AcceptedConnection(listener, chain.config(), serverName, connection, agreed));
        }));
    }

    /** How many connections are open. */
    public int openConnections() {
        return open.get();
    }

    /** Closes the connections that are still at the beginning of TLS. Any thread. */
    public void closeBeginning() {
        beginning.forEach(Channel::close);
    }
}
