package io.fairlead.testkit.hostile;

import io.fairlead.testkit.hostile.HostileCase.Ending;
import io.fairlead.testkit.time.Deadline;
import io.fairlead.testkit.time.Pause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An upstream that accepts nothing but strictly right requests, numbers its answers and keeps a record. */
final class RecordingUpstream implements AutoCloseable {
    private static final int MAX_KEPT_BYTES = 8 << 20;
    private static final Duration ORDERLY = Duration.ofMillis(150);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final String REFUSAL =
            "HTTP/1.1 400 Bad Request\r\nX-Rec: violation\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile Recorder recorder = new Recorder(Optional.empty());

    RecordingUpstream() throws IOException {
        server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        daemon("hostile-upstream", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Begins a new record. */
    Recorder record(Optional<HostileCase.Script> script) {
        recorder = new Recorder(script);
        return recorder;
    }

    /** Ends all connections in an orderly way, so that none of them reaches into the next case. */
    void endConnections() {
        connections.forEach(Connection::endSending);
        Deadline deadline = Deadline.in(ORDERLY);
        while (!connections.isEmpty() && !deadline.isOver()) {
            Pause.of(POLL);
        }
        connections.forEach(Connection::abort);
    }

    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(Connection::abort);
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Connection connection = new Connection(server.accept());
                connections.add(connection);
                daemon("hostile-upstream-connection", connection);
            } catch (IOException e) {
                // Closed, else one connection that ended before it began.
            }
        }
    }

    private final class Connection implements Runnable {
        private final Socket socket;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private int position;
        private boolean invited;
        private boolean dead;

        Connection(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            try (socket) {
                socket.setTcpNoDelay(true);
                byte[] block = new byte[16 * 1024];
                for (int count = socket.getInputStream().read(block);
                        count >= 0;
                        count = socket.getInputStream().read(block)) {
                    recorder.touch();
                    if (!dead && received.size() < MAX_KEPT_BYTES) {
                        received.write(block, 0, count);
                        answerAll();
                    }
                }
            } catch (IOException | IllegalStateException e) {
                // The proxy went away, or the case is over.
            } finally {
                connections.remove(this);
                recorder.touch();
            }
        }

        private void answerAll() throws IOException {
            while (!dead && position < received.size()) {
                StrictGrammar grammar =
                        new StrictGrammar(received.toString(StandardCharsets.ISO_8859_1), position, false);
                try {
                    Message request = grammar.request();
                    position = grammar.position();
                    invited = false;
                    answer(request);
                } catch (StrictGrammar.Incomplete e) {
                    invite(e.head());
                    return;
                } catch (StrictGrammar.Violation e) {
                    recorder.violated(String.valueOf(e.getMessage()));
                    dead = true;
                    write(REFUSAL);
                    endSending();
                }
            }
        }

        /** Asks for the body of a request that waits for that. */
        private void invite(@Nullable Message head) throws IOException {
            if (head != null
                    && !invited
                    && head.body().isEmpty()
                    && head.fields().all("expect").stream().anyMatch("100-continue"::equalsIgnoreCase)) {
                invited = true;
                write(CONTINUE);
            }
        }

        private void answer(Message request) throws IOException {
            Recorder current = recorder;
            int number = current.add(request);
            Optional<HostileCase.Script> script = current.takeScript();
            if (script.isPresent()) {
                play(script.get());
                return;
            }
            boolean last =
                    request.version().equals("HTTP/1.0") || request.fields().hasToken("connection", "close");
            String body = "rec " + number + " " + digest(request.method() + " " + request.target()) + "\n";
            String head = "HTTP/1.1 200 OK\r\nX-Rec: " + number + "\r\nContent-Type: text/plain\r\nContent-Length: "
                    + body.length() + "\r\n" + (last ? "Connection: close\r\n" : "") + "\r\n";
            write(request.method().equals("HEAD") ? head : head + body);
            if (last) {
                dead = true;
                endSending();
            }
        }

        private void play(HostileCase.Script script) throws IOException {
            for (HostileCase.Piece piece : script.pieces()) {
                if (!piece.pause().isZero()) {
                    Pause.of(piece.pause());
                }
                socket.getOutputStream().write(piece.bytes());
                recorder.touch();
            }
            if (script.ending() == Ending.RESET) {
                dead = true;
                socket.setSoLinger(true, 0);
                socket.close();
            } else if (script.ending() == Ending.CLOSE) {
                dead = true;
                endSending();
            }
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void endSending() {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                // It has ended already.
            }
        }

        void abort() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed either way.
            }
        }
    }

    /** The SHA-256 of a text in hexadecimal digits. */
    static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static String digest(String text) {
        return sha256(text).substring(0, 16);
    }
}
