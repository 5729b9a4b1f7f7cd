package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.filter.HeaderProgram;
import io.fairlead.proxy.filter.PathRewriter;
import io.fairlead.proxy.http.ProxyRoute.Destination;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.http1.Upgrade;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes the head of a request on its way to the upstream: the headers, then the authority, then the path, in Envoy's
 * order. The framing is always that of the body that follows, whatever the header changes say.
 */
final class RequestEdits {
    static final HeaderName CONTENT_LENGTH = HeaderName.of("content-length");
    static final HeaderName TRANSFER_ENCODING = HeaderName.of("transfer-encoding");
    static final HeaderName CONNECTION = HeaderName.of("connection");
    static final HeaderName UPGRADE = HeaderName.of("upgrade");
    private static final HeaderName X_ENVOY_ATTEMPT_COUNT = HeaderName.of("x-envoy-attempt-count");
    private static final HeaderName X_ENVOY_EXPECTED_TIMEOUT = HeaderName.of("x-envoy-expected-rq-timeout-ms");
    private static final HeaderName X_ENVOY_ORIGINAL_HOST = HeaderName.of("x-envoy-original-host");
    private static final HeaderName X_ENVOY_ORIGINAL_PATH = HeaderName.of("x-envoy-original-path");
    private static final byte[] HEX = ascii("0123456789ABCDEF");

    private RequestEdits() {}

    /**
     * Runs the header changes of destination and route, adds the proxy's own headers to {@code edits}, and rewrites authority
     * and path in {@code info}, where the response's header changes and the access log look for them, too.
     */
    static void edit(
            RequestHead head, ProxyRoute route, Destination destination, HeaderEdits edits, RequestFacts info) {
        RequestView view = head.view();
        HeaderProgram ofDestination = destination.requestHeaders();
        HeaderProgram ofRoute = route.requestHeaders();
        edits.add(X_ENVOY_ATTEMPT_COUNT, 1);
        if (route.expectedTimeoutMillis() > 0) {
            edits.add(X_ENVOY_EXPECTED_TIMEOUT, route.expectedTimeoutMillis());
        }
        if (!ofDestination.isEmpty() || !ofRoute.isEmpty()) {
            ofDestination.apply(edits, info);
            ofRoute.apply(edits, info);
            keepFraming(head, edits);
        }
        byte @Nullable [] authority = destination.authority();
        if (authority != null) {
            edits.set(X_ENVOY_ORIGINAL_HOST, view.bytes(), view.authorityFrom(), view.authorityTo());
            info.rewrittenAuthority(authority, 0, authority.length);
        }
        PathRewriter rewriter = route.rewriter();
        if (rewriter != null) {
            edits.set(X_ENVOY_ORIGINAL_PATH, view.bytes(), view.pathFrom(), view.targetTo());
            ByteScratch path = info.rewrites();
            int start = path.size();
            rewriter.append(view, path);
            escapeTarget(path, start);
            info.rewrittenPath(path.array(), start, path.size());
        }
    }

    /**
     * Changes an edited head for another try: only the number of the try and the time that is left are new.
     *
     * @param elapsedNanos since the request was complete; 0 if it is not
     */
    static void editRetry(ProxyRoute route, long elapsedNanos, HeaderEdits edits, RequestFacts info) {
        edits.set(X_ENVOY_ATTEMPT_COUNT, info.attempts());
        Duration timeout = route.policies().timeout();
        if (timeout != null) {
            long left = timeout.toMillis() - TimeUnit.NANOSECONDS.toMillis(elapsedNanos);
            // Zero would mean forever.
            edits.set(X_ENVOY_EXPECTED_TIMEOUT, Math.max(1, Math.min(route.expectedTimeoutMillis(), left)));
        }
    }

    private static void keepFraming(RequestHead head, HeaderEdits edits) {
        edits.remove(CONTENT_LENGTH);
        edits.remove(TRANSFER_ENCODING);
        edits.remove(CONNECTION);
        edits.remove(UPGRADE);
        if (head.framing() == BodyFraming.LENGTH) {
            edits.add(CONTENT_LENGTH, head.contentLength());
        }
        if (head.upgrade() == Upgrade.WEBSOCKET) {
            EdgeHeaders.addUpgrade(edits);
        }
    }

    /** A rewritten path holds what the configuration says; what may not stand in a request line is percent-encoded. */
    private static void escapeTarget(ByteScratch out, int start) {
        int bad = 0;
        for (int i = start; i < out.size(); i++) {
            bad += isAllowed(out.array()[i]) ? 0 : 1;
        }
        if (bad == 0) {
            return;
        }
        int from = out.size() - 1;
        out.reserve(2 * bad);
        byte[] array = out.array();
        for (int to = out.size() - 1; from < to; from--) {
            byte b = array[from];
            if (isAllowed(b)) {
                array[to--] = b;
            } else {
                array[to--] = HEX[b & 15];
                array[to--] = HEX[(b >> 4) & 15];
                array[to--] = '%';
            }
        }
    }

    private static boolean isAllowed(byte b) {
        return b > ' ' && b != 0x7f && b != '#';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
