package io.fairlead.proxy.http2;

/** The other side broke a rule: ends the stream, or the connection where {@link #streamId} is 0. */
final class Violation extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final int streamId;

    private Violation(ErrorCode code, int streamId, String message) {
        super(message, null, false, false);
        this.code = code;
        this.streamId = streamId;
    }

    static Violation ofConnection(ErrorCode code, String message) {
        return new Violation(code, 0, message);
    }

    static Violation ofStream(int streamId, ErrorCode code, String message) {
        return new Violation(code, streamId, message);
    }

    ErrorCode code() {
        return code;
    }

    int streamId() {
        return streamId;
    }
}
