package io.fairlead.proxy.message;

import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.RequestMethod;
import io.fairlead.proxy.observe.ByteScratch;
import java.nio.charset.StandardCharsets;

/** Writes heads of requests in HTTP/1.1. */
public final class RequestText {
    private static final byte[] VERSION_AND_HOST = ascii(" HTTP/1.1\r\nhost: ");
    private static final byte[] CHUNKED = ascii("\r\ntransfer-encoding: chunked\r\n");
    private static final byte[] NO_CONTENT = ascii("content-length: 0\r\n");
    private static final byte[] LINE_END = ascii("\r\n");

    private RequestText() {}

    /** Puts the whole head into {@code out}, which is emptied first. The framing is that of the body that follows. */
    public static void write(OutgoingRequest request, ByteScratch out) {
        out.clear();
        out.append(request.method());
        out.append(' ');
        out.append(request.path());
        out.append(VERSION_AND_HOST);
        out.append(request.authority());
        out.append(request.framing() == BodyFraming.CHUNKED ? CHUNKED : LINE_END);
        int at = out.reserve(request.headers().encodedSize());
        request.headers().writeTo(out.array(), at);
        if (request.framing() == BodyFraming.NONE && mayHaveBody(request.knownMethod())) {
            out.append(NO_CONTENT);
        }
        out.append(LINE_END);
    }

    /** Whether a request without a body should say so (RFC 9110 section 8.6). */
    private static boolean mayHaveBody(RequestMethod method) {
        return method == RequestMethod.POST || method == RequestMethod.PUT || method == RequestMethod.PATCH;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
