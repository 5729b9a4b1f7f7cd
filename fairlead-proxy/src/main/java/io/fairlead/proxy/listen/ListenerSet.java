package io.fairlead.proxy.listen;

import io.fairlead.proxy.upstream.Transport;
import io.fairlead.routing.Listener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets of the proxy. {@link #open} comes before a snapshot is published and {@link #serve} after it. In
 * between, the kernel completes handshakes on the new sockets but nothing is accepted, so that no connection is ever served by
 * tables that do not know its listener. Changes come from one thread at a time, under this object's lock.
 */
public final class ListenerSet {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerSet.class);

    /** How many connections the kernel may hold for us before we accept them. */
    private static final int ACCEPT_BACKLOG = 4096;

    private final EventLoopGroup loops;
    private final Transport transport;
    private final ConnectionAcceptor acceptor;
    private final Map<ListenerKey, BoundListener> open = new LinkedHashMap<>();

    /** A set without listeners, whose connections are spread over {@code loops} and handed to {@code acceptor}. */
    public ListenerSet(EventLoopGroup loops, Transport transport, ConnectionAcceptor acceptor) {
        this.loops = loops;
        this.transport = transport;
        this.acceptor = acceptor;
    }

    /**
     * Opens those of {@code wanted} that are not open yet. They accept nothing before {@link #serve}.
     *
     * @return completed, never exceptionally, when every socket is bound or has failed
     */
    public synchronized CompletableFuture<List<ListenerFailure>> open(Collection<Listener> wanted) {
        List<CompletableFuture<Void>> pending = new ArrayList<>();
        List<ListenerFailure> failures = new ArrayList<>();
        for (Listener listener : wanted) {
            ListenerKey key = ListenerKey.of(listener);
            if (!open.containsKey(key)) {
                pending.add(bind(key, failures));
            }
        }
        return CompletableFuture.allOf(pending.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> {
                    synchronized (failures) {
                        return List.copyOf(failures);
                    }
                });
    }

    private CompletableFuture<Void> bind(ListenerKey key, List<ListenerFailure> failures) {
        BoundListener listener = new BoundListener(key);
        CompletableFuture<Void> result = new CompletableFuture<>();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops, new LaterRegistration(loops))
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        acceptor.accept(listener, connection);
                    }
                });
        ChannelFuture binding = bootstrap.bind(key.address(), key.port());
        binding.addListener(done -> {
            if (done.isSuccess()) {
                opened(listener, binding.channel());
            } else {
                String reason = String.valueOf(done.cause().getMessage());
                LOG.warn("listener.failed address={} reason=\"{}\"", key, reason);
                synchronized (failures) {
                    failures.add(new ListenerFailure(key, reason));
                }
            }
            result.complete(null);
        });
        return result;
    }

    private synchronized void opened(BoundListener listener, Channel channel) {
        listener.bound(channel);
        open.put(listener.key(), listener);
        LOG.info("listener.opened address={}", listener.key());
    }

    /** Lets those of {@code wanted} that are open accept connections, and drains all others. */
    public synchronized void serve(Collection<Listener> wanted) {
        List<ListenerKey> stale = new ArrayList<>(open.keySet());
        wanted.forEach(listener -> stale.remove(ListenerKey.of(listener)));
        for (ListenerKey key : stale) {
            BoundListener listener = open.remove(key);
            if (listener != null) {
                listener.drain();
                LOG.info("listener.closed address={}", key);
            }
        }
        open.values().forEach(BoundListener::accept);
    }

    /** The addresses that are open. */
    public synchronized List<ListenerKey> keys() {
        return List.copyOf(open.keySet());
    }
}
