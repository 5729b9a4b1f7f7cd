package io.fairlead.proxy.http;

import io.fairlead.proxy.listen.AcceptedConnection;
import io.fairlead.proxy.listen.ContentAcceptor;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hands connections that carry HTTP to the worker of their event loop. Any event loop. */
public final class HttpAcceptor implements ContentAcceptor {
    private final Map<EventLoop, HttpWorker> workers;

    /** An acceptor for the event loops of {@code workers}. */
    public HttpAcceptor(List<HttpWorker> workers) {
        this.workers = workers.stream()
                .collect(
                        Collectors.toUnmodifiableMap(worker -> worker.upstream().eventLoop(), Function.identity()));
    }

    @Override
    public void accept(AcceptedConnection connection) {
        HttpWorker worker = workers.get(connection.channel().eventLoop());
        if (worker == null) {
            throw new IllegalStateException("no worker for the event loop of " + connection);
        }
        connection.channel().pipeline().addLast(new ProtocolSniffer(worker, connection));
    }
}
