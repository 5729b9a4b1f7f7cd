package io.fairlead.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that does literally what a test says, one thread for each connection. */
final class RawUpstream implements AutoCloseable {
    static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What happens on one connection. */
    @FunctionalInterface
    interface Script {
        void play(Peer proxy) throws Exception;
    }

    private RawUpstream(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    static RawUpstream start(Script script) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
            RawUpstream upstream = new RawUpstream(socket, script);
            upstream.thread(upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers each head with the same bytes, connection after connection. Requests have no bodies. */
    static RawUpstream answering(String response) {
        return start(proxy -> {
            while (!proxy.head().isEmpty()) {
                proxy.write(response);
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections were accepted. */
    int accepted() {
        return accepted.get();
    }

    /** How many scripts are over, for which the connections are closed too. */
    int ended() {
        return ended.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                int number = accepted.incrementAndGet();
                thread(() -> serve(socket, number));
            } catch (SocketException e) {
                // Closed.
            } catch (IOException e) {
                failures.add(e);
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.play(new Peer(socket, number));
        } catch (IOException e) {
            // The proxy went away, or the test is over.
        } catch (Exception | AssertionError e) {
            failures.add(e);
        } finally {
            open.remove(socket);
            ended.incrementAndGet();
        }
    }

    private void thread(Runnable work) {
        Thread thread = new Thread(work, "upstream-" + port());
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections, and fails if a script did. */
    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Throwable failure = failures.poll();
        if (failure != null) {
            throw new AssertionError("the upstream's script failed", failure);
        }
    }

    /** The proxy's end of a connection, as the upstream sees it. */
    static final class Peer {
        private final Socket socket;
        private final InputStream in;
        private final int number;

        Peer(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.number = number;
        }

        /** Which connection this is, from 1. */
        int number() {
            return number;
        }

        /** The next head with its empty line, "" at the end of the stream. */
        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0 && head.size() == 0) {
                    return "";
                }
                if (octet < 0) {
                    throw new EOFException("in a head: " + head.toString(StandardCharsets.ISO_8859_1));
                }
                head.write(octet);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        /** The next bytes, exactly this many. */
        String bytes(int count) throws IOException {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("after " + bytes.length + " of " + count + " bytes");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        /** Reads and drops this many bytes. */
        void skip(long count) throws IOException {
            in.skipNBytes(count);
        }

        /** Reads until this text has come. */
        String until(String end) throws IOException {
            StringBuilder text = new StringBuilder();
            while (text.indexOf(end) < 0) {
                text.append(bytes(1));
            }
            return text.toString();
        }

        /** Reads and drops a chunked body. */
        void untilLastChunk() throws IOException {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                skip(size + 2L);
            }
            skip(2);
        }

        private int chunkSize() throws IOException {
            return Integer.parseInt(until("\r\n").strip(), 16);
        }

        OutputStream output() throws IOException {
            return socket.getOutputStream();
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Waits until the proxy closes or resets. */
        void awaitEnd() {
            try {
                while (in.read() >= 0) {
                    // Dropped.
                }
            } catch (IOException e) {
                // That is an end, too.
            }
        }

        /** Sends nothing more, but still reads. */
        void endOutput() throws IOException {
            socket.shutdownOutput();
        }

        /** Closes with an RST. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
