package io.fairlead.testkit.conformance;

import io.fairlead.testkit.client.ClientError;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.Http2Client;
import io.fairlead.testkit.client.HttpClient;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.fairlead.testkit.time.Stopwatch;
import io.fairlead.testkit.tls.TlsChoice;
import io.fairlead.testkit.tls.TlsServing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests over one connection, which it opens again whenever that is needed. Not thread-safe. */
final class Sender implements AutoCloseable {
    /** How many bytes are before a gRPC message: whether it is compressed, and its length. */
    private static final int GRPC_PREFIX = 5;

    private final InetSocketAddress target;
    private final @Nullable TlsChoice tls;
    private final Duration timeout;
    private String source;
    private final Step.Connection settings;
    private @Nullable HttpClient connection;

    Sender(Step.Connection settings, String source) {
        this.settings = settings;
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port());
        this.source = source;
        this.tls = settings.tls();
        this.timeout = settings.timeout();
    }

    /** An answer, or the lack of one, and how long it took. */
    record Outcome(Observation.Reply reply, Duration elapsed) {}

    /** Sends a request and waits for its answer. */
    Outcome send(RawRequest request) {
        Stopwatch watch = Stopwatch.start();
        boolean fresh = connection == null;
        Observation.Reply reply = attempt(request);
        if (!fresh && reply.status() == 0 && reply.error().equals("closed")) {
            // The peer had closed the idle connection meanwhile: once more on a new one.
            reply = attempt(request);
        }
        return new Outcome(reply, watch.elapsed());
    }

    /** Sets the local address of the connections that are opened from now on; empty for any. */
    void source(String address) {
        source = address;
    }

    /** Makes the next request use a new connection. */
    void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    private Observation.Reply attempt(RawRequest request) {
        try {
            if (connection == null) {
                connection = settings.isHttp2()
                        ? Http2Client.open(target, source, tls)
                        : RawConnection.open(target, source, tls);
            }
            Observation.Tls seen = seen(connection.tls());
            RawResponse response = connection.exchange(request, timeout);
            if (!response.keepsAlive()) {
                disconnect();
            }
            return reply("", response, seen);
        } catch (ClientException e) {
            Observation.Tls seen = connection == null ? null : seen(connection.tls());
            disconnect();
            return reply(word(e.error()), e.partial(), seen);
        }
    }

    /** The records know a reset only as something that HTTP/2 says. */
    private static String word(ClientError error) {
        return switch (error) {
            case RESET -> "closed";
            case STREAM_RESET -> "reset";
            default -> error.toString().toLowerCase(Locale.ROOT);
        };
    }

    static Observation.@Nullable Tls seen(TlsChoice.@Nullable Seen tls) {
        return tls == null
                ? null
                : new Observation.Tls(
                        TlsServing.commonName(tls.certificate()), tls.verified(), tls.applicationProtocol());
    }

    private Observation.Reply reply(String error, @Nullable RawResponse response, Observation.@Nullable Tls tls) {
        if (response == null) {
            return new Observation.Reply(error, 0, "", "", Map.of(), Map.of(), null, tls);
        }
        Map<String, List<String>> headers = response.headers().byLowerName();
        String backend = response.headers().first("x-echo-backend").orElse("");
        return new Observation.Reply(
                error,
                response.status(),
                response.version(),
                backend.isEmpty() ? described(message(response.text())) : backend,
                headers,
                response.trailers().byLowerName(),
                response.text(),
                tls);
    }

    /** The message of a gRPC response, or the body of another. */
    private String message(String body) {
        return settings.isGrpc() && body.length() > GRPC_PREFIX ? body.substring(GRPC_PREFIX) : body;
    }

    /** The backend named in a description, for answers whose headers were taken away; empty if it is none. */
    private static String described(String body) {
        String start = "{\"backend\":\"";
        int end = body.indexOf('"', start.length());
        return body.startsWith(start) && end > 0 ? body.substring(start.length(), end) : "";
    }
}
