package io.fairlead.proxy.filter;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * How the proxy itself answers a gRPC call: always with HTTP status 200, and what there is to say in the headers. Stateless.
 * Source: Envoy {@code Utility::sendLocalReply}, gRPC's protocol over HTTP/2 (status and its message).
 */
public final class GrpcReply {
    /** The HTTP status of every answer to a gRPC call. */
    public static final int HTTP_STATUS = 200;

    private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
    private static final HeaderName GRPC_STATUS = HeaderName.of("grpc-status");
    private static final HeaderName GRPC_MESSAGE = HeaderName.of("grpc-message");
    private static final byte[] GRPC = "application/grpc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private static final int UNKNOWN = 2;
    private static final int PERMISSION_DENIED = 7;
    private static final int UNIMPLEMENTED = 12;
    private static final int INTERNAL = 13;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;

    private GrpcReply() {}

    /** Whether a request with these headers is a gRPC call: by its content type, {@code application/grpc} or a form of it. */
    public static boolean isFor(HeaderLines request) {
        int line = request.find(CONTENT_TYPE, 0);
        if (line < 0) {
            return false;
        }
        int from = request.valueFrom(line);
        int length = request.valueTo(line) - from;
        if (length < GRPC.length || length > GRPC.length && request.bytes()[from + GRPC.length] != '+') {
            return false;
        }
        for (int i = 0; i < GRPC.length; i++) {
            if (request.bytes()[from + i] != GRPC[i]) {
                return false;
            }
        }
        return true;
    }

    /** The gRPC status, 0 to 16, that stands for an HTTP status. */
    public static int statusOf(int httpStatus) {
        return switch (httpStatus) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> UNIMPLEMENTED;
            case 429, 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }

    /** Adds the headers of the answer; {@code message} is text in UTF-8 and may be empty. */
    public static void write(HeaderEdits response, int status, byte[] message) {
        response.set(CONTENT_TYPE, GRPC);
        response.set(GRPC_STATUS, status);
        if (message.length > 0) {
            response.set(GRPC_MESSAGE, encoded(message));
        }
    }

    /** Percent-encodes what a header line or gRPC's encoding does not allow. */
    private static byte[] encoded(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length);
        for (byte b : message) {
            if (b >= ' ' && b <= '~' && b != '%') {
                out.write(b);
            } else {
                out.write('%');
                out.write(HEX[(b >> 4) & 15]);
                out.write(HEX[b & 15]);
            }
        }
        return out.toByteArray();
    }
}
