package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.CorsFilter;
import io.fairlead.proxy.filter.GrpcReply;
import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.filter.RedirectResponse;
import io.fairlead.proxy.filter.binding.RequestBinding;
import io.fairlead.proxy.http.ProxyRoute.Destination;
import io.fairlead.proxy.http.RetryRules.Failure;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.RequestMethod;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.http1.Upgrade;
import io.fairlead.proxy.message.Framing;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.proxy.observe.ResponseCodeDetails;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.proxy.upstream.UpstreamHandler.CloseReason;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The response half of an exchange: reads the upstream's response and sends it to the client as it comes, or sends a response
 * of the proxy's own. Reused with its exchange. Event loop only.
 */
final class ResponseForwarder {
    private static final HeaderName CONTENT_TYPE = HeaderName.of("content-type");
    private static final HeaderName LOCATION = HeaderName.of("location");
    private static final HeaderName UPSTREAM_SERVICE_TIME = HeaderName.of("x-envoy-upstream-service-time");
    private static final HeaderName OVERLOADED = HeaderName.of("x-envoy-overloaded");
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT_PLAIN = "text/plain".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_BODY = new byte[0];
    private static final long MILLI_NANOS = 1_000_000;

    /** More interim responses than this before the real one are an attack, or a broken upstream. */
    private static final int MAX_INTERIM_RESPONSES = 64;

    private enum Phase {
        HEAD,
        BODY,
        DONE
    }

    private final HttpExchange exchange;
    private final HttpWorker worker;
    private final RequestFacts info;
    private final RequestBinding binding;
    private final HeaderEdits edits = new HeaderEdits();
    private final HeaderLines noLines = new HeaderLines();
    private Phase phase = Phase.HEAD;
    private int interimResponses;
    private long bodyBytes;

    ResponseForwarder(HttpExchange exchange, HttpWorker worker, RequestFacts info, RequestBinding binding) {
        this.exchange = exchange;
        this.worker = worker;
        this.info = info;
        this.binding = binding;
    }

    void reset() {
        phase = Phase.HEAD;
        interimResponses = 0;
        bodyBytes = 0;
    }

    /** A try failed: the response of the next one counts from its begin. */
    void restart() {
        info.responseStart(RequestFacts.NEVER);
    }

    /** Whether the client has been sent a part of the response. */
    boolean hasBegun() {
        return phase != Phase.HEAD;
    }

    /** How many bytes of the upstream's body the client has been sent. */
    long bodyBytes() {
        return bodyBytes;
    }

    // ---- the upstream's response

    /** The upstream's response begins, or an interim one came. */
    void head(ResponseHead head) {
        if (info.responseStartNanos() == RequestFacts.NEVER) {
            info.responseStart(worker.ticker().nanos());
        }
        if (head.status() == Upgrade.STATUS && !exchange.isUpgrade()) {
            protocolError();
        } else if (head.isInterim()) {
            interim(head);
        } else if (!exchange.triesAgainAfter(head)) {
            begin(head);
        }
    }

    private void interim(ResponseHead head) {
        interimResponses++;
        if (interimResponses > MAX_INTERIM_RESPONSES) {
            protocolError();
        } else if (head.status() == 100 && exchange.head().expectsContinue() && interimResponses == 1) {
            exchange.client().proceed();
        }
    }

    private void protocolError() {
        exchange.tryFailed(LocalReply.UPSTREAM_PROTOCOL_ERROR);
    }

    private void begin(ResponseHead head) {
        phase = Phase.BODY;
        HeaderLines lines = head.headers();
        edits.reset(lines);
        for (int i = 0; i < lines.count(); i++) {
            if (!head.isForwarded(i)) {
                edits.drop(i);
            }
        }
        boolean upgraded = head.status() == Upgrade.STATUS;
        if (!upgraded) {
            edits.set(UPSTREAM_SERVICE_TIME, (info.responseStartNanos() - info.startNanos()) / MILLI_NANOS);
        }
        binding.addCookies(edits);
        info.response(head.status(), ResponseCodeDetails.VIA_UPSTREAM);
        Framing framing = framing(head);
        if (applyPrograms()) {
            keepFraming(framing, head.contentLength());
            if (framing == Framing.NONE && !upgraded) {
                keepAnnouncedLength(head);
            }
        }
        writeHead(mapped(head.status()), framing);
        if (upgraded) {
            exchange.upgraded();
        }
    }

