package io.fairlead.testkit.backend;

import io.fairlead.testkit.http.Fields;
import io.fairlead.testkit.http.MalformedMessage;
import io.fairlead.testkit.http.MessageReader;
import io.fairlead.testkit.http.WebSocketFrame;
import io.fairlead.testkit.time.Pause;
import io.fairlead.testkit.tls.TlsServing;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves one connection, on one thread, until either side is done with it. */
final class EchoConnection implements Runnable {
    private static final String BAD_REQUEST =
            "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    /** What Go's server says. */
    private static final String NOT_TLS =
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

    private static final int TLS_HANDSHAKE = 22;
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private static final String PREFACE_BEGIN = "PRI ";

    private final EchoBackend backend;
    private final Socket accepted;
    private Socket socket;
    private TlsServing.Seen tls = TlsServing.Seen.NOTHING;
    private final Pause pause = new Pause();

    EchoConnection(EchoBackend backend, Socket socket) {
        this.backend = backend;
        this.accepted = socket;
        this.socket = socket;
    }

    /** A request line and its header block. */
    private record Head(String method, String target, String version, Fields headers) {
        boolean last() {
            return version.equals("HTTP/1.0")
                    ? !headers.hasToken("connection", "keep-alive")
                    : headers.hasToken("connection", "close");
        }
    }

    @Override
    public void run() {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            if (secure()) {
                serve();
            }
        } catch (IOException | IllegalStateException e) {
            // The peer went away, or the backend was taken down: there is nobody left to tell.
        } finally {
            backend.forget(this);
        }
    }

    private void serve() throws IOException {
        if (backend.talk() == EchoBackend.Talk.BYTES) {
            new BytesEcho(backend, tls).serve(socket, pause);
            return;
        }
        BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
        if (speaksHttp2(in)) {
            new Http2EchoConnection(backend, socket, in, pause).serve(in, tls);
        } else {
            serveAll(new MessageReader(in));
        }
    }

    /** Does the TLS handshake if there is to be one; whether the connection can be served. */
    private boolean secure() throws IOException {
        TlsServing serving = backend.tls();
        if (serving == null) {
            return true;
        }
        int first = accepted.getInputStream().read();
        if (first != TLS_HANDSHAKE) {
            accepted.getInputStream().skip(accepted.getInputStream().available());
            accepted.getOutputStream().write(NOT_TLS.getBytes(StandardCharsets.ISO_8859_1));
            return false;
        }
        TlsServing.Secured secured = serving.secure(accepted, new ByteArrayInputStream(new byte[] {TLS_HANDSHAKE}));
        tls = secured.seen();
        socket = secured.socket();
        return true;
    }

    /** Whether the client begins as only one does that speaks HTTP/2 with prior knowledge. */
    private static boolean speaksHttp2(InputStream in) throws IOException {
        in.mark(PREFACE_BEGIN.length());
        String begin = new String(in.readNBytes(PREFACE_BEGIN.length()), StandardCharsets.ISO_8859_1);
        in.reset();
        return begin.equals(PREFACE_BEGIN);
    }

    /** Ends the connection from another thread. */
    void close() {
        pause.end();
        try {
            accepted.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    private void serveAll(MessageReader reader) throws IOException {
        try {
            Head head = head(reader);
            while (head != null && serve(head, reader) && !head.last()) {
                head = head(reader);
            }
        } catch (MalformedMessage e) {
            socket.getOutputStream().write(BAD_REQUEST.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static @Nullable Head head(MessageReader reader) throws IOException {
        String line = reader.line();
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty() || !parts[2].startsWith("HTTP/1.")) {
            throw new MalformedMessage("not a request line: " + line);
        }
        Fields headers = reader.fields();
        if (headers.all("host").size() > 1) {
            throw new MalformedMessage("several hosts: " + headers.all("host"));
        }
        return new Head(parts[0], parts[1], parts[2], headers);
    }

    /** Serves one request, and tells whether the connection lives on. */
    private boolean serve(Head head, MessageReader reader) throws IOException {
        OutputStream out = socket.getOutputStream();
        if (head.headers().hasToken("expect", "100-continue")) {
            out.write(CONTINUE.getBytes(StandardCharsets.ISO_8859_1));
        }
        CountedBody body = new CountedBody();
        Fields trailers = Fields.NONE;
        IOException broken = null;
        try {
            trailers = readBody(head.headers(), reader, body);
        } catch (MalformedMessage e) {
            throw e;
        } catch (IOException e) {
            broken = e; // a request that broke off is a hit as well
        }
        Hit hit = hit(head, body, trailers);
        EchoOrders orders = new EchoOrders(head.headers());
        int number = orders.logged() ? backend.log().add(hit) : 0;
        if (broken != null) {
            throw broken;
        }
        Behaviour todo = orders.change(backend.nextBehaviour(), backend.name(), number);
        if (!todo.delay().isZero()) {
            pause.take(todo.delay());
        }
        if (todo.ending() != Behaviour.Ending.ANSWER) {
            // Without lingering, closing sends an RST.
            accepted.setSoLinger(todo.ending() == Behaviour.Ending.RESET, 0);
            return false;
        }
        if (todo.status() == 0 && head.headers().hasToken("upgrade", "websocket")) {
            webSocket(head, reader);
            return false;
        }
        out.write(new EchoAnswer(hit, orders, todo).bytes());
        return true;
    }

    private void webSocket(Head head, MessageReader reader) throws IOException {
        OutputStream out = socket.getOutputStream();
        String key = head.headers().first("sec-websocket-key").orElse("");
        String agreed = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + WebSocketFrame.accept(key) + "\r\n\r\n";
        out.write(agreed.getBytes(StandardCharsets.ISO_8859_1));
        WebSocketFrame next = new WebSocketFrame(WebSocketFrame.TEXT, backend.name());
        while (next.opcode() != WebSocketFrame.CLOSE) {
            out.write(next.bytes(WebSocketFrame.Sender.SERVER));
            next = WebSocketFrame.read(reader);
        }
        out.write(next.bytes(WebSocketFrame.Sender.SERVER));
    }

    private static Fields readBody(Fields headers, MessageReader reader, OutputStream body) throws IOException {
        long length = MessageReader.contentLength(headers);
        List<String> codings = headers.all("transfer-encoding");
        if (!codings.isEmpty()) {
            if (length >= 0 || codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                throw new MalformedMessage("transfer-encoding " + codings + " with content-length " + length);
            }
            return reader.chunked(body);
        }
        reader.exactly(Math.max(0, length), body);
        return Fields.NONE;
    }

    private Hit hit(Head head, CountedBody body, Fields trailers) {
        Map<String, List<String>> headers = new LinkedHashMap<>(head.headers().byLowerName());
        headers.remove("host");
        trailers.byLowerName().forEach((name, values) -> headers.put("trailer:" + name, values));
        String authority = head.headers().first("host").orElse("");
        int scheme = head.target().indexOf("://");
        if (scheme > 0 && !head.target().startsWith("/")) {
            String rest = head.target().substring(scheme + 3);
            int end = rest.indexOf('/');
            authority = end < 0 ? rest : rest.substring(0, end);
        }
        return new Hit(
                backend.name(),
                head.version(),
                head.method(),
                head.target(),
                authority,
                headers,
                body.size(),
                body.sha256(),
                tls);
    }
}
