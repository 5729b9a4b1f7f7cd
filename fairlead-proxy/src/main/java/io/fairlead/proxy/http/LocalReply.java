package io.fairlead.proxy.http;

import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.proxy.observe.ResponseCodeDetails;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.proxy.upstream.UpstreamHandler.CloseReason;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the proxy gives by itself. The texts are Envoy's, as clients and runbooks know them.
 *
 * @param status the HTTP status
 * @param flag for logs and metrics, null for none
 * @param details one of {@link ResponseCodeDetails} or a text like them
 * @param body plain text, may be empty
 * @param grpcStatus what a gRPC call is answered with, 0 to 16; {@link RequestFacts#NOT_GRPC} for what stands for the status
 */
record LocalReply(int status, @Nullable ResponseFlag flag, String details, String body, int grpcStatus) {
    private static final String BEFORE_HEADERS = "upstream connect error or disconnect/reset before headers. ";
    private static final String RESET = BEFORE_HEADERS + "reset reason: ";
    private static final String RETRIED = BEFORE_HEADERS + "retried and the latest reset reason: ";

    static final LocalReply ROUTE_NOT_FOUND =
            new LocalReply(404, ResponseFlag.NO_ROUTE_FOUND, ResponseCodeDetails.ROUTE_NOT_FOUND, "");
    static final LocalReply CLUSTER_NOT_FOUND =
            new LocalReply(503, ResponseFlag.NO_CLUSTER_FOUND, ResponseCodeDetails.CLUSTER_NOT_FOUND, "");
    static final LocalReply NO_HEALTHY_UPSTREAM = new LocalReply(
            503, ResponseFlag.NO_HEALTHY_UPSTREAM, ResponseCodeDetails.NO_HEALTHY_UPSTREAM, "no healthy upstream");
    /** What exactly failed is for the access log: clients are not told, as in Envoy. */
    static final LocalReply CONNECTION_FAILURE = new LocalReply(
            503,
            ResponseFlag.UPSTREAM_CONNECTION_FAILURE,
            ResponseCodeDetails.CONNECTION_FAILURE,
            RESET + "remote connection failure");

    static final LocalReply CONNECTION_TIMEOUT = new LocalReply(
            503,
            ResponseFlag.UPSTREAM_CONNECTION_FAILURE,
            ResponseCodeDetails.CONNECTION_TIMEOUT,
            RESET + "connection timeout");
    static final LocalReply CONNECTION_TERMINATION = new LocalReply(
            503,
            ResponseFlag.UPSTREAM_CONNECTION_TERMINATION,
            ResponseCodeDetails.CONNECTION_TERMINATION,
            RESET + "connection termination");
    static final LocalReply REMOTE_RESET = new LocalReply(
            503,
            ResponseFlag.UPSTREAM_REMOTE_RESET,
            "upstream_reset_before_response_started{remote_reset}",
            RESET + "remote reset");
    static final LocalReply REFUSED_STREAM = new LocalReply(
            503,
            ResponseFlag.UPSTREAM_REMOTE_RESET,
            "upstream_reset_before_response_started{remote_refused_stream_reset}",
            RESET + "remote refused stream reset");
    static final LocalReply UPSTREAM_PROTOCOL_ERROR = new LocalReply(
            502, ResponseFlag.UPSTREAM_PROTOCOL_ERROR, ResponseCodeDetails.PROTOCOL_ERROR, RESET + "protocol error");
    /** A limit on connections or requests was reached: the request went to no endpoint. */
    static final LocalReply OVERFLOW =
            new LocalReply(503, ResponseFlag.UPSTREAM_OVERFLOW, ResponseCodeDetails.OVERFLOW, RESET + "overflow");

    static final LocalReply RESPONSE_TIMEOUT = new LocalReply(
            504,
            ResponseFlag.UPSTREAM_REQUEST_TIMEOUT,
            ResponseCodeDetails.UPSTREAM_RESPONSE_TIMEOUT,
            "upstream request timeout");
    static final LocalReply PER_TRY_TIMEOUT = new LocalReply(
            504,
            ResponseFlag.UPSTREAM_REQUEST_TIMEOUT,
            ResponseCodeDetails.UPSTREAM_PER_TRY_TIMEOUT,
            "upstream request timeout");
    static final LocalReply REQUEST_HEADER_TIMEOUT = new LocalReply(
            408,
            ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR,
            ResponseCodeDetails.REQUEST_HEADER_TIMEOUT,
            "request header timeout");
    static final LocalReply UPGRADE_REFUSED = new LocalReply(403, null, ResponseCodeDetails.UPGRADE_FAILED, "");

    /** The answer to a request whose upstream ended so before it answered. */
    static LocalReply of(CloseReason reason) {
        return switch (reason) {
            case REMOTE_CLOSE, RESET -> CONNECTION_TERMINATION;
            case STREAM_RESET -> REMOTE_RESET;
            case REFUSED -> REFUSED_STREAM;
            case PROTOCOL_ERROR -> UPSTREAM_PROTOCOL_ERROR;
        };
    }

    /** A reply whose status says everything, to gRPC calls too. */
    LocalReply(int status, @Nullable ResponseFlag flag, String details, String body) {
        this(status, flag, details, body, RequestFacts.NOT_GRPC);
    }

    static LocalReply faultAbort(int status, int grpcStatus) {
        return new LocalReply(
                status,
                ResponseFlag.FAULT_INJECTED,
                ResponseCodeDetails.FAULT_FILTER_ABORT,
                "fault filter abort",
                grpcStatus);
    }

    /** The same after a retry, which the text tells. */
    LocalReply afterRetry() {
        return body.startsWith(RESET)
                ? new LocalReply(status, flag, details, RETRIED + body.substring(RESET.length()))
                : this;
    }

    byte[] bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
