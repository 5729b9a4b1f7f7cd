package io.fairlead.resource;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults made on purpose, drawn for each request. */
public record HttpFaultInjection(
        @Nullable Delay delay, @Nullable Abort abort) {
    /**
     * A delay before forwarding.
     *
     * @param percent deprecated whole per cent, used if {@code percentage} is null
     * @param percentage null with {@code percent} 0 means never
     */
    public record Delay(
            int percent,
            @Nullable HttpDelayType httpDelayType,
            @Nullable Percent percentage) {
        /** How long the delay is. */
        @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
        public sealed interface HttpDelayType {
            /** Always the same. */
            record FixedDelay(Duration fixedDelay) implements HttpDelayType {}

            /** Drawn from an exponential distribution; in the API, rejected by Istio. */
            record ExponentialDelay(Duration exponentialDelay) implements HttpDelayType {}
        }
    }

    /**
     * An answer instead of forwarding.
     *
     * @param percentage null means never
     */
    public record Abort(
            @Nullable ErrorType errorType, @Nullable Percent percentage) {
        /** The names that {@link ErrorType.GrpcStatus} may have; a name's position is the number of the status. */
        public static final List<String> GRPC_STATUS_NAMES = List.of(
                "OK",
                "CANCELLED",
                "UNKNOWN",
                "INVALID_ARGUMENT",
                "DEADLINE_EXCEEDED",
                "NOT_FOUND",
                "ALREADY_EXISTS",
                "PERMISSION_DENIED",
                "RESOURCE_EXHAUSTED",
                "FAILED_PRECONDITION",
                "ABORTED",
                "OUT_OF_RANGE",
                "UNIMPLEMENTED",
                "INTERNAL",
                "UNAVAILABLE",
                "DATA_LOSS",
                "UNAUTHENTICATED");

        /** What is answered. */
        @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
        public sealed interface ErrorType {
            /** An HTTP status. */
            record HttpStatus(int httpStatus) implements ErrorType {}

            /** The name of a gRPC status, for example {@code UNAVAILABLE}. */
            record GrpcStatus(String grpcStatus) implements ErrorType {}

            /** An HTTP/2 error; in the API, rejected by Istio. */
            record Http2Error(String http2Error) implements ErrorType {}
        }
    }
}
