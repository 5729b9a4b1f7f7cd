package io.fairlead.proxy.http;

import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.upstream.balance.Selection;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RetryPolicy;
import io.fairlead.routing.RetryPolicy.Localities;
import io.fairlead.routing.RetryPolicy.On;
import io.fairlead.routing.RetryPolicy.PreviousHosts;
import io.fairlead.routing.RoutePolicies;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A route's retry policy made ready to be asked. Immutable; any thread. Source: Envoy {@code RetryStateImpl}. */
final class RetryRules {
    private static final HeaderName RATE_LIMITED = HeaderName.of("x-envoy-ratelimited");
    private static final HeaderName GRPC_STATUS = HeaderName.of("grpc-status");
    private static final int MAX_GRPC_STATUS = 16;

    /** How a try ended that brought no response. */
    enum Failure {
        /** There was no connection. */
        CONNECT,
        /** The connection ended before any of the request was sent. */
        BEFORE_REQUEST,
        /** The endpoint says that it did nothing with the request. */
        REFUSED,
        /** The connection, or this proxy's patience, ended later. */
        RESET
    }

    private final RetryPolicy policy;
    private final BitSet statuses = new BitSet();
    private final int grpcStatuses;
    private final long perTryNanos;

    private RetryRules(RetryPolicy policy, @Nullable Duration routeTimeout) {
        this.policy = policy;
        if (has(On.SERVER_ERROR)) {
            statuses.set(500, 600);
        }
        if (has(On.GATEWAY_ERROR)) {
            statuses.set(502, 505);
        }
        if (has(On.RETRIABLE_4XX)) {
            statuses.set(409);
        }
        if (has(On.RETRIABLE_STATUS_CODES)) {
            policy.statusCodes().forEach(statuses::set);
        }
        this.grpcStatuses = grpcBit(On.CANCELLED, 1)
                | grpcBit(On.DEADLINE_EXCEEDED, 4)
                | grpcBit(On.RESOURCE_EXHAUSTED, 8)
                | grpcBit(On.INTERNAL, 13)
                | grpcBit(On.UNAVAILABLE, 14);
        Duration perTry = policy.perTryTimeout();
        // As in Envoy, a try's time that is no shorter than the whole request's does not count.
        if (perTry == null || routeTimeout != null && perTry.compareTo(routeTimeout) >= 0) {
            this.perTryNanos = 0;
        } else {
            this.perTryNanos = perTry.toNanos();
        }
    }

    /** The rules of a route, null if it has none. */
    static @Nullable RetryRules of(RoutePolicies policies) {
        RetryPolicy policy = policies.retry();
        return policy == null ? null : new RetryRules(policy, policies.timeout());
    }

    private boolean has(On on) {
        return policy.on().contains(on);
    }

    private int grpcBit(On on, int status) {
        return has(on) ? 1 << status : 0;
    }

    RetryPolicy policy() {
        return policy;
    }

    /** Tells which endpoints retries prefer. */
    void prepare(Selection selection) {
        if (policy.previousHosts() == PreviousHosts.AVOIDED) {
            selection.avoidTried();
        }
        if (policy.localities() == Localities.REMOTE) {
            selection.leaveTriedPriorities();
        }
    }

    /** How long a try may take until its response begins; 0 for as long as it wants. */
    long perTryNanos() {
        return perTryNanos;
    }

    /** Whether a try that ended so is followed by another. */
    boolean covers(Failure failure) {
        if (has(On.RESET) || has(On.SERVER_ERROR) || has(On.GATEWAY_ERROR)) {
            return true;
        }
        return switch (failure) {
            case CONNECT -> has(On.CONNECT_FAILURE) || has(On.RESET_BEFORE_REQUEST);
            case BEFORE_REQUEST -> has(On.RESET_BEFORE_REQUEST);
            case REFUSED -> has(On.REFUSED_STREAM);
            case RESET -> false;
        };
    }

    /** Whether a try with this response is followed by another. */
    boolean covers(ResponseHead head) {
        HeaderLines lines = head.headers();
        if (head.status() == 200 ? grpcStatuses == 0 : !mayCover(head.status())) {
            return false;
        }
        if (head.status() != 200 && lines.find(RATE_LIMITED, 0) >= 0) {
            return has(On.ENVOY_RATELIMITED);
        }
        return statuses.get(head.status()) || coversGrpc(lines);
    }

    private boolean mayCover(int status) {
        return statuses.get(status) || grpcStatuses != 0 || has(On.ENVOY_RATELIMITED);
    }

    /** A call that failed at once has its status among the headers. */
    private boolean coversGrpc(HeaderLines lines) {
        int line = grpcStatuses == 0 ? -1 : lines.find(GRPC_STATUS, 0);
        if (line < 0) {
            return false;
        }
        int status = 0;
        byte[] bytes = lines.bytes();
        for (int i = lines.valueFrom(line); i < lines.valueTo(line); i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || status > MAX_GRPC_STATUS) {
                return false;
            }
            status = status * 10 + digit;
        }
        return status <= MAX_GRPC_STATUS && (grpcStatuses >>> status & 1) != 0;
    }
}