    /** How the body goes out; the length of one that is empty may not have been told. */
    private static Framing framing(ResponseHead head) {
        boolean untold = head.framing() == BodyFraming.LENGTH
                && head.contentLength() == 0
                && head.headers().find(RequestEdits.CONTENT_LENGTH, 0) < 0;
        return untold ? Framing.EMPTY : Framing.of(head.framing());
    }

    /** Takes the next {@code count} bytes of the body. */
    void content(ByteBuf in, int count) {
        bodyBytes += count;
        exchange.client().content(in, count);
    }

    /** The response is complete. */
    void end(@Nullable HeaderLines trailers) {
        phase = Phase.DONE;
        exchange.client().end(trailers);
        exchange.responseCompleted();
    }

    /** The upstream's connection ended while the response was awaited or in progress. */
    void upstreamClosed(CloseReason reason) {
        LocalReply reply = LocalReply.of(reason);
        if (phase == Phase.HEAD) {
            if (reason == CloseReason.REFUSED) {
                exchange.tryFailed(Failure.REFUSED, reply);
            } else {
                exchange.tryFailed(reply);
            }
            return;
        }
        if (reply.flag() != null) {
            info.flag(reply.flag());
        }
        info.responseCodeDetails(reply.details().replace("before_response", "after_response"));
        exchange.endpointFailed(reply.status());
        exchange.abort();
    }

    // ---- responses of the proxy's own

    /** Sends a local reply and ends the exchange. */
    void local(LocalReply reply) {
        edits.reset(noLines);
        if (reply.flag() == ResponseFlag.UPSTREAM_OVERFLOW) {
            edits.add(OVERLOADED, TRUE);
        }
        info.response(reply.status(), reply.details());
        if (GrpcReply.isFor(exchange.head().headers())) {
            int grpcStatus = reply.grpcStatus();
            grpc(
                    grpcStatus == RequestFacts.NOT_GRPC ? GrpcReply.statusOf(reply.status()) : grpcStatus,
                    reply.bodyBytes());
        } else {
            finish(reply.status(), reply.bodyBytes());
        }
    }

    /** Answers a gRPC call: all there is to say goes into the headers. */
    private void grpc(int grpcStatus, byte[] message) {
        phase = Phase.DONE;
        info.grpcStatus(grpcStatus);
        applyPrograms();
        keepFraming(Framing.LENGTH, 0);
        GrpcReply.write(edits, grpcStatus, message);
        ClientStream client = exchange.client();
        client.skipRequest();
        writeHead(GrpcReply.HTTP_STATUS, Framing.LENGTH);
        client.end(null);
        exchange.end();
    }

    /** Sends a direct response and ends the exchange. */
    void direct(RouteAction.DirectResponse direct) {
        edits.reset(noLines);
        info.response(direct.status(), ResponseCodeDetails.DIRECT_RESPONSE);
        if (GrpcReply.isFor(exchange.head().headers())) {
            grpc(GrpcReply.statusOf(direct.status()), direct.body().toArray());
        } else {
            finish(direct.status(), direct.body().toArray());
        }
    }

    /** Answers a preflight request of {@code origin}, empty if it is not allowed, and ends the exchange. */
    void preflight(CorsFilter cors, ByteSlice origin) {
        edits.reset(noLines);
        cors.setPreflightHeaders(edits, origin);
        info.response(200, ResponseCodeDetails.DIRECT_RESPONSE);
        info.responseHeaders(edits);
        phase = Phase.DONE;
        edits.set(RequestEdits.CONTENT_LENGTH, 0);
        exchange.client().skipRequest();
        writeHead(200, Framing.LENGTH);
        exchange.client().end(null);
        exchange.end();
    }

