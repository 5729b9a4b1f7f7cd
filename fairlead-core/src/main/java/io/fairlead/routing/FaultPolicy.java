package io.fairlead.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Faults to inject before a request is sent on. Delay and abort are drawn independently, the delay comes first. Source:
 * Istio {@code HTTPFaultInjection}, Envoy {@code HTTPFault}.
 */
public record FaultPolicy(@Nullable Delay delay, @Nullable Abort abort) {
    /**
     * Waits before anything else happens.
     *
     * @param perMillion the share of requests, in millionths
     */
    public record Delay(Duration duration, int perMillion) {}

    /**
     * Answers with an error.
     *
     * @param status an HTTP status (200 to 599), or a gRPC status (0 to 16) where {@code kind} says so
     * @param perMillion the share of requests, in millionths
     */
    public record Abort(Kind kind, int status, int perMillion) {
        /** Whose status codes are meant. */
        public enum Kind {
            HTTP,
            GRPC
        }
    }
}
