package io.fairlead.testkit.backend;

import io.fairlead.testkit.time.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Says the backend's name in a first line, and then echoes bytes. */
final class BytesConnection implements BackendConnection {
    private static final int BLOCK_BYTES = 1 << 14;

    private final EchoBackend backend;
    private final Socket socket;
    private final Pause pause = new Pause();

    BytesConnection(EchoBackend backend, Socket socket) {
        this.backend = backend;
        this.socket = socket;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            serve();
        } catch (IOException | IllegalStateException e) {
            // The peer went away, or the backend was taken down: there is nobody left to tell.
        } finally {
            backend.forget(this);
        }
    }

    private void serve() throws IOException {
        backend.log().add(new Hit(backend.name(), "tcp", "", "", "", Map.of(), 0, ""));
        Behaviour todo = backend.nextBehaviour();
        if (!todo.delay().isZero()) {
            pause.take(todo.delay());
        }
        if (todo.ending() != Behaviour.Ending.ANSWER) {
            socket.setSoLinger(todo.ending() == Behaviour.Ending.RESET, 0);
            return;
        }
        socket.getOutputStream().write((backend.name() + "\n").getBytes(StandardCharsets.ISO_8859_1));
        byte[] block = new byte[BLOCK_BYTES];
        InputStream in = socket.getInputStream();
        for (int count = in.read(block); count > 0; count = in.read(block)) {
            socket.getOutputStream().write(block, 0, count);
        }
    }

    @Override
    public void close() {
        pause.end();
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }
}
