package io.fairlead.testkit.client;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.http.Field;
import io.fairlead.testkit.http.Fields;
import io.fairlead.testkit.http.MalformedMessage;
import io.fairlead.testkit.http2.Frame;
import io.fairlead.testkit.http2.FrameSocket;
import io.fairlead.testkit.time.Deadline;
import io.fairlead.testkit.tls.TlsChoice;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client connection that speaks HTTP/2 with prior knowledge, one request at a time or frame by frame. It takes as much as
 * the other side sends, and sends no more than the windows allow. Not thread-safe. Nothing is retried.
 */
public final class Http2Client implements HttpClient {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int INITIAL_WINDOW_SIZE = 4;

    private final Socket socket;
    private final TimedInput input;
    private final FrameSocket frames;
    private final TlsChoice.@Nullable Seen tls;
    private int nextStream = 1;
    private long connectionWindow = DEFAULT_WINDOW;
    private long initialWindow = DEFAULT_WINDOW;
    private long streamWindow;
    private boolean goingAway;

    private Http2Client(Socket socket, TlsChoice.@Nullable Seen tls) throws IOException {
        this.socket = socket;
        this.tls = tls;
        this.input = new TimedInput(socket);
        this.frames = new FrameSocket(new BufferedInputStream(input), socket.getOutputStream());
        frames.write(FrameSocket.preface());
        frames.writeSettings(Map.of());
    }

