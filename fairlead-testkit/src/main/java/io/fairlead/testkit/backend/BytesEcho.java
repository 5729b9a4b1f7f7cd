package io.fairlead.testkit.backend;

import io.fairlead.testkit.time.Pause;
import io.fairlead.testkit.tls.TlsServing;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Says the backend's name in a first line, and then echoes bytes. */
final class BytesEcho {
    private static final int BLOCK_BYTES = 1 << 14;

    private final EchoBackend backend;
    private final TlsServing.Seen tls;

    BytesEcho(EchoBackend backend, TlsServing.Seen tls) {
        this.backend = backend;
        this.tls = tls;
    }

    void serve(Socket socket, Pause pause) throws IOException {
        String proto = backend.tls() == null ? "tcp" : "tls";
        backend.log().add(new Hit(backend.name(), proto, "", "", "", Map.of(), 0, "", tls));
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
}
