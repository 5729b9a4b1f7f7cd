package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.Behaviour;
import io.fairlead.testkit.tls.TlsChoice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One step of a case.
 *
 * @param number from 1
 * @param name shown in reports, and what {@code sameAs} of later steps names; may be empty
 * @param actions what happens before any request
 * @param exchange what is sent, null if nothing is
 * @param rules how the outcome is compared
 */
public record Step(
        int number, String name, Actions actions, @Nullable Exchange exchange, Rules rules) {
    /** Number and name, for reports. */
    public String title() {
        return name.isEmpty() ? Integer.toString(number) : number + " " + name;
    }

    /** What a step does to background load. */
    public enum Background {
        /** Nothing. */
        NONE,
        /** Starts it. */
        START,
        /** Stops it and reports it. */
        STOP
    }

    /**
     * What happens before any request, in this order.
     *
     * @param sleep a wait
     * @param set new behaviour by backend
     * @param apply the file that replaces the configuration, empty for none
     * @param background the load to start or stop
     */
    public record Actions(Duration sleep, Map<String, Behaviour> set, String apply, Background background) {
        public Actions {
            set = Map.copyOf(set);
        }
    }

    /**
     * A request, or many like it.
     *
     * @param request what is sent; {@code {{i}}} and {@code {{k}}} in it are numbers
     * @param connection how it travels
     * @param settle the wait for late requests at the backends after the answer
     * @param repetition how often it is sent
     */
    public record Exchange(Request request, Connection connection, Duration settle, Repetition repetition) {
        private static final Set<String> PROTOCOLS = Set.of("h1", "http10", "https", "ws", "wss", "tcp", "tls", "h2c");

        /** Whether its protocol is served, so that it can be sent. */
        boolean isReplayed() {
            return PROTOCOLS.contains(connection.protocol());
        }
    }

    /**
     * A request as written in the case.
     *
     * @param authority {@code none} for no host field
     * @param headers each {@code name: value}
     * @param bodySize the size of a generated body, 0 to use {@code body}
     * @param jar whether cookies are stored and sent
     */
    public record Request(
            String method,
            String path,
            String authority,
            List<String> headers,
            String body,
            int bodySize,
            boolean jar) {
        public Request {
            headers = List.copyOf(headers);
        }
    }

    /**
     * How a request travels.
     *
     * @param protocol such as {@code h1}
     * @param tls null for no TLS
     * @param source the local address, empty for any
     * @param timeout the client's time limit
     * @param keep whether the connection is kept for the next such step
     */
    public record Connection(
            int port, String protocol, @Nullable TlsChoice tls, String source, Duration timeout, boolean keep) {
        private static final Set<String> CONVERSATIONS = Set.of("ws", "wss", "tcp", "tls");

        /** Whether bytes go both ways as either side likes, rather than as request and response. */
        boolean isConversation() {
            return CONVERSATIONS.contains(protocol);
        }

        /** Whether HTTP/2 is spoken, with prior knowledge. */
        boolean isHttp2() {
            return protocol.equals("h2c") || isGrpc();
        }

        /** Whether a gRPC call is made. */
        boolean isGrpc() {
            return protocol.equals("grpc");
        }

        /** Connections that are interchangeable have the same key. */
        String key() {
            return protocol + " " + port + " " + source;
        }
    }

    /**
     * How often a request is sent.
     *
     * @param count 1 for a single request, which is observed in every detail
     * @param concurrency over how many connections
     * @param newConnections whether each request has its own connection
     * @param stick the number of keys, 0 for none: request i has key i mod stick
     * @param slowOver adds whether a request took longer to its outcome, zero for not
     */
    public record Repetition(int count, int concurrency, boolean newConnections, int stick, Duration slowOver) {}

    /** How two tables of counts are compared. */
    public enum Distribution {
        /** By a two-sample chi-square test. */
        CHI2,
        /** They are the same. */
        EXACT,
        /** They have the same outcomes. */
        SET,
        /** What was clearly more frequent still is. */
        ORDER
    }

    /**
     * How the outcome is compared.
     *
     * @param distribution of counts
     * @param allowRare leaves outcomes that one side never saw to the test
     * @param sameAs the step whose backend this one's is compared with, empty for none
     * @param anyBackend does not compare which backend answered
     * @param compareBody compares the body of the response
     * @param track headers that are compared although they usually are not
     * @param present headers of which only the presence is compared, {@code request:name} or {@code response:name}
     * @param ignore fields that are not compared
     */
    public record Rules(
            Distribution distribution,
            boolean allowRare,
            String sameAs,
            boolean anyBackend,
            boolean compareBody,
            Set<String> track,
            List<String> present,
            Set<String> ignore) {
        public Rules {
            track = Set.copyOf(track);
            present = List.copyOf(present);
            ignore = Set.copyOf(ignore);
        }
    }
}
