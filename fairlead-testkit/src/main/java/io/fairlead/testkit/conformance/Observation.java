package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.Hit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was observed in one step, now or when the case was recorded.
 *
 * @param reply what the client got; {@link Reply#NONE} if nothing was sent once
 * @param hits the first requests that reached backends, by backend
 * @param hitCounts how many reached each backend
 * @param facts single facts that the step asked for
 * @param load the outcomes of repeated requests
 * @param elapsed how long it took, or could take
 */
public record Observation(
        Reply reply, List<Hit> hits, Map<String, Integer> hitCounts, Facts facts, Load load, Elapsed elapsed) {
    /** Nothing was sent, nothing was changed. */
    static final Observation NOTHING =
            new Observation(Reply.NONE, List.of(), Map.of(), Facts.NONE, Load.NONE, Elapsed.UNKNOWN);

    public Observation {
        hits = List.copyOf(hits);
        hitCounts = Map.copyOf(hitCounts);
    }

    Observation with(Facts other) {
        return new Observation(reply, hits, hitCounts, other, load, elapsed);
    }

    /**
     * What the client got.
     *
     * @param error how it failed: {@code refused}, {@code closed}, {@code timeout}, ...; empty if it did not
     * @param status 0 for no response
     * @param backend who answered, empty if it was the proxy itself
     * @param headers by lower-cased name
     * @param body null if it is not compared
     * @param tls null for no TLS
     */
    public record Reply(
            String error,
            int status,
            String proto,
            String backend,
            Map<String, List<String>> headers,
            Map<String, List<String>> trailers,
            @Nullable String body,
            @Nullable Tls tls) {
        static final Reply NONE = new Reply("", 0, "", "", Map.of(), Map.of(), null, null);

        public Reply {
            headers = Map.copyOf(headers);
            trailers = Map.copyOf(trailers);
        }

        Reply withAnyBackend() {
            return new Reply(error, status, proto, backend.isEmpty() ? "" : "any", headers, trailers, body, tls);
        }

        Reply withoutBody() {
            return new Reply(error, status, proto, backend, headers, trailers, null, tls);
        }
    }

    /**
     * What the client saw of TLS.
     *
     * @param name the common name of the server's certificate
     * @param verified whether it believes the certificate
     * @param applicationProtocol "" for none
     */
    public record Tls(String name, boolean verified, String applicationProtocol) {}

    /**
     * Single facts.
     *
     * @param sameBackend whether the backend was the one of the named step, null if not asked
     * @param present which headers were there
     * @param applied whether the new configuration came into force in time, null if there was none
     * @param background what the background load saw, null if none was stopped
     */
    public record Facts(
            @Nullable Boolean sameBackend,
            Map<String, Boolean> present,
            @Nullable Boolean applied,
            @Nullable Background background) {
        static final Facts NONE = new Facts(null, Map.of(), null, null);

        public Facts {
            present = Map.copyOf(present);
        }
    }

    /**
     * What background load saw.
     *
     * @param failed requests without an answer, or with one of 500 and above
     * @param statuses sorted, each once
     * @param backends sorted, each once
     * @param total requests
     */
    public record Background(int failed, List<Integer> statuses, List<String> backends, int total) {
        public Background {
            statuses = List.copyOf(statuses);
            backends = List.copyOf(backends);
        }
    }

    /**
     * The outcomes of repeated requests.
     *
     * @param requests how many there were, 0 if it was one that is described in detail
     * @param counts by outcome, such as {@code v1:200}
     * @param sticky whether keys stayed with their backend, null if there were no keys
     */
    public record Load(
            int requests,
            Map<String, Integer> counts,
            @Nullable Sticky sticky) {
        static final Load NONE = new Load(0, Map.of(), null);

        public Load {
            counts = Map.copyOf(counts);
        }
    }

    /**
     * How keys were spread over backends.
     *
     * @param moved {@code none} or {@code some} of the keys were seen at several backends
     * @param backends how many backends were used
     */
    public record Sticky(String moved, int backends) {}

    /**
     * A range of durations; what was seen has both ends equal.
     *
     * @param atMost null if it does not matter
     */
    public record Elapsed(Duration atLeast, @Nullable Duration atMost) {
        static final Elapsed UNKNOWN = new Elapsed(Duration.ZERO, null);

        static Elapsed of(Duration seen) {
            return new Elapsed(seen, seen);
        }
    }
}
