package io.fairlead.routing;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When and how a failed request is sent again. Source: Istio {@code HTTPRetry}, Envoy {@code RetryPolicy}.
 *
 * @param attempts how often at most, beyond the first try; 1 or more
 * @param perTryTimeout from the moment a try has been sent to the begin of its response; null for none
 * @param on what is retried; any one is enough
 * @param statusCodes the statuses that {@link On#RETRIABLE_STATUS_CODES} means
 * @param backoff the base interval of the pause before a retry; more than zero
 * @param previousHosts whether an endpoint that failed may be tried again
 * @param localities where retries may go
 */
public record RetryPolicy(
        int attempts,
        @Nullable Duration perTryTimeout,
        Set<On> on,
        SortedSet<Integer> statusCodes,
        Duration backoff,
        PreviousHosts previousHosts,
        Localities localities) {
    /** The base interval where nothing else is said. */
    public static final Duration DEFAULT_BACKOFF = Duration.ofMillis(25);

    /** What Istio does where no rule says anything of retries. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            2,
            null,
            EnumSet.of(On.CONNECT_FAILURE, On.REFUSED_STREAM, On.UNAVAILABLE, On.CANCELLED, On.RETRIABLE_STATUS_CODES),
            Collections.emptySortedSet(),
            DEFAULT_BACKOFF,
            PreviousHosts.AVOIDED);

    /** The same, for destinations that requests are bound to by a hash: a retry may go to the endpoint that failed. */
    public static final RetryPolicy DEFAULT_BY_HASH = new RetryPolicy(
            2,
            null,
            DEFAULT.on(),
            Collections.emptySortedSet(),
            DEFAULT_BACKOFF,
            PreviousHosts.ALLOWED,
            Localities.BY_HEALTH);

    /** A condition under which a request is sent again. */
    public enum On {
        /** A status of 500 to 599, and any end of a try without a response. */
        SERVER_ERROR("5xx"),
        /** The status 502, 503 or 504, and any end of a try without a response. */
        GATEWAY_ERROR("gateway-error"),
        /** Any end of a try without a response. */
        RESET("reset"),
        /** The end of a try before any of the request was sent. */
        RESET_BEFORE_REQUEST("reset-before-request"),
        /** No connection came about. */
        CONNECT_FAILURE("connect-failure"),
        /** The status 409. */
        RETRIABLE_4XX("retriable-4xx"),
        /** HTTP/2's reset code for requests that were not begun. */
        REFUSED_STREAM("refused-stream"),
        /** One of {@link RetryPolicy#statusCodes()}. */
        RETRIABLE_STATUS_CODES("retriable-status-codes"),
        /** Headers that a policy lists; Istio has no place for such a list, so that nothing is retried. */
        RETRIABLE_HEADERS("retriable-headers"),
        /** The header {@code x-envoy-ratelimited}. */
        ENVOY_RATELIMITED("envoy-ratelimited"),
        /** A failed HTTP/3 connection, which Fairlead never makes. */
        HTTP3_POST_CONNECT_FAILURE("http3-post-connect-failure"),
        /** gRPC status 1 in a response without a body. */
        CANCELLED("cancelled"),
        /** gRPC status 4 in a response without a body. */
        DEADLINE_EXCEEDED("deadline-exceeded"),
        /** gRPC status 8 in a response without a body. */
        RESOURCE_EXHAUSTED("resource-exhausted"),
        /** gRPC status 13 in a response without a body. */
        INTERNAL("internal"),
        /** gRPC status 14 in a response without a body. */
        UNAVAILABLE("unavailable");

        private final String word;

        On(String word) {
            this.word = word;
        }

        /** The word for it in {@code retryOn}. */
        public String word() {
            return word;
        }

        /** The condition that a word of {@code retryOn} stands for; null if there is none. */
        public static @Nullable On ofWord(String word) {
            for (On on : values()) {
                if (on.word.equals(word)) {
                    return on;
                }
            }
            return null;
        }
    }

    /** Whether an endpoint that failed may be tried again by the same request. */
    public enum PreviousHosts {
        /** Others are preferred. */
        AVOIDED,
        /** All endpoints are alike. */
        ALLOWED
    }

    /** Where retries may go, if the endpoints of a cluster have priorities. */
    public enum Localities {
        /** Where first tries go. */
        BY_HEALTH,
        /** After every second try, away from the priorities that were tried. */
        REMOTE
    }

    /** Retries that go where first tries go. */
    public RetryPolicy(
            int attempts,
            @Nullable Duration perTryTimeout,
            Set<On> on,
            SortedSet<Integer> statusCodes,
            Duration backoff,
            PreviousHosts previousHosts) {
        this(attempts, perTryTimeout, on, statusCodes, backoff, previousHosts, Localities.BY_HEALTH);
    }

    /** Checks the ranges and copies the sets. */
    public RetryPolicy {
        if (attempts < 1 || backoff.toNanos() <= 0) {
            throw new IllegalArgumentException("out of range: attempts " + attempts + ", backoff " + backoff);
        }
        on = Collections.unmodifiableSet(copy(on));
        statusCodes = Collections.unmodifiableSortedSet(new TreeSet<>(statusCodes));
    }

    private static EnumSet<On> copy(Collection<On> conditions) {
        EnumSet<On> copy = EnumSet.noneOf(On.class);
        copy.addAll(conditions);
        return copy;
    }
}
