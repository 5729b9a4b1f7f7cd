package io.fairlead.testkit.conformance;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.conformance.Sender.Outcome;
import io.fairlead.testkit.http.Field;
import io.fairlead.testkit.http.Fields;
import io.fairlead.testkit.http.MessageReader;
import io.fairlead.testkit.http.WebSocketFrame;
import io.fairlead.testkit.time.Stopwatch;
import io.fairlead.testkit.tls.TlsChoice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection or a WebSocket to an echo backend: hears its name, sends the body of the step and hears it again. Not
 * thread-safe.
 */
final class Conversation {
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";
    private static final int CONNECT_MILLIS = 5_000;

    private final Step.Connection settings;
    private final String source;

    Conversation(Step.Connection settings, String source) {
        this.settings = settings;
        this.source = source;
    }

    /** Holds it on a connection of its own. */
    Outcome hold(RawRequest request) {
        Stopwatch watch = Stopwatch.start();
        Observation.Reply reply;
        try (Socket socket = new Socket()) {
            if (!source.isEmpty()) {
                socket.bind(new InetSocketAddress(source, 0));
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), CONNECT_MILLIS);
            socket.setSoTimeout((int) settings.timeout().toMillis());
            reply = converse(socket, request);
        } catch (IOException e) {
            reply = failed(e);
        }
        return new Outcome(reply, watch.elapsed());
    }

    private Observation.Reply converse(Socket socket, RawRequest request) throws IOException {
        TlsChoice choice = settings.tls();
        TlsChoice.Secured secured = choice == null ? null : choice.secure(socket);
        Socket talking = secured == null ? socket : secured.socket();
        Observation.Tls seen = secured == null ? null : Sender.seen(secured.seen());
        try {
            return settings.protocol().startsWith("t")
                    ? bytes(talking, request, seen)
                    : webSocket(talking, request, seen);
        } catch (IOException e) {
            return new Observation.Reply(word(e), 0, "", "", Map.of(), Map.of(), null, seen);
        }
    }

    private static Observation.Reply failed(IOException why) {
        return new Observation.Reply(word(why), 0, "", "", Map.of(), Map.of(), null, null);
    }

    private static String word(IOException why) {
        if (why instanceof ConnectException) {
            return "refused";
        }
        return why instanceof SocketTimeoutException ? "timeout" : "closed";
    }

    private static Observation.Reply bytes(Socket socket, RawRequest request, Observation.@Nullable Tls tls)
            throws IOException {
        MessageReader reader = new MessageReader(socket.getInputStream());
        StringBuilder name = new StringBuilder();
        for (String next = text(reader, 1); !next.equals("\n"); next = text(reader, 1)) {
            name.append(next);
        }
        byte[] body = request.body().toArray();
        socket.getOutputStream().write(body);
        String echo = body.length == 0 ? null : text(reader, body.length);
        return new Observation.Reply("", 0, "", name.toString(), Map.of(), Map.of(), echo, tls);
    }

    private static String text(MessageReader reader, int count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.exactly(count, out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static Observation.Reply webSocket(Socket socket, RawRequest request, Observation.@Nullable Tls tls)
            throws IOException {
        socket.getOutputStream().write(handshake(request));
        MessageReader reader = new MessageReader(socket.getInputStream());
        String line = reader.line();
        if (line == null) {
            throw new IOException("closed before the answer");
        }
        int status = Integer.parseInt(line.substring(9, 12));
        Fields fields = reader.fields();
        Map<String, List<String>> headers = new LinkedHashMap<>(fields.byLowerName());
        String proto = line.substring(0, 8);
        if (status != 101) {
            String body = text(reader, (int) Math.max(0, MessageReader.contentLength(fields)));
            return new Observation.Reply("", status, proto, "", headers, Map.of(), body, tls);
        }
        if (!List.of(WebSocketFrame.accept(KEY)).equals(headers.remove("sec-websocket-accept"))) {
            return new Observation.Reply("bad accept key", status, proto, "", headers, Map.of(), null, tls);
        }
        String name = WebSocketFrame.read(reader).text();
        String echo = echo(socket, reader, request);
        send(socket, new WebSocketFrame(WebSocketFrame.CLOSE, ""));
        return new Observation.Reply("", status, proto, name, headers, Map.of(), echo, tls);
    }

    private static @Nullable String echo(Socket socket, MessageReader reader, RawRequest request) throws IOException {
        if (request.body().size() == 0) {
            return null;
        }
        send(
                socket,
                new WebSocketFrame(
                        WebSocketFrame.TEXT, new String(request.body().toArray(), StandardCharsets.ISO_8859_1)));
        return WebSocketFrame.read(reader).text();
    }

    private static void send(Socket socket, WebSocketFrame frame) throws IOException {
        socket.getOutputStream().write(frame.bytes(WebSocketFrame.Sender.CLIENT));
    }

    private static byte[] handshake(RawRequest request) {
        List<Field> fields = new ArrayList<>(request.headers());
        fields.removeIf(field -> field.name().equalsIgnoreCase("content-length"));
        fields.add(new Field("Connection", "Upgrade"));
        fields.add(new Field("Upgrade", "websocket"));
        fields.add(new Field("Sec-WebSocket-Version", "13"));
        fields.add(new Field("Sec-WebSocket-Key", KEY));
        return new RawRequest(request.method(), request.target(), request.version(), fields, Bytes.EMPTY)
                .bytes()
                .toArray();
    }
}