    /** Connects to a port of 127.0.0.1. */
    public static Http2Client open(int port) throws ClientException {
        return open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "", null);
    }

    /**
     * Connects to an address, with TLS if wanted.
     *
     * @param source the local address to connect from, empty for any
     * @param choice null for no TLS
     */
    public static Http2Client open(InetSocketAddress target, String source, @Nullable TlsChoice choice)
            throws ClientException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            if (!source.isEmpty()) {
                socket.bind(new InetSocketAddress(source, 0));
            }
            socket.connect(target, CONNECT_MILLIS);
            if (choice == null) {
                return new Http2Client(socket, null);
            }
            socket.setSoTimeout(CONNECT_MILLIS);
            TlsChoice.Secured secured = choice.secure(socket);
            return new Http2Client(secured.socket(), secured.seen());
        } catch (IOException e) {
            try (socket) {
                throw ClientException.of(e, null);
            } catch (IOException closing) {
                throw ClientException.of(closing, null);
            }
        }
    }

    @Override
    public TlsChoice.@Nullable Seen tls() {
        return tls;
    }

    /** The frames, for tests of single ones. */
    public FrameSocket frames() {
        return frames;
    }

    /** The number of a stream that was not used yet. */
    public int newStream() {
        int stream = nextStream;
        nextStream += 2;
        return stream;
    }

    /** The next frame, whatever it is; null at the end. */
    public @Nullable Frame next(Duration limit) throws ClientException {
        input.deadline = Deadline.in(limit);
        try {
            return frames.read();
        } catch (IOException e) {
            throw ClientException.of(e, null);
        }
    }

    /** The next frame of a type; others are dropped. */
    public Frame next(int type, Duration limit) throws ClientException {
        Deadline deadline = Deadline.in(limit);
        input.deadline = deadline;
        try {
            Frame frame = frames.read();
            while (frame != null && frame.type() != type) {
                frame = frames.read();
            }
            if (frame == null) {
                throw new EOFException("closed before a frame of type " + type);
            }
            return frame;
        } catch (IOException e) {
            throw ClientException.of(e, null);
        }
    }

    /** The fields of a request, pseudo fields first. The Host line gives the authority; framing is left out. */
    public static List<Field> fields(RawRequest request) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field(":method", request.method()));
        fields.add(new Field(":scheme", "http"));
        new Fields(request.headers()).first("host").ifPresent(host -> fields.add(new Field(":authority", host)));
        fields.add(new Field(":path", request.target()));
        for (Field field : FrameSocket.lowerCase(request.headers())) {
            if (!field.name().equals("host")) {
                fields.add(field);
            }
        }
        return fields;
    }

    @Override
    public RawResponse exchange(RawRequest request, Duration limit) throws ClientException {
        input.deadline = Deadline.in(limit);
        int stream = newStream();
        streamWindow = initialWindow;
        Received received = new Received();
        try {
            byte[] body = request.body().toArray();
            List<Field> fields = fields(request);
            if (tls != null) {
                fields.set(1, new Field(":scheme", "https"));
            }
            frames.writeFields(stream, fields, body.length == 0 ? Frame.END_STREAM : 0);
            int sent = 0;
            while (sent < body.length && !received.complete) {
                int count = (int) Math.min(body.length - sent, Math.min(streamWindow, connectionWindow));
                if (count > 0) {
                    byte[] piece = Arrays.copyOfRange(body, sent, sent + count);
                    sent += count;
                    streamWindow -= count;
                    connectionWindow -= count;
                    frames.writeContent(stream, piece, sent == body.length ? Frame.END_STREAM : 0);
                } else {
                    receive(stream, received);
                }
            }
            while (!received.complete) {
                receive(stream, received);
            }
            return received.response(!goingAway);
        } catch (IOException e) {
            throw ClientException.of(e, received.status == 0 ? null : received.response(false));
        }
    }

    private void receive(int stream, Received received) throws IOException {
        Frame frame = frames.read();
        if (frame == null) {
            throw new EOFException("closed before the end of a response");
        }
        switch (frame.type()) {
            case Frame.HEADERS -> {
                Fields fields = frames.fields(frame);
                if (frame.stream() == stream) {
                    received.fields(fields, frame.has(Frame.END_STREAM));
                }
            }
            case Frame.DATA -> content(frame, stream, received);
            case Frame.RST_STREAM -> {
                if (frame.stream() == stream && (frame.number(0) != 0 || !received.complete)) {
                    throw new StreamResetException(frame.number(0));
                }
            }
            case Frame.SETTINGS -> settings(frame);
            case Frame.PING -> {
                if (!frame.has(Frame.ACK)) {
                    frames.write(Frame.PING, Frame.ACK, 0, frame.payload().toArray());
                }
            }
            case Frame.GOAWAY -> goingAway = true;
            case Frame.WINDOW_UPDATE -> {
                if (frame.stream() == 0) {
                    connectionWindow += frame.number(0);
                } else if (frame.stream() == stream) {
                    streamWindow += frame.number(0);
                }
            }
            default -> throw new MalformedMessage("a frame of type " + frame.type());
        }
    }

    private void content(Frame frame, int stream, Received received) throws IOException {
        int size = frame.payload().size();
        if (size > 0) {
            frames.writeWindowUpdate(0, size);
        }
        if (frame.stream() == stream) {
            received.body.writeBytes(frame.payload().toArray());
            received.complete = frame.has(Frame.END_STREAM);
            if (size > 0 && !received.complete) {
                frames.writeWindowUpdate(stream, size);
            }
        }
    }

    private void settings(Frame frame) throws IOException {
        if (frame.has(Frame.ACK)) {
            return;
        }
        byte[] bytes = frame.payload().toArray();
        for (int at = 0; at + 6 <= bytes.length; at += 6) {
            if (bytes[at] == 0 && bytes[at + 1] == INITIAL_WINDOW_SIZE) {
                streamWindow += frame.number(at + 2) - initialWindow;
                initialWindow = frame.number(at + 2);
            }
        }
        frames.write(Frame.SETTINGS, Frame.ACK, 0, new byte[0]);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    /** What has come of a response. */
    private static final class Received {
        private int status;
        private Fields headers = Fields.NONE;
        private Fields trailers = Fields.NONE;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final List<Integer> interim = new ArrayList<>();
        private boolean complete;

        void fields(Fields fields, boolean last) throws IOException {
            complete = last;
            if (status != 0) {
                trailers = fields;
                return;
            }
            int code = Integer.parseInt(fields.first(":status").orElseThrow(() -> new MalformedMessage("no status")));
            if (code < 200) {
                interim.add(code);
                return;
            }
            status = code;
            headers = new Fields(fields.lines().stream()
                    .filter(field -> !field.name().startsWith(":"))
                    .toList());
        }

        RawResponse response(boolean keepsAlive) {
            return new RawResponse(
                    "HTTP/2.0", status, headers, Bytes.of(body.toByteArray()), trailers, interim, keepsAlive);
        }
    }

    /** Gives each read of the socket what is left of one deadline. */
    private static final class TimedInput extends FilterInputStream {
        private final Socket socket;
        private @Nullable Deadline deadline;

        TimedInput(Socket socket) throws IOException {
            super(socket.getInputStream());
            this.socket = socket;
        }

        @Override
        public int read(byte[] block, int from, int count) throws IOException {
            Deadline until = deadline;
            if (until != null) {
                if (until.isOver()) {
                    throw new SocketTimeoutException("the time limit passed");
                }
                socket.setSoTimeout(until.millisLeft());
            }
            return super.read(block, from, count);
        }
    }
}
