package io.fairlead.proxy.http2;

/** Why a stream or a connection ends (RFC 9113 section 7). In the order of their codes. */
public enum ErrorCode {
    /** Nothing is wrong. */
    NO_ERROR(0),
    /** A rule was broken that no other code names. */
    PROTOCOL_ERROR(1),
    /** Something went wrong here. */
    INTERNAL_ERROR(2),
    /** More came than a window allows. */
    FLOW_CONTROL_ERROR(3),
    /** Settings were not acknowledged in time. */
    SETTINGS_TIMEOUT(4),
    /** A frame came for a stream that was ended. */
    STREAM_CLOSED(5),
    /** A frame has a wrong length. */
    FRAME_SIZE_ERROR(6),
    /** Nothing was done with the request. */
    REFUSED_STREAM(7),
    /** Nobody wants the response any more. */
    CANCEL(8),
    /** A header block cannot be decompressed. */
    COMPRESSION_ERROR(9),
    /** The connection of a CONNECT request failed. */
    CONNECT_ERROR(10),
    /** The other side makes more work than it should. */
    ENHANCE_YOUR_CALM(11),
    /** TLS is too weak. */
    INADEQUATE_SECURITY(12),
    /** HTTP/1.1 is wanted. */
    HTTP_1_1_REQUIRED(13);

    private static final ErrorCode[] ALL = values();

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The code as it is sent. */
    int code() {
        return code;
    }

    /** The code that was sent; {@link #INTERNAL_ERROR} for one that is not known. */
    static ErrorCode of(long code) {
        return code >= 0 && code < ALL.length ? ALL[(int) code] : INTERNAL_ERROR;
    }
}
