package io.fairlead.proxy.observe;

/** Who set a response code, and why: the values of Envoy's {@code %RESPONSE_CODE_DETAILS%}. They hold no white space. */
public final class ResponseCodeDetails {
    /** The upstream sent it. */
    public static final String VIA_UPSTREAM = "via_upstream";
    /** No route took the request. */
    public static final String ROUTE_NOT_FOUND = "route_not_found";
    /** The route's cluster does not exist. */
    public static final String CLUSTER_NOT_FOUND = "cluster_not_found";
    /** The cluster has no endpoint to use. */
    public static final String NO_HEALTHY_UPSTREAM = "no_healthy_upstream";
    /** The route answers by itself: a direct response or a redirect. */
    public static final String DIRECT_RESPONSE = "direct_response";
    /** A fault was injected. */
    public static final String FAULT_FILTER_ABORT = "fault_filter_abort";
    /** The upstream did not answer in time. */
    public static final String UPSTREAM_RESPONSE_TIMEOUT = "response_timeout";
    /** One try did not answer in time. */
    public static final String UPSTREAM_PER_TRY_TIMEOUT = "upstream_per_try_timeout";
    /** A limit on connections, requests or retries was reached. */
    public static final String OVERFLOW = "upstream_reset_before_response_started{overflow}";
    /** No connection to the upstream came about. */
    public static final String CONNECTION_FAILURE = "upstream_reset_before_response_started{remote_connection_failure}";
    /** The connection to the upstream did not come about in time. */
    public static final String CONNECTION_TIMEOUT = "upstream_reset_before_response_started{connection_timeout}";
    /** The upstream closed the connection before it answered. */
    public static final String CONNECTION_TERMINATION =
            "upstream_reset_before_response_started{connection_termination}";
    /** The upstream's answer was no valid HTTP. */
    public static final String PROTOCOL_ERROR = "upstream_reset_before_response_started{protocol_error}";
    /** The upstream closed the connection in the middle of its answer. */
    public static final String LATE_CONNECTION_TERMINATION =
            "upstream_reset_after_response_started{connection_termination}";
    /** The rest of the upstream's answer was no valid HTTP. */
    public static final String LATE_PROTOCOL_ERROR = "upstream_reset_after_response_started{protocol_error}";
    /** The client went away. */
    public static final String DOWNSTREAM_REMOTE_DISCONNECT = "downstream_remote_disconnect";
    /** This proxy closed the client's connection. */
    public static final String DOWNSTREAM_LOCAL_DISCONNECT = "downstream_local_disconnect";
    /** The request's header did not arrive in time. */
    public static final String REQUEST_HEADER_TIMEOUT = "request_header_timeout";
    /** The request did not arrive in time. */
    public static final String REQUEST_OVERALL_TIMEOUT = "request_overall_timeout";
    /** Nothing moved for too long. */
    public static final String STREAM_IDLE_TIMEOUT = "stream_idle_timeout";
    /** The request took too long altogether. */
    public static final String MAX_DURATION_TIMEOUT = "max_duration_timeout";
    /** The request was HTTP/1.0 or older. */
    public static final String LOW_VERSION = "low_version";
    /** The request named no host. */
    public static final String MISSING_HOST = "missing_host_header";
    /** The request had no path. */
    public static final String MISSING_PATH = "missing_path_rejected";
    /** The path cannot be normalised. */
    public static final String PATH_NORMALIZATION_FAILED = "path_normalization_failed";
    /** The request asked to switch protocols, which the route does not allow. */
    public static final String UPGRADE_FAILED = "upgrade_failed";
    /** The request's header is larger than allowed. */
    public static final String REQUEST_HEADERS_TOO_LARGE = "http1.headers_too_large";
    /** The request has more header lines than allowed. */
    public static final String TOO_MANY_HEADERS = "http1.too_many_headers";
    /** The request was no valid HTTP/1. */
    public static final String CODEC_ERROR = "http1.codec_error";
    /** The request had a body length that HTTP/1 forbids. */
    public static final String INVALID_BODY_LENGTH = "http1.content_length_and_chunked_not_allowed";
    /** The proxy takes no more work. */
    public static final String OVERLOAD = "overload";
    /** The upstream's header is larger than allowed. */
    public static final String RESPONSE_HEADERS_TOO_LARGE = "response_headers_too_large";

    private ResponseCodeDetails() {}
}