    /** Sends the redirect of a route and ends the exchange. */
    void redirect(RequestView request, RedirectResponse redirect) {
        ByteScratch scratch = worker.output().scratch();
        scratch.clear();
        redirect.appendLocation(request, scratch);
        sendRedirect(redirect.status());
    }

    /** Sends the redirect that a virtual host demands for requests without TLS, and ends the exchange. */
    void redirectToHttps(RequestView request) {
        ByteScratch scratch = worker.output().scratch();
        scratch.clear();
        RedirectResponse.appendHttpsLocation(request, scratch);
        sendRedirect(RedirectResponse.HTTPS_STATUS);
    }

    private void sendRedirect(int status) {
        edits.reset(noLines);
        ByteScratch location = worker.output().scratch();
        edits.add(LOCATION, location.array(), 0, location.size());
        info.response(status, ResponseCodeDetails.DIRECT_RESPONSE);
        finish(status, NO_BODY);
    }

    private void finish(int wanted, byte[] content) {
        phase = Phase.DONE;
        int status = mapped(wanted);
        boolean bodyless = isBodyless(status);
        Framing framing = bodyless ? Framing.NONE : Framing.LENGTH;
        applyPrograms();
        keepFraming(framing, content.length);
        if (content.length > 0 && !bodyless && !edits.contains(CONTENT_TYPE)) {
            edits.add(CONTENT_TYPE, TEXT_PLAIN);
        }
        ClientStream client = exchange.client();
        client.skipRequest();
        writeHead(status, framing);
        if (!bodyless && content.length > 0 && exchange.head().method() != RequestMethod.HEAD) {
            client.content(Unpooled.wrappedBuffer(content), content.length);
            bodyBytes = content.length;
        }
        client.end(null);
        exchange.end();
    }

    // ---- common

    /** Runs the header changes of destination and route; whether there were any. */
    private boolean applyPrograms() {
        info.responseHeaders(edits);
        ProxyRoute route = exchange.route();
        Destination destination = exchange.destination();
        boolean changed = false;
        if (destination != null && !destination.responseHeaders().isEmpty()) {
            destination.responseHeaders().apply(edits, info);
            changed = true;
        }
        if (route != null && !route.responseHeaders().isEmpty()) {
            route.responseHeaders().apply(edits, info);
            changed = true;
        }
        if (route != null && route.cors() != null && exchange.origin().length() > 0) {
            route.cors().setResponseHeaders(edits, exchange.origin());
        }
        return changed;
    }

    /** Makes the framing headers true again after header changes. */
    private void keepFraming(Framing framing, long contentLength) {
        edits.remove(RequestEdits.TRANSFER_ENCODING);
        edits.remove(RequestEdits.CONNECTION);
        edits.remove(RequestEdits.CONTENT_LENGTH);
        if (framing == Framing.LENGTH) {
            edits.add(RequestEdits.CONTENT_LENGTH, contentLength);
        }
    }

    /** A response without a body, as one to HEAD, still tells the length that the upstream told. */
    private void keepAnnouncedLength(ResponseHead head) {
        HeaderLines lines = head.headers();
        int line = lines.find(RequestEdits.CONTENT_LENGTH, 0);
        if (line >= 0 && head.isForwarded(line)) {
            edits.add(RequestEdits.CONTENT_LENGTH, lines.bytes(), lines.valueFrom(line), lines.valueTo(line));
        }
    }

    private int mapped(int status) {
        ProxyRoute route = exchange.route();
        int mapped = route == null ? status : route.statusMapping().map(status);
        return isBodyless(mapped) == isBodyless(status) ? mapped : status;
    }

    private static boolean isBodyless(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    private void writeHead(int status, Framing framing) {
        info.responseCode(status);
        info.addSent(0, exchange.client().head(status, edits, framing));
    }
}
