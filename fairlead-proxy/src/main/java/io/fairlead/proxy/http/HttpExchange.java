package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http.ProxyRoute.Destination;
import io.fairlead.proxy.http.ResponseWriter.Connection;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.ParseResult;
import io.fairlead.proxy.http1.Refusal;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.http1.RequestHeadParser;
import io.fairlead.proxy.http1.Upgrade;
import io.fairlead.proxy.observe.DestinationSeries;
import io.fairlead.proxy.observe.ResponseCodeDetails;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.proxy.observe.StreamInfo;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamConnection;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import io.fairlead.proxy.upstream.UpstreamHandler;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.VirtualHost.TlsRequirement;
import io.fairlead.routing.match.HostRoutes;
import io.fairlead.routing.match.RouteIndex;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: chooses the route, sends the request to the upstream and the response to the client.
 *
 * <p>It is reused for many requests, one after the other. The two directions are independent, as HTTP allows: the response
 * may begin, and even end, before the request is complete. Whatever happens, an exchange ends exactly once, by
 * {@link #end} or {@link #downstreamClosed}, and only then is it counted and logged. Event loop only.
 */
final class HttpExchange implements UpstreamHandler {
    private final HttpWorker worker;
    private final RequestHeadParser parser;
    private final RequestHead head = new RequestHead();
    private final HeaderEdits requestEdits = new HeaderEdits();
    private final BodyForwarder requestBody;
    private final ResponseForwarder response;
    private final StreamInfo info = new StreamInfo();

    private @Nullable DownstreamConnection downstream;
    private @Nullable ProxyRoute route;
    private @Nullable Destination destination;
    private @Nullable UpstreamEndpoint endpoint;
    private @Nullable UpstreamConnection connecting;
    private @Nullable UpstreamConnection upstream;
    private @Nullable ByteBuf waitingHead;
    private boolean requestComplete;
    private boolean upstreamDirty;

    HttpExchange(HttpWorker worker) {
        this.worker = worker;
        this.parser = new RequestHeadParser(worker.limits());
        this.requestBody = new BodyForwarder(worker.limits());
        this.response = new ResponseForwarder(worker, info);
    }

    // ---- the client's side

    void attach(DownstreamConnection connection) {
        downstream = connection;
        parser.reset();
        info.reset();
        info.connectionId(connection.id());
        info.downstream(connection.localAddress(), connection.remoteAddress(), connection.remoteAddress());
        requestComplete = false;
        upstreamDirty = false;
        response.reset();
    }

    ParseResult parseHead(ByteBuf in) {
        return parser.parse(in, head);
    }

    boolean hasBody() {
        return head.framing() == BodyFraming.CHUNKED || head.contentLength() > 0;
    }

    /** The head could not be accepted. Answers and ends. */
    void refuse() {
        Refusal refusal = Objects.requireNonNull(head.refusal());
        refuse(new LocalReply(
                refusal.status(), ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR, refusal.details(), refusal.text()));
    }

    /** There is no head to route by. Answers and ends. */
    void refuse(LocalReply reply) {
        info.start(worker.clock().millis(), worker.ticker().nanos());
        worker.metrics().requestStarted();
        reply(reply);
    }

    /** The head is complete: routes the request. */
    void begin(long startNanos) {
        DownstreamConnection client = client();
        info.start(worker.clock().millis(), startNanos);
        info.addReceived(0, head.size());
        worker.metrics().requestStarted();
        requestComplete = !hasBody();
        if (requestComplete) {
            info.requestEnd(startNanos);
        }
        requestBody.begin(head.framing(), head.contentLength());
        EdgeHeaders.apply(head, client.remoteIp(), worker.output().scratch(), worker.random());
        requestEdits.reset(head.headers());
        info.request(head.view(), requestEdits);
        if (head.upgrade() == Upgrade.OTHER) {
            reply(LocalReply.UPGRADE_REFUSED);
        } else {
            chooseRoute(client);
        }
    }

    private void chooseRoute(DownstreamConnection client) {
        RequestView view = head.view();
        RouteIndex<ProxyRoute> routes = worker.tables().routes(client.listener().key());
        HostRoutes<ProxyRoute> host = routes == null ? null : routes.host(view);
        if (host == null) {
            reply(LocalReply.ROUTE_NOT_FOUND);
            return;
        }
        if (host.virtualHost().tlsRequirement() == TlsRequirement.ALL && !view.isSecure()) {
            response.redirectToHttps(view, this);
            return;
        }
        ProxyRoute chosen = host.select(view);
        route = chosen;
        if (chosen == null) {
            reply(LocalReply.ROUTE_NOT_FOUND);
            return;
        }
        info.routeName(chosen.entry().name());
        RouteAction action = chosen.action();
        if (action instanceof RouteAction.Forward) {
            forward(chosen);
        } else if (chosen.redirect() != null) {
            response.redirect(view, chosen.redirect(), this);
        } else if (action instanceof RouteAction.DirectResponse direct) {
            response.direct(direct, this);
        } else {
            throw new AssertionError(action);
        }
    }

    // ---- the way to the upstream

    private void forward(ProxyRoute chosen) {
        Destination drawn = chosen.draw(worker.random());
        destination = drawn;
        info.upstreamCluster(drawn.clusterName());
        UpstreamCluster cluster = drawn.cluster();
        if (cluster == null) {
            reply(LocalReply.CLUSTER_NOT_FOUND);
            return;
        }
        UpstreamEndpoint picked = cluster.pick(worker.random());
        if (picked == null) {
            reply(LocalReply.NO_HEALTHY_UPSTREAM);
            return;
        }
        endpoint = picked;
        picked.requestStarted();
        info.upstreamHost(picked.address());
        info.addAttempt();
        RequestWriter.edit(head, chosen, drawn, requestEdits, info);
        RequestWriter.write(head, chosen, drawn, requestEdits, worker.output().scratch());
        waitingHead = worker.output().toBuffer(client().allocator());
        UpstreamConnection acquired = worker.upstream().acquire(cluster, picked, this);
        if (acquired.isActive()) {
            upstreamConnected(acquired);
        } else {
            connecting = acquired;
        }
    }

    @Override
    public void upstreamConnected(UpstreamConnection connection) {
        connecting = null;
        upstream = connection;
        info.upstreamLocal(connection.localAddress());
        if (requestComplete) {
            ByteBuf request = Objects.requireNonNull(waitingHead);
            waitingHead = null;
            connection.write(request);
            connection.flush();
        } else {
            upstreamDirty = true;
            client().bodyWanted();
            flushUpstream();
        }
    }

    /** Takes what the upstream can take of the request's body; whether the body is complete. */
    boolean requestBody(ByteBuf in) {
        UpstreamConnection connection = upstream;
        if (connection == null || !connection.isWritable()) {
            return false;
        }
        ByteBuf prefix = waitingHead;
        waitingHead = null;
        upstreamDirty = true;
        return switch (requestBody.forward(in, prefix, connection::write, client().allocator())) {
            case DONE -> true;
            case MORE -> false;
            case ERROR -> {
                badRequestBody();
                yield false;
            }
        };
    }

    /** The last byte of the request's body has been taken. */
    void requestCompleted() {
        requestComplete = true;
        info.requestEnd(worker.ticker().nanos());
        flushUpstream();
    }

    /** Sends on what was written to the upstream since the last time. */
    void flushUpstream() {
        UpstreamConnection connection = upstream;
        if (connection != null && upstreamDirty) {
            upstreamDirty = false;
            connection.flush();
        }
    }

    private void badRequestBody() {
        dropUpstream();
        info.flag(ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR);
        if (response.hasBegun()) {
            info.responseCodeDetails(ResponseCodeDetails.CODEC_ERROR);
            abort();
        } else {
            reply(new LocalReply(
                    400, ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR, ResponseCodeDetails.CODEC_ERROR, "Bad Request"));
        }
    }

    // ---- what the upstream tells

    @Override
    public void upstreamConnectFailed(ConnectFailure failure) {
        connecting = null;
        if (failure.kind() == ConnectFailure.Kind.TIMEOUT) {
            reply(LocalReply.CONNECTION_TIMEOUT);
        } else {
            String reason = "delayed connect error: " + failure.message();
            info.upstreamTransportFailureReason(reason);
            reply(LocalReply.connectionFailure(reason));
        }
    }

    @Override
    public void upstreamRead(ByteBuf bytes) {
        try {
            response.read(bytes, this);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void upstreamReadComplete() {
        DownstreamConnection client = client();
        client.flush();
        if (!client.isWritable()) {
            Objects.requireNonNull(upstream).reading(false);
        }
    }

    @Override
    public void upstreamWritabilityChanged() {
        UpstreamConnection connection = upstream;
        if (connection != null && connection.isWritable() && !requestComplete) {
            client().bodyWanted();
            flushUpstream();
        }
    }

    /** The client can take more, or no more for now. */
    void downstreamWritabilityChanged() {
        UpstreamConnection connection = upstream;
        if (connection != null) {
            connection.reading(client().isWritable());
        }
    }

    @Override
    public void upstreamClosed(CloseReason reason) {
        upstream = null;
        response.upstreamClosed(reason, this);
    }

    // ---- ends

    /** Answers without, or instead of, the upstream, and ends. Only while no response has begun. */
    void reply(LocalReply reply) {
        dropUpstream();
        if (reply.flag() != null) {
            info.flag(reply.flag());
        }
        response.local(reply, this);
    }

    /** The response is complete and the upstream can serve the next request, unless {@code extraBytes} came behind it. */
    void responseCompleted(boolean reusable) {
        UpstreamConnection connection = upstream;
        upstream = null;
        if (connection != null) {
            if (reusable && requestComplete) {
                connection.release();
            } else {
                connection.close();
            }
        }
        end();
    }

    /** The response cannot be completed: the client must see that. */
    void abort() {
        dropUpstream();
        DownstreamConnection client = client();
        client.closeNow();
    }

    /** The client's connection is gone while the exchange was in progress. */
    void downstreamClosed() {
        boolean byUs = info.has(ResponseFlag.UPSTREAM_CONNECTION_TERMINATION)
                || info.has(ResponseFlag.UPSTREAM_PROTOCOL_ERROR)
                || info.has(ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR);
        if (!byUs) {
            info.flag(ResponseFlag.DOWNSTREAM_CONNECTION_TERMINATION);
            info.responseCodeDetails(ResponseCodeDetails.DOWNSTREAM_REMOTE_DISCONNECT);
        }
        dropUpstream();
        record();
    }

    /** Everything was said. Counts and logs, and gives itself back. */
    void end() {
        DownstreamConnection client = client();
        client.flush();
        record();
        Connection after = response.connection();
        forget();
        client.exchangeEnded(this, after);
    }

    /** Lets go of everything that belongs to the request. */
    void forget() {
        dropUpstream();
        downstream = null;
        route = null;
        destination = null;
    }

    private void record() {
        info.addReceived(requestBody.forwardedBytes(), requestBody.forwardedBytes());
        info.end(worker.ticker().nanos());
        series().cells(worker.upstream().index()).count(info);
        worker.metrics().requestEnded();
        worker.accessLog().log(info);
        UpstreamEndpoint used = endpoint;
        if (used != null) {
            endpoint = null;
            used.requestEnded();
        }
    }

    /** Where the request counts: at its endpoint, else at its cluster, else nowhere in particular. */
    private DestinationSeries series() {
        if (endpoint != null) {
            return endpoint.series();
        }
        UpstreamCluster cluster = destination == null ? null : destination.cluster();
        return cluster == null ? worker.unknownDestination() : cluster.noEndpointSeries();
    }

    private void dropUpstream() {
        ByteBuf unsent = waitingHead;
        waitingHead = null;
        if (unsent != null) {
            unsent.release();
        }
        UpstreamConnection pending = connecting;
        connecting = null;
        if (pending != null) {
            pending.abandon();
        }
        UpstreamConnection connection = upstream;
        upstream = null;
        if (connection != null) {
            connection.close();
        }
    }

    // ---- what the response needs to know

    DownstreamConnection client() {
        return Objects.requireNonNull(downstream);
    }

    RequestHead head() {
        return head;
    }

    @Nullable
    ProxyRoute route() {
        return route;
    }

    @Nullable
    Destination destination() {
        return destination;
    }

    /** Whether the whole request has been read; tries to skip the rest if it is at hand. */
    boolean isRequestComplete() {
        if (!requestComplete
                && head.refusal() == null
                && head.framing() == BodyFraming.LENGTH
                && client().skipBody(head.contentLength() - requestBody.forwardedBytes())) {
            requestComplete = true;
        }
        return requestComplete;
    }
}
