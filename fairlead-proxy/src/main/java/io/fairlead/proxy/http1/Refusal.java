package io.fairlead.proxy.http1;

/**
 * Why a message is refused. For a response, {@code status} is what the client gets.
 *
 * @param status the status to answer
 * @param details the reason as one word for access logs ({@code RESPONSE_CODE_DETAILS}), Envoy's word where it has one
 * @param text the reason as a sentence for people; holds nothing of the message
 */
public record Refusal(int status, String details, String text) {
    private static final String CODEC_ERROR = "http1.codec_error";

    static final Refusal EMPTY_LINES = codec("There are too many empty lines before the request line.");
    static final Refusal LINE_END = codec("A line does not end with CR LF.");
    static final Refusal METHOD = codec("The method is not a token.");
    static final Refusal REQUEST_LINE = codec("The request line is not method, target and version, one space apart.");
    static final Refusal TARGET_CHARACTER =
            new Refusal(400, "http1.invalid_url", "The request target holds a character that is not allowed in a URI.");
    static final Refusal TARGET = new Refusal(400, "http1.invalid_url", "The request target has no valid form.");
    static final Refusal SCHEME =
            new Refusal(400, "http1.invalid_scheme", "The request target's scheme is not http or https.");
    static final Refusal SCHEME_MISMATCH =
            new Refusal(403, "http1.invalid_scheme", "The request target's scheme is not that of the connection.");
    static final Refusal VERSION = codec("The version is not HTTP/1.1.");
    static final Refusal UNKNOWN_VERSION =
            new Refusal(505, CODEC_ERROR, "The version is neither HTTP/1.0 nor HTTP/1.1.");
    static final Refusal LOW_VERSION = new Refusal(426, "low_version", "HTTP/1.0 is not served.");
    static final Refusal URI_TOO_LONG =
            new Refusal(414, "http1.headers_too_large", "The request line is longer than the limit.");
    static final Refusal HEAD_TOO_LARGE =
            new Refusal(431, "http1.headers_too_large", "The header section is larger than the limit.");
    static final Refusal TOO_MANY_HEADERS =
            new Refusal(431, "http1.too_many_headers", "There are more header lines than the limit.");
    static final Refusal FIELD_NAME = codec("A header name is not a token followed by a colon.");
    static final Refusal FIELD_FOLDED = codec("A header line is folded.");
    static final Refusal FIELD_VALUE =
            new Refusal(400, "http1.invalid_characters", "A header value holds a control character.");
    static final Refusal HOST_MISSING = new Refusal(400, "missing_host_header", "There is no Host header.");
    static final Refusal HOST_TWICE = codec("There is more than one Host header.");
    static final Refusal HOST = codec("The host is not a name or an address with an optional port.");
    static final Refusal CONTENT_LENGTH = codec("The Content-Length is not one decimal number.");
    static final Refusal CONTENT_LENGTH_TWICE = codec("There is more than one Content-Length header.");
    static final Refusal CONTENT_LENGTH_NOT_ALLOWED = new Refusal(
            400, "http1.content_length_not_allowed", "A response with this status must not have a Content-Length.");
    static final Refusal TRANSFER_ENCODING =
            new Refusal(501, "http1.invalid_transfer_encoding", "The only transfer coding served is chunked, once.");
    static final Refusal TRANSFER_ENCODING_NOT_ALLOWED =
            new Refusal(400, "http1.transfer_encoding_not_allowed", "This message must not have a Transfer-Encoding.");
    static final Refusal TWO_FRAMINGS = new Refusal(
            400,
            "http1.content_length_and_chunked_not_allowed",
            "Content-Length and Transfer-Encoding are both given.");
    static final Refusal CONNECTION = new Refusal(
            400, "http1.connection_header_rejected", "The Connection header names a field that must be forwarded.");
    static final Refusal CONNECTION_TOO_LONG =
            new Refusal(400, "http1.connection_header_rejected", "The Connection header names too many fields.");
    static final Refusal CONNECT = new Refusal(404, "route_not_found", "This is not a proxy for CONNECT.");
    static final Refusal PATH = new Refusal(400, "path_normalization_failed", "The path cannot be normalised.");
    static final Refusal STATUS_LINE = codec("The status line is not version, status and reason.");
    static final Refusal STATUS = codec("The status is not from 100 to 599.");
    static final Refusal CHUNK_SIZE = codec("A chunk size is not a hexadecimal number in range.");
    static final Refusal CHUNK_LINE = codec("A chunk line holds a character that is not allowed.");
    static final Refusal CHUNK_END = codec("A chunk is not followed by CR LF.");
    static final Refusal CHUNK_EXTENSIONS = codec("The chunk extensions are larger than the limit.");
    static final Refusal TRAILER = codec("A trailer line is not a valid header line.");
    static final Refusal TRAILERS_TOO_LARGE =
            new Refusal(431, "http1.headers_too_large", "The trailers are larger than the limit.");

    private static Refusal codec(String text) {
        return new Refusal(400, CODEC_ERROR, text);
    }

    /** The same reason as the fault of an upstream: the client gets 502, and the details are Envoy's for it. */
    public Refusal ofUpstream() {
        return new Refusal(502, "upstream_reset_before_response_started{protocol_error}", text);
    }
}
