package io.fairlead.testkit.backend;

import io.fairlead.testkit.http.Field;
import io.fairlead.testkit.http.Fields;
import io.fairlead.testkit.http2.Frame;
import io.fairlead.testkit.http2.FrameSocket;
import io.fairlead.testkit.time.Pause;
import io.fairlead.testkit.tls.TlsServing;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves one HTTP/2 connection: one thread reads, and each complete request has a thread of its own, so that one that waits
 * holds up no other. Answers must fit into the window that every peer grants.
 */
final class Http2EchoConnection {
    private static final int INTERNAL_ERROR = 2;

    private final EchoBackend backend;
    private final Socket socket;
    private final Pause pause;
    private final FrameSocket frames;
    private TlsServing.Seen tls = TlsServing.Seen.NOTHING;
    private final Map<Integer, Request> requests = new ConcurrentHashMap<>();

    /** A request as far as it has come. */
    private static final class Request {
        private final Fields head;
        private final CountedBody body = new CountedBody();
        private Fields trailers = Fields.NONE;

        Request(Fields head) {
            this.head = head;
        }

        String pseudo(String name) {
            return head.first(name).orElse("");
        }
    }

    Http2EchoConnection(EchoBackend backend, Socket socket, InputStream in, Pause pause) throws IOException {
        this.backend = backend;
        this.socket = socket;
        this.pause = pause;
        this.frames = new FrameSocket(in, socket.getOutputStream());
    }

    /** Serves until the client is done. The preface is still to be read. */
    void serve(InputStream in, TlsServing.Seen seen) throws IOException {
        tls = seen;
        in.readNBytes(FrameSocket.preface().length);
        frames.writeSettings(Map.of());
        for (Frame frame = frames.read(); frame != null && frame.type() != Frame.GOAWAY; frame = frames.read()) {
            take(frame);
        }
    }

    private void take(Frame frame) throws IOException {
        switch (frame.type()) {
            case Frame.HEADERS -> {
                Fields fields = frames.fields(frame);
                Request begun = requests.get(frame.stream());
                if (begun == null) {
                    requests.put(frame.stream(), new Request(fields));
                } else {
                    begun.trailers = fields;
                }
                endIfLast(frame);
            }
            case Frame.DATA -> {
                int size = frame.payload().size();
                Request request = requests.get(frame.stream());
                if (size > 0) {
                    frames.writeWindowUpdate(0, size);
                    if (request != null) {
                        request.body.write(frame.payload().toArray(), 0, size);
                        frames.writeWindowUpdate(frame.stream(), size);
                    }
                }
                endIfLast(frame);
            }
            case Frame.RST_STREAM -> requests.remove(frame.stream());
            case Frame.SETTINGS -> acknowledge(frame);
            case Frame.PING -> {
                if (!frame.has(Frame.ACK)) {
                    frames.write(Frame.PING, Frame.ACK, 0, frame.payload().toArray());
                }
            }
            default -> {
                // Windows are never used up, and the rest is of no interest.
            }
        }
    }

    private void acknowledge(Frame frame) throws IOException {
        if (!frame.has(Frame.ACK)) {
            frames.write(Frame.SETTINGS, Frame.ACK, 0, new byte[0]);
        }
    }

    private void endIfLast(Frame frame) {
        Request request = frame.has(Frame.END_STREAM) ? requests.remove(frame.stream()) : null;
        if (request != null) {
            Thread thread = new Thread(() -> answer(frame.stream(), request), "echo-" + backend.name() + "-stream");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void answer(int stream, Request request) {
        try {
            Hit hit = hit(request);
            EchoOrders orders = new EchoOrders(request.head);
            int number = orders.logged() ? backend.log().add(hit) : 0;
            Behaviour todo = orders.change(backend.nextBehaviour(), backend.name(), number);
            if (!todo.delay().isZero()) {
                pause.take(todo.delay());
            }
            switch (todo.ending()) {
                case ANSWER -> answer(stream, new EchoAnswer(hit, orders, todo));
                case RESET -> frames.write(Frame.RST_STREAM, 0, stream, FrameSocket.number(INTERNAL_ERROR));
                case CLOSE, DOWN -> socket.close();
            }
        } catch (IOException | IllegalStateException e) {
            // The peer went away, or the backend was taken down: there is nobody left to tell.
        }
    }

    private void answer(int stream, EchoAnswer answer) throws IOException {
        EchoAnswer.Parts parts = answer.parts();
        List<Field> head = new ArrayList<>();
        head.add(new Field(":status", Integer.toString(parts.status())));
        head.addAll(FrameSocket.lowerCase(parts.fields()));
        boolean isWhole = parts.body().size() == 0 && parts.trailers().isEmpty();
        frames.writeFields(stream, head, isWhole ? Frame.END_STREAM : 0);
        if (isWhole) {
            return;
        }
        boolean isLast = parts.trailers().isEmpty();
        frames.writeContent(stream, parts.body().toArray(), isLast ? Frame.END_STREAM : 0);
        if (!isLast) {
            frames.writeFields(stream, FrameSocket.lowerCase(parts.trailers()), Frame.END_STREAM);
        }
    }

    private Hit hit(Request request) {
        Map<String, List<String>> headers = new LinkedHashMap<>(request.head.byLowerName());
        headers.keySet().removeIf(name -> name.startsWith(":"));
        request.trailers.byLowerName().forEach((name, values) -> headers.put("trailer:" + name, values));
        return new Hit(
                backend.name(),
                "HTTP/2.0",
                request.pseudo(":method"),
                request.pseudo(":path"),
                request.pseudo(":authority"),
                headers,
                request.body.size(),
                request.body.sha256(),
                tls);
    }
}
