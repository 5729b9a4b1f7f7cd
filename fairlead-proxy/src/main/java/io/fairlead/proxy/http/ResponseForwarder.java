package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.CorsFilter;
import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.filter.RedirectResponse;
import io.fairlead.proxy.http.BodyForwarder.Result;
import io.fairlead.proxy.http.ProxyRoute.Destination;
import io.fairlead.proxy.http.ResponseWriter.Connection;
import io.fairlead.proxy.http.ResponseWriter.Framing;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.ParseResult;
import io.fairlead.proxy.http1.RequestMethod;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.http1.ResponseHeadParser;
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
    private static final byte[] TEXT_PLAIN = "text/plain".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_BODY = new byte[0];
    private static final long MILLI_NANOS = 1_000_000;

    /** More interim responses than this before the real one are an attack, or a broken upstream. */
    private static final int MAX_INTERIM_RESPONSES = 64;

    private enum Phase {
        HEAD,
        BODY,
        DONE
    }

    private final HttpWorker worker;
    private final RequestFacts info;
    private final ResponseHeadParser parser;
    private final ResponseHead head = new ResponseHead();
    private final HeaderEdits edits = new HeaderEdits();
    private final BodyForwarder body;
    private final HeaderLines noLines = new HeaderLines();
    private Phase phase = Phase.HEAD;
    private Connection connection = Connection.KEEP_ALIVE;
    private int interimResponses;

    ResponseForwarder(HttpWorker worker, RequestFacts info) {
        this.worker = worker;
        this.info = info;
        this.parser = new ResponseHeadParser(worker.limits());
        this.body = new BodyForwarder(worker.limits());
    }

    void reset() {
        parser.reset();
        body.begin(BodyFraming.NONE, 0);
        phase = Phase.HEAD;
        connection = Connection.KEEP_ALIVE;
        interimResponses = 0;
    }

    /** A try failed: the response of the next one is read from its begin. */
    void restart() {
        parser.reset();
        info.responseStart(RequestFacts.NEVER);
    }

    /** Whether the client has been sent a part of the response. */
    boolean hasBegun() {
        return phase != Phase.HEAD;
    }

    /** How many bytes of the upstream's body the client has been sent. */
    long bodyBytes() {
        return body.forwardedBytes();
    }

    /** What happens to the client's connection after the response. */
    Connection connection() {
        return connection;
    }

    // ---- the upstream's response

    /** Takes bytes of the upstream; {@code in} stays the caller's. */
    void read(ByteBuf in, HttpExchange exchange) {
        while (phase == Phase.HEAD && in.isReadable()) {
            if (info.responseStartNanos() == RequestFacts.NEVER) {
                info.responseStart(worker.ticker().nanos());
            }
            ParseResult result = parser.parse(in, head, exchange.head().method());
            if (result == ParseResult.NEED_MORE) {
                return;
            }
            if (result == ParseResult.ERROR || head.status() == 101) {
                protocolError(exchange);
                return;
            }
            if (head.isInterim()) {
                if (!interim(exchange)) {
                    return;
                }
            } else if (exchange.triesAgainAfter(head)) {
                exchange.endTry(isAtHand(in));
                return;
            } else {
                begin(in, exchange);
                return;
            }
        }
        if (phase == Phase.BODY) {
            forwardBody(in, null, exchange);
        }
    }

    private boolean interim(HttpExchange exchange) {
        interimResponses++;
        if (interimResponses > MAX_INTERIM_RESPONSES) {
            protocolError(exchange);
            return false;
        }
        if (head.status() == 100 && exchange.head().expectsContinue() && interimResponses == 1) {
            DownstreamConnection client = exchange.client();
            client.write(client.allocator().directBuffer(CONTINUE.length).writeBytes(CONTINUE));
            client.flush();
        }
        return true;
    }

    private static void protocolError(HttpExchange exchange) {
        exchange.tryFailed(LocalReply.UPSTREAM_PROTOCOL_ERROR);
    }

    /** Whether the rest of a response that nobody wants is here, so that its connection can be used again. */
    private boolean isAtHand(ByteBuf in) {
        boolean whole = head.framing() == BodyFraming.NONE && !in.isReadable()
                || head.framing() == BodyFraming.LENGTH && head.contentLength() == in.readableBytes();
        return whole && head.isKeepAlive();
    }

    private void begin(ByteBuf in, HttpExchange exchange) {
        phase = Phase.BODY;
        HeaderLines lines = head.headers();
        edits.reset(lines);
        for (int i = 0; i < lines.count(); i++) {
            if (!head.isForwarded(i)) {
                edits.drop(i);
            }
        }
        edits.set(UPSTREAM_SERVICE_TIME, (info.responseStartNanos() - info.startNanos()) / MILLI_NANOS);
        info.response(head.status(), ResponseCodeDetails.VIA_UPSTREAM);
        Framing framing = ResponseWriter.framingOf(head.framing());
        if (applyPrograms(exchange)) {
            keepFraming(framing, head.contentLength());
            if (framing == Framing.NONE) {
                keepAnnouncedLength(lines);
            }
        }
        ByteBuf start = writeHead(mapped(head.status(), exchange), framing, exchange);
        body.begin(head.framing(), head.contentLength());
        forwardBody(in, start, exchange);
    }

    private void forwardBody(ByteBuf in, @Nullable ByteBuf prefix, HttpExchange exchange) {
        DownstreamConnection client = exchange.client();
        Result result = body.forward(in, prefix, client, client.allocator());
        if (result == Result.DONE) {
            phase = Phase.DONE;
            exchange.responseCompleted(head.isKeepAlive() && !in.isReadable());
        } else if (result == Result.ERROR) {
            info.flag(ResponseFlag.UPSTREAM_PROTOCOL_ERROR);
            info.responseCodeDetails(ResponseCodeDetails.LATE_PROTOCOL_ERROR);
            exchange.endpointFailed(LocalReply.UPSTREAM_PROTOCOL_ERROR.status());
            exchange.abort();
        }
    }

    /** The upstream's connection ended while the response was awaited or in progress. */
    void upstreamClosed(CloseReason reason, HttpExchange exchange) {
        if (phase == Phase.HEAD) {
            exchange.tryFailed(
                    parser.hasBegun() ? LocalReply.UPSTREAM_PROTOCOL_ERROR : LocalReply.CONNECTION_TERMINATION);
        } else if (head.framing() == BodyFraming.UNTIL_CLOSE && reason == CloseReason.REMOTE_CLOSE) {
            DownstreamConnection client = exchange.client();
            body.endOfConnection(client, client.allocator());
            phase = Phase.DONE;
            exchange.responseCompleted(false);
        } else {
            info.flag(ResponseFlag.UPSTREAM_CONNECTION_TERMINATION);
            info.responseCodeDetails(ResponseCodeDetails.LATE_CONNECTION_TERMINATION);
            exchange.endpointFailed(LocalReply.CONNECTION_TERMINATION.status());
            exchange.abort();
        }
    }

    // ---- responses of the proxy's own

    /** Sends a local reply and ends the exchange. */
    void local(LocalReply reply, HttpExchange exchange) {
        edits.reset(noLines);
        info.response(reply.status(), reply.details());
        finish(reply.status(), reply.bodyBytes(), exchange);
    }

    /** Sends a direct response and ends the exchange. */
    void direct(RouteAction.DirectResponse direct, HttpExchange exchange) {
        edits.reset(noLines);
        info.response(direct.status(), ResponseCodeDetails.DIRECT_RESPONSE);
        finish(direct.status(), direct.body().toArray(), exchange);
    }

    /** Answers a preflight request of {@code origin}, empty if it is not allowed, and ends the exchange. */
    void preflight(CorsFilter cors, ByteSlice origin, HttpExchange exchange) {
        edits.reset(noLines);
        cors.setPreflightHeaders(edits, origin);
        info.response(200, ResponseCodeDetails.DIRECT_RESPONSE);
        info.responseHeaders(edits);
        phase = Phase.DONE;
        edits.set(RequestWriter.CONTENT_LENGTH, 0);
        if (!exchange.skipRequest()) {
            connection = Connection.CLOSE;
        }
        exchange.client().write(writeHead(200, Framing.LENGTH, exchange));
        exchange.end();
    }

    /** Sends the redirect of a route and ends the exchange. */
    void redirect(RequestView request, RedirectResponse redirect, HttpExchange exchange) {
        ByteScratch scratch = worker.output().scratch();
        scratch.clear();
        redirect.appendLocation(request, scratch);
        sendRedirect(redirect.status(), exchange);
    }

    /** Sends the redirect that a virtual host demands for requests without TLS, and ends the exchange. */
    void redirectToHttps(RequestView request, HttpExchange exchange) {
        ByteScratch scratch = worker.output().scratch();
        scratch.clear();
        RedirectResponse.appendHttpsLocation(request, scratch);
        sendRedirect(RedirectResponse.HTTPS_STATUS, exchange);
    }

    private void sendRedirect(int status, HttpExchange exchange) {
        edits.reset(noLines);
        ByteScratch location = worker.output().scratch();
        edits.add(LOCATION, location.array(), 0, location.size());
        info.response(status, ResponseCodeDetails.DIRECT_RESPONSE);
        finish(status, NO_BODY, exchange);
    }

    private void finish(int wanted, byte[] content, HttpExchange exchange) {
        phase = Phase.DONE;
        int status = mapped(wanted, exchange);
        boolean bodyless = isBodyless(status);
        Framing framing = bodyless ? Framing.NONE : Framing.LENGTH;
        applyPrograms(exchange);
        keepFraming(framing, content.length);
        if (content.length > 0 && !bodyless && !edits.contains(CONTENT_TYPE)) {
            edits.add(CONTENT_TYPE, TEXT_PLAIN);
        }
        if (!exchange.skipRequest()) {
            connection = Connection.CLOSE;
        }
        ByteBuf out = writeHead(status, framing, exchange);
        if (!bodyless && exchange.head().method() != RequestMethod.HEAD) {
            out.writeBytes(content);
            info.addSent(content.length, content.length);
        }
        exchange.client().write(out);
        exchange.end();
    }

    // ---- common

    /** Runs the header changes of destination and route; whether there were any. */
    private boolean applyPrograms(HttpExchange exchange) {
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
        edits.remove(RequestWriter.TRANSFER_ENCODING);
        edits.remove(RequestWriter.CONNECTION);
        edits.remove(RequestWriter.CONTENT_LENGTH);
        if (framing == Framing.LENGTH) {
            edits.add(RequestWriter.CONTENT_LENGTH, contentLength);
        }
    }

    /** A response without a body, as one to HEAD, still tells the length that the upstream told. */
    private void keepAnnouncedLength(HeaderLines lines) {
        int line = lines.find(RequestWriter.CONTENT_LENGTH, 0);
        if (line >= 0 && head.isForwarded(line)) {
            edits.add(RequestWriter.CONTENT_LENGTH, lines.bytes(), lines.valueFrom(line), lines.valueTo(line));
        }
    }

    private static int mapped(int status, HttpExchange exchange) {
        ProxyRoute route = exchange.route();
        int mapped = route == null ? status : route.statusMapping().map(status);
        return isBodyless(mapped) == isBodyless(status) ? mapped : status;
    }

    private static boolean isBodyless(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    private ByteBuf writeHead(int status, Framing framing, HttpExchange exchange) {
        info.responseCode(status);
        DownstreamConnection client = exchange.client();
        if (!exchange.head().isKeepAlive() || client.isDraining()) {
            connection = Connection.CLOSE;
        }
        ResponseWriter.write(status, edits, framing, connection, worker.output());
        ByteBuf out = worker.output().toBuffer(client.allocator());
        info.addSent(0, out.readableBytes());
        return out;
    }
}
