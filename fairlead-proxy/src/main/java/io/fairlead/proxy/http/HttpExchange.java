package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http.ProxyRoute.Destination;
import io.fairlead.proxy.http.RetryRules.Failure;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.Refusal;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.http1.Upgrade;
import io.fairlead.proxy.message.BodySink;
import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.message.RequestReader;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.proxy.observe.ResponseCodeDetails;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.proxy.observe.metrics.DestinationSeries;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.fairlead.proxy.upstream.UpstreamStream;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.VirtualHost.TlsRequirement;
import io.fairlead.routing.match.HostRoutes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response: chooses the route, applies its policies, sends the request to the upstream and the response to
 * the client.
 *
 * <p>It is reused for many requests, one after the other. The two directions are independent, as HTTP allows: the response
 * may begin, and even end, before the request is complete. Whatever happens, an exchange ends exactly once, by
 * {@link #end} or {@link #downstreamClosed}, and only then is it counted and logged. Event loop only.
 */
final class HttpExchange {
    private final HttpWorker worker;
    private final RequestHead head = new RequestHead();
    private final HeaderEdits edits = new HeaderEdits();
    private final RequestFacts info = new RequestFacts();
    private final UpstreamRequest upstream;
    private final ResponseForwarder response;
    private final Retries retries;
    private final RouteFilters filters;
    private final ModelReading model = new ModelReading(this);

    private @Nullable RequestReader http1;
    private @Nullable ClientStream downstream;
    private @Nullable ProxyRoute route;
    private @Nullable Destination destination;
    private @Nullable ScheduledFuture<?> timer;
    private boolean requestComplete;

    HttpExchange(HttpWorker worker) {
        this.worker = worker;
        this.upstream = new UpstreamRequest(
                this, worker, new OutgoingRequest(edits, info.method(), info.path(), info.authority()));
        this.response = new ResponseForwarder(this, worker, info, upstream.binding());
        this.retries = new Retries(this, upstream, worker, info);
        this.filters = new RouteFilters(this, worker.random(), edits, info);
    }

    void attach(ClientStream client) {
        downstream = client;
        info.reset();
        info.protocol(client.isHttp2() ? "HTTP/2" : "HTTP/1.1");
        ClientFacts facts = client.facts();
        info.connectionId(facts.id());
        info.downstream(facts.local(), facts.remote(), facts.peer());
        requestComplete = false;
        response.reset();
    }

    /** The head of the request, which the client's connection fills. */
    RequestHead head() {
        return head;
    }

    /** For clients that speak HTTP/1.1: what reads their requests. */
    RequestReader http1() {
        RequestReader current = http1;
        if (current == null) {
            current = new RequestReader(worker.limits());
            http1 = current;
        }
        return current;
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
        upstream.begin(head);
        reply(reply);
    }

    /** The head is complete: routes the request. */
    void begin(long startNanos) {
        ClientFacts client = client().facts();
        info.start(worker.clock().millis(), startNanos);
        info.addReceived(0, head.size());
        worker.metrics().requestStarted();
        requestComplete = head.framing() != BodyFraming.CHUNKED && head.contentLength() == 0;
        if (requestComplete) {
            info.requestEnd(startNanos);
        }
        upstream.begin(head);
        head.view().secure(client.isSecure());
        RoutingTables.Table table = client.table(worker.tables());
        if (table != null && table.side() == Listener.Side.SIDECAR) {
            EdgeHeaders.applyOwn(head, worker.output().scratch(), worker.random());
        } else {
            EdgeHeaders.apply(head, client, worker.output().scratch(), worker.random());
        }
        if (isUpgrade()) {
            EdgeHeaders.addUpgrade(head);
        }
        headChanged();
        if (head.upgrade() == Upgrade.OTHER) {
            reply(LocalReply.UPGRADE_REFUSED);
        } else {
            chooseRoute(table);
        }
    }

    /** The lines of the head are others than before: what looks at them is told. */
    private void headChanged() {
        edits.reset(head.headers());
        info.request(head.view(), edits);
    }

    private void chooseRoute(RoutingTables.@Nullable Table table) {
        RequestView view = head.view();
        HostRoutes<ProxyRoute> host = table == null ? null : table.routes().host(view);
        if (host == null) {
            reply(LocalReply.ROUTE_NOT_FOUND);
            return;
        }
        if (host.virtualHost().tlsRequirement() == TlsRequirement.ALL && !view.isSecure()) {
            response.redirectToHttps(view);
            return;
        }
        if (host.virtualHost().readsModel()) {
            boolean reading = model.begin(host, requestComplete);
            headChanged();
            if (reading) {
                return;
            }
        }
        select(host);
    }

    /** The header with the model is there, if the body names one: goes on with the routes of {@code host}. */
    void modelRead(HostRoutes<ProxyRoute> host) {
        headChanged();
        select(host);
    }

    private void select(HostRoutes<ProxyRoute> host) {
        ProxyRoute chosen = host.select(head.view());
        route = chosen;
        if (chosen == null) {
            reply(LocalReply.ROUTE_NOT_FOUND);
            return;
        }
        info.routeName(chosen.entry().name());
        if (chosen.redirect() != null) {
            response.redirect(head.view(), chosen.redirect());
        } else if (chosen.action() instanceof RouteAction.DirectResponse direct) {
            response.direct(direct);
        } else {
            filters.run(chosen);
        }
    }

    // ---- the way to the upstream

    /** Sends the request to one of the route's destinations. */
    void forward(ProxyRoute chosen) {
        Destination drawn = chosen.draw(upstream.binding(), worker.random());
        destination = drawn;
        info.upstreamCluster(drawn.clusterName());
        UpstreamCluster cluster = drawn.cluster();
        if (cluster == null) {
            reply(LocalReply.CLUSTER_NOT_FOUND);
            return;
        }
        UpstreamEndpoint picked = upstream.pick(chosen, cluster);
        if (picked == null) {
            reply(LocalReply.NO_HEALTHY_UPSTREAM);
            return;
        }
        info.upstreamHost(picked.address());
        info.addAttempt();
        RequestEdits.edit(head, chosen, drawn, edits, info);
        if (requestComplete) {
            startTimeout();
        }
        retries.begin(chosen.retry(), cluster);
        upstream.start(chosen, cluster, picked);
    }

    private void startTimeout() {
        Duration timeout = route == null ? null : route.policies().timeout();
        if (timeout != null && destination != null) {
            startTimer(this::timedOut, timeout);
        }
    }

    private void timedOut() {
        timer = null;
        if (response.hasBegun()) {
            info.flag(ResponseFlag.UPSTREAM_REQUEST_TIMEOUT);
            info.responseCodeDetails(ResponseCodeDetails.UPSTREAM_RESPONSE_TIMEOUT);
            abort();
        } else {
            endpointFailed(LocalReply.RESPONSE_TIMEOUT.status());
            reply(LocalReply.RESPONSE_TIMEOUT);
        }
    }

    void startTimer(Runnable task, Duration delay) {
        timer = worker.upstream().eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    void timerEnded() {
        timer = null;
    }

    private void stopTimer() {
        ScheduledFuture<?> current = timer;
        timer = null;
        if (current != null) {
            current.cancel(false);
        }
    }

    // ---- the body of the request

    /** Whether {@link #requestBody} can take more now; {@link ClientStream#bodyWanted} tells when it can again. */
    boolean takesBody() {
        return model.isReading() || upstream.takesBody();
    }

    /** Takes the body of the request, while {@link #takesBody}. */
    BodySink requestBody() {
        return model.isIdle() ? upstream.body() : model;
    }

    /** The part of the body that came before there was an upstream for it. */
    ModelReading model() {
        return model;
    }

    /** Takes the body as the upstream does: drops it if there is none any more. */
    BodySink upstreamBody() {
        return upstream.body();
    }

    /** The last byte of the body has come; the upstream does not have it yet. */
    void bodyHeld() {
        requestComplete = true;
        info.requestEnd(worker.ticker().nanos());
        startTimeout();
    }

    /** The last byte of the request's body has been taken. */
    void requestCompleted() {
        requestComplete = true;
        info.requestEnd(worker.ticker().nanos());
        startTimeout();
        retries.requestSent();
        upstream.flush();
    }

    /** Sends on what was written to the upstream since the last time. */
    void flushUpstream() {
        upstream.flush();
    }

    /** The request breaks the rules of its protocol after its head; the client was told so. */
    void malformed() {
        info.flag(ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR);
        info.responseCodeDetails(ResponseCodeDetails.CODEC_ERROR);
    }

    /** The body of the request is broken. */
    void badRequestBody() {
        upstream.drop();
        info.flag(ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR);
        if (response.hasBegun()) {
            info.responseCodeDetails(ResponseCodeDetails.CODEC_ERROR);
            abort();
        } else {
            reply(new LocalReply(
                    400, ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR, ResponseCodeDetails.CODEC_ERROR, "Bad Request"));
        }
    }

    /** Whether the request asks for a WebSocket. */
    boolean isUpgrade() {
        return head.upgrade() == Upgrade.WEBSOCKET;
    }

    /** The upstream has upgraded: from now on both bodies are the other protocol's bytes, for as long as it takes. */
    void upgraded() {
        stopTimer();
        requestComplete = false;
        client().bodyWanted();
    }

    void upstreamConnected(UpstreamStream connection) {
        info.upstreamLocal(connection.localAddress());
        if (requestComplete) {
            retries.requestSent();
        }
    }

    void upstreamConnectFailed(ConnectFailure failure) {
        if (failure.kind() == ConnectFailure.Kind.OVERFLOW) {
            info.upstreamHost(null);
            reply(retries.isRetried() ? LocalReply.OVERFLOW.afterRetry() : LocalReply.OVERFLOW);
        } else if (failure.kind() == ConnectFailure.Kind.TIMEOUT) {
            tryFailed(Failure.CONNECT, LocalReply.CONNECTION_TIMEOUT);
        } else {
            info.upstreamTransportFailureReason(failure.message());
            tryFailed(Failure.CONNECT, LocalReply.CONNECTION_FAILURE);
        }
    }

    /** The connection of a try ended without a response: there will be another try, or {@code reply} is the response. */
    void tryFailed(LocalReply reply) {
        tryFailed(upstream.isSent() ? Failure.RESET : Failure.BEFORE_REQUEST, reply);
    }

    void tryFailed(Failure failure, LocalReply reply) {
        endpointFailed(reply.status());
        if (retries.after(failure)) {
            upstream.endTry();
            response.restart();
        } else {
            reply(retries.isRetried() ? reply.afterRetry() : reply);
        }
    }

    /** The endpoint of the try in progress did not answer, or not to the end; {@code status} stands for that. */
    void endpointFailed(int status) {
        upstream.endpointFailed(status);
    }

    /** Whether there will be another try since the response is one that nobody wants; else it is the client's. */
    boolean triesAgainAfter(ResponseHead responseHead) {
        upstream.endpointResponded(responseHead.status());
        if (retries.after(responseHead)) {
            upstream.discardTry();
            response.restart();
            return true;
        }
        retries.end();
        upstream.forgetReplay();
        return false;
    }

    /** Sends the request once more. */
    void tryAgain() {
        ProxyRoute chosen = Objects.requireNonNull(route);
        UpstreamCluster cluster =
                Objects.requireNonNull(Objects.requireNonNull(destination).cluster());
        UpstreamEndpoint picked = retries.pick();
        if (picked == null) {
            reply(LocalReply.NO_HEALTHY_UPSTREAM);
            return;
        }
        long elapsed = requestComplete ? worker.ticker().nanos() - info.requestEndNanos() : 0;
        RequestEdits.editRetry(chosen, elapsed, edits, info);
        upstream.startTry(cluster, picked);
    }

    /** The client can take more, or no more for now. */
    void downstreamWritabilityChanged() {
        upstream.reading(client().isWritable());
    }

    // ---- ends

    /** Answers without, or instead of, the upstream, and ends. Only while no response has begun. */
    void reply(LocalReply reply) {
        upstream.drop();
        if (reply.flag() != null) {
            info.flag(reply.flag());
        }
        response.local(reply);
    }

    /** The upstream's response is complete. */
    void responseCompleted() {
        upstream.done();
        end();
    }

    /** The response cannot be completed: the client must see that. */
    void abort() {
        upstream.drop();
        client().abort();
    }

    /** The client's connection is gone while the exchange was in progress. */
    void downstreamClosed() {
        boolean byUs = info.has(ResponseFlag.UPSTREAM_CONNECTION_TERMINATION)
                || info.has(ResponseFlag.UPSTREAM_PROTOCOL_ERROR)
                || info.has(ResponseFlag.UPSTREAM_REMOTE_RESET)
                || info.has(ResponseFlag.UPSTREAM_REQUEST_TIMEOUT)
                || info.has(ResponseFlag.DOWNSTREAM_PROTOCOL_ERROR);
        if (!byUs) {
            info.flag(ResponseFlag.DOWNSTREAM_CONNECTION_TERMINATION);
            info.responseCodeDetails(ResponseCodeDetails.DOWNSTREAM_REMOTE_DISCONNECT);
        }
        record();
    }

    /** Everything was said. Counts and logs, and gives itself back. */
    void end() {
        ClientStream client = client();
        client.flush();
        record();
        forget();
        client.exchangeEnded(this);
    }

    /** Lets go of everything that belongs to the request. */
    void forget() {
        stopTimer();
        retries.reset();
        upstream.end();
        filters.reset();
        model.reset();
        downstream = null;
        route = null;
        destination = null;
    }

    private void record() {
        info.addReceived(upstream.bodyBytes(), upstream.bodyBytes());
        info.addSent(response.bodyBytes(), response.bodyBytes());
        info.end(worker.ticker().nanos());
        series().cells(worker.upstream().index()).count(info);
        worker.metrics().requestEnded();
        worker.accessLog().log(info);
    }

    /** Where the request counts: at its endpoint, else at its cluster, else nowhere in particular. */
    private DestinationSeries series() {
        UpstreamEndpoint endpoint = upstream.endpoint();
        if (endpoint != null) {
            return endpoint.series();
        }
        UpstreamCluster cluster = destination == null ? null : destination.cluster();
        return cluster == null ? worker.unknownDestination() : cluster.noEndpointSeries();
    }

    ClientStream client() {
        return Objects.requireNonNull(downstream);
    }

    ResponseForwarder response() {
        return response;
    }

    @Nullable
    ProxyRoute route() {
        return route;
    }

    @Nullable
    Destination destination() {
        return destination;
    }

    /** The origin that the response is for, empty unless CORS allows it. */
    ByteSlice origin() {
        return filters.origin();
    }

    boolean isRequestComplete() {
        return requestComplete;
    }
}
