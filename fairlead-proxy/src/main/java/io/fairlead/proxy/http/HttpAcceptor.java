package io.fairlead.proxy.http;

import io.fairlead.proxy.listen.BoundListener;
import io.fairlead.proxy.listen.ConnectionAcceptor;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hands accepted connections to the worker of their event loop, as long as there are not too many. Any event loop. */
public final class HttpAcceptor implements ConnectionAcceptor {
    private final Map<EventLoop, HttpWorker> workers;
    private final int maxConnections;
    private final AtomicInteger open = new AtomicInteger();

    /** An acceptor for the event loops of {@code workers}. */
    public HttpAcceptor(List<HttpWorker> workers, int maxConnections) {
        this.workers = workers.stream()
                .collect(
                        Collectors.toUnmodifiableMap(worker -> worker.upstream().eventLoop(), Function.identity()));
        this.maxConnections = maxConnections;
    }

    @Override
    public void accept(BoundListener listener, Channel connection) {
        HttpWorker worker = workers.get(connection.eventLoop());
        if (worker == null) {
            throw new IllegalStateException("no worker for the event loop of " + connection);
        }
        if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            connection.close();
            return;
        }
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        connection.pipeline().addLast(new DownstreamConnection(worker, listener));
    }

    /** How many connections are open. */
    public int openConnections() {
        return open.get();
    }
}
