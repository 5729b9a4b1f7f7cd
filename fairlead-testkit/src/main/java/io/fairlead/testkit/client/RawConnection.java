package io.fairlead.testkit.client;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.http.Fields;
import io.fairlead.testkit.http.MalformedMessage;
import io.fairlead.testkit.http.MessageReader;
import io.fairlead.testkit.time.Deadline;
import io.fairlead.testkit.tls.TlsChoice;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client connection that sends literal bytes and reads responses strictly.
 *
 * <p>Not thread-safe. Nothing is retried.
 */
public final class RawConnection implements HttpClient {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int HANDSHAKE_MILLIS = 30_000;

    private final Socket transport;
    private final Socket socket;
    private final TimedInput input;
    private final MessageReader reader;
    private final TlsChoice.@Nullable Seen tls;

    private RawConnection(Socket transport, Socket socket, TlsChoice.@Nullable Seen tls) throws IOException {
        this.transport = transport;
        this.socket = socket;
        this.tls = tls;
        this.input = new TimedInput(socket);
        this.reader = new MessageReader(input);
    }

    /** Connects to a port of 127.0.0.1. */
    public static RawConnection open(int port) throws ClientException {
        return open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "");
    }

    /**
     * Connects to an address.
     *
     * @param source the local address to connect from, empty for any
     */
    public static RawConnection open(InetSocketAddress target, String source) throws ClientException {
        return open(target, source, null);
    }

    /**
     * Connects to an address, with TLS if wanted.
     *
     * @param source the local address to connect from, empty for any
     * @param choice null for no TLS
     */
    public static RawConnection open(InetSocketAddress target, String source, @Nullable TlsChoice choice)
            throws ClientException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            if (!source.isEmpty()) {
                socket.bind(new InetSocketAddress(source, 0));
            }
            socket.connect(target, CONNECT_MILLIS);
            if (choice == null) {
                return new RawConnection(socket, socket, null);
            }
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            TlsChoice.Secured secured = choice.secure(socket);
            return new RawConnection(socket, secured.socket(), secured.seen());
        } catch (IOException e) {
            try (socket) {
                throw ClientException.of(e, null);
            } catch (IOException closing) {
                throw ClientException.of(closing, null);
            }
        }
    }

    /** Connects to a port of 127.0.0.1 with TLS. */
    public static RawConnection open(int port, TlsChoice choice) throws ClientException {
        return open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "", choice);
    }

    @Override
    public TlsChoice.@Nullable Seen tls() {
        return tls;
    }

    @Override
    public RawResponse exchange(RawRequest request, Duration limit) throws ClientException {
        Deadline deadline = Deadline.in(limit);
        try {
            send(request.bytes());
        } catch (ClientException e) {
            // A peer that answers early may have closed its side already: its answer counts.
            return receive(request.method(), deadline);
        }
        return receive(request.method(), deadline);
    }

    /** Sends these bytes. */
    public void send(Bytes bytes) throws ClientException {
        try {
            socket.getOutputStream().write(bytes.toArray());
        } catch (IOException e) {
            throw ClientException.of(e, null);
        }
    }

    /** Sends these bytes as they are, past TLS. */
    public void sendBelowTls(Bytes bytes) throws ClientException {
        try {
            transport.getOutputStream().write(bytes.toArray());
        } catch (IOException e) {
            throw ClientException.of(e, null);
        }
    }

    /** Says that nothing more will be sent, and keeps reading. */
    public void endSending() throws ClientException {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw ClientException.of(e, null);
        }
    }

    /**
     * Reads one response.
     *
     * @param method of the request it answers, as the framing depends on it
     */
    public RawResponse receive(String method, Duration limit) throws ClientException {
        return receive(method, Deadline.in(limit));
    }

    /** Whether the peer closes, or resets, within a time in which it sends nothing more. */
    public boolean isClosedWithin(Duration limit) {
        input.deadline = Deadline.in(limit);
        try {
            return reader.line() == null;
        } catch (SocketTimeoutException | MalformedMessage e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }

    private RawResponse receive(String method, Deadline deadline) throws ClientException {
        input.deadline = deadline;
        List<Integer> interim = new ArrayList<>();
        try {
            RawResponse head = head(interim);
            while (head.status() < 200 && head.status() != 101) {
                interim.add(head.status());
                head = head(interim);
            }
            return body(method, head);
        } catch (IOException e) {
            throw ClientException.of(e, null);
        }
    }

    private RawResponse head(List<Integer> interim) throws IOException {
        String line = reader.line();
        if (line == null) {
            throw new EOFException("closed before a response");
        }
        boolean known = line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 ");
        if (!known || line.length() < 12 || (line.length() > 12 && line.charAt(12) != ' ')) {
            throw new MalformedMessage("not a status line: " + line);
        }
        String version = line.substring(0, 8);
        Fields headers = reader.fields();
        boolean keeps = version.equals("HTTP/1.1")
                ? !headers.hasToken("connection", "close")
                : headers.hasToken("connection", "keep-alive");
        return new RawResponse(
                version, status(line.substring(9, 12)), headers, Bytes.EMPTY, Fields.NONE, interim, keeps);
    }

    private static int status(String digits) throws MalformedMessage {
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || digits.charAt(0) == '0') {
            throw new MalformedMessage("not a status: " + digits);
        }
        return Integer.parseInt(digits);
    }

    private RawResponse body(String method, RawResponse head) throws IOException, ClientException {
        int status = head.status();
        if (method.equals("HEAD") || status == 101 || status == 204 || status == 304) {
            return head;
        }
        long length = MessageReader.contentLength(head.headers());
        List<String> codings = head.headers().all("transfer-encoding");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            if (!codings.isEmpty()) {
                if (length >= 0 || codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                    throw new MalformedMessage("transfer-encoding " + codings + " with content-length " + length);
                }
                return complete(head, body, reader.chunked(body), head.keepsAlive());
            }
            if (length >= 0) {
                reader.exactly(length, body);
                return complete(head, body, Fields.NONE, head.keepsAlive());
            }
            reader.untilEnd(body);
            return complete(head, body, Fields.NONE, false);
        } catch (IOException e) {
            throw ClientException.of(e, complete(head, body, Fields.NONE, false));
        }
    }

    private static RawResponse complete(
            RawResponse head, ByteArrayOutputStream body, Fields trailers, boolean keepsAlive) {
        return new RawResponse(
                head.version(),
                head.status(),
                head.headers(),
                Bytes.of(body.toByteArray()),
                trailers,
                head.interim(),
                keepsAlive);
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
