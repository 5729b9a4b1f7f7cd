package io.fairlead.testkit.backend;

import io.fairlead.testkit.tls.TlsServing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A server of HTTP/1.1 and, for clients with prior knowledge, HTTP/2 on loopback that answers with a JSON description of the
 * request. A WebSocket gets its name as the first message, and then every message back.
 *
 * <p>It is written on plain sockets, one thread a connection, so that it shares no code with the proxy in front of it. A
 * request may ask for another answer by {@code x-echo-*} headers (see {@code conformance/README.md}), and a test may
 * change how the backend behaves. Thread-safe.
 */
public final class EchoBackend implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final String name;
    private final HitLog log;
    private final @Nullable TlsServing tls;
    private final Talk talk;
    private final Set<EchoConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile Script script = new Script(List.of(), Behaviour.NORMAL);
    private int port;
    private @Nullable ServerSocket server;
    private @Nullable Thread acceptor;

    /** What is spoken. */
    public enum Talk {
        /** HTTP/1.1. */
        HTTP,
        /** Its name in a first line, and then whatever it hears. */
        BYTES
    }

    private EchoBackend(String name, int port, HitLog log, @Nullable TlsServing tls, Talk talk) {
        this.talk = talk;
        this.name = name;
        this.port = port;
        this.log = log;
        this.tls = tls;
    }

    /**
     * A backend that listens.
     *
     * @param port 0 means any free port
     * @throws UncheckedIOException if the port cannot be bound
     */
    public static EchoBackend start(String name, int port, HitLog log) {
        EchoBackend backend = stopped(name, port, log);
        backend.listen();
        return backend;
    }

    /**
     * A backend that listens and ends TLS.
     *
     * @param port 0 means any free port
     * @throws UncheckedIOException if the port cannot be bound
     */
    public static EchoBackend start(String name, int port, HitLog log, TlsServing tls) {
        EchoBackend backend = stopped(name, port, log, tls);
        backend.listen();
        return backend;
    }

    /** A backend on this port that does not listen yet. */
    public static EchoBackend stopped(String name, int port, HitLog log) {
        return new EchoBackend(name, port, log, null, Talk.HTTP);
    }

    /**
     * A backend on this port that does not listen yet.
     *
     * @param tls null for no TLS
     */
    public static EchoBackend stopped(String name, int port, HitLog log, @Nullable TlsServing tls) {
        return new EchoBackend(name, port, log, tls, Talk.HTTP);
    }

    /**
     * A backend on this port that does not listen yet.
     *
     * @param tls null for no TLS
     */
    public static EchoBackend stopped(String name, int port, HitLog log, @Nullable TlsServing tls, Talk talk) {
        return new EchoBackend(name, port, log, tls, talk);
    }

    /** Its name, which it answers with in {@code x-echo-backend}. */
    public String name() {
        return name;
    }

    /** Its port on 127.0.0.1, which stays the same while it is down. */
    public synchronized int port() {
        return port;
    }

    /** Where it writes what it saw. */
    public HitLog log() {
        return log;
    }

    /** Behaves like this from now on; with {@link Behaviour#times} above 0 only for so many requests. */
    public void behave(Behaviour behaviour) {
        if (behaviour.times() > 0) {
            behave(List.of(behaviour));
            return;
        }
        script = new Script(List.of(), behaviour);
        if (behaviour.ending() == Behaviour.Ending.DOWN) {
            down();
        } else {
            listen();
        }
    }

    /** Behaves by this script from now on, and normally after its end. */
    public void behave(List<Behaviour> acts) {
        script = new Script(acts, Behaviour.NORMAL);
        listen();
    }

    @Override
    public void close() {
        down();
    }

    /** How it ends TLS, null for no TLS. */
    @Nullable
    TlsServing tls() {
        return tls;
    }

    Talk talk() {
        return talk;
    }

    Behaviour nextBehaviour() {
        return script.next();
    }

    void forget(EchoConnection connection) {
        connections.remove(connection);
    }

    private synchronized void listen() {
        if (server != null) {
            return;
        }
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            server = socket;
            port = socket.getLocalPort();
            acceptor = start("accept", () -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("backend " + name + " cannot listen on port " + port, e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                EchoConnection connection = new EchoConnection(this, accepted);
                connections.add(connection);
                if (socket.isClosed()) {
                    connection.close();
                } else {
                    start("serve", connection);
                }
            } catch (IOException e) {
                // Closed by down(), else one connection that ended before it began.
            }
        }
    }

    private synchronized void down() {
        ServerSocket socket = server;
        if (socket == null) {
            return;
        }
        server = null;
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("backend " + name + " cannot stop listening on port " + port, e);
        }
        awaitAcceptor();
        connections.forEach(EchoConnection::close);
    }

    /** The kernel goes on completing handshakes until the thread that sits in accept has noticed the end. */
    private void awaitAcceptor() {
        Thread thread = acceptor;
        acceptor = null;
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Thread start(String role, Runnable work) {
        Thread thread = new Thread(work, "echo-" + name + "-" + role);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
