package io.fairlead.proxy.tcp;

import io.fairlead.proxy.listen.AcceptedConnection;
import io.fairlead.proxy.listen.ContentAcceptor;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hands connections that carry mere bytes to the worker of their event loop. Any event loop. */
public final class TcpAcceptor implements ContentAcceptor {
    private final Map<EventLoop, TcpWorker> workers;

    /** An acceptor for the event loops of {@code workers}. */
    public TcpAcceptor(List<TcpWorker> workers) {
        this.workers = workers.stream()
                .collect(
                        Collectors.toUnmodifiableMap(worker -> worker.upstream().eventLoop(), Function.identity()));
    }

    @Override
    public void accept(AcceptedConnection connection) {
        TcpWorker worker = workers.get(connection.channel().eventLoop());
        if (worker == null) {
            throw new IllegalStateException("no worker for the event loop of " + connection);
        }
        connection.channel().pipeline().addLast(new TcpConnection(worker, connection));
    }
}
