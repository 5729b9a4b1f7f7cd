package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.binding.RequestBinding;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.message.BodySink;
import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.message.ReplayBuffer;
import io.fairlead.proxy.proxyprotocol.ProxyHeader;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import io.fairlead.proxy.upstream.UpstreamHandler;
import io.fairlead.proxy.upstream.UpstreamStream;
import io.fairlead.proxy.upstream.balance.Selection;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to an endpoint: waits for a connection, and passes the body on as the connection takes it. As a {@link
 * BodySink} it takes the response's body. Mirrors get the same: a request without a body at once, whatever becomes of its
 * connection; a body as it is passed on. Reused with its exchange. Event loop only.
 */
final class UpstreamRequest implements UpstreamHandler {
    private final HttpExchange exchange;
    private final HttpWorker worker;
    private final OutgoingRequest request;
    private final MirrorSet mirrors;
    private final RequestBinding binding;
    private final Selection selection;
    private final ReplayBuffer replay = new ReplayBuffer();
    private final RequestBody body = new RequestBody();
    private @Nullable UpstreamEndpoint endpoint;
    /** The connection of the try in progress, which may still be being made. */
    private @Nullable UpstreamStream stream;

    private long bodyBytes;
    private boolean begun;
    private boolean counted;
    private boolean dirty;

    UpstreamRequest(HttpExchange exchange, HttpWorker worker, OutgoingRequest request) {
        this.exchange = exchange;
        this.worker = worker;
        this.request = request;
        this.mirrors = new MirrorSet(worker);
        this.binding = new RequestBinding(worker.random());
        this.selection = new Selection(worker.random(), worker.upstream().index());
    }

    /** Prepares for a new request. */
    void begin(RequestHead head) {
        request.describe(head, exchange.client().isHttp2());
        ClientFacts client = exchange.client().facts();
        binding.begin(head.view(), client.local(), client.remote());
        selection.reset();
        bodyBytes = 0;
        dirty = false;
        begun = false;
        replay.begin();
    }

    /** What binds this request to a destination and an endpoint. */
    RequestBinding binding() {
        return binding;
    }

    /** What its endpoint is chosen by. */
    Selection selection() {
        return selection;
    }

    /** Chooses the endpoint of the first try; null if there is none. */
    @Nullable
    UpstreamEndpoint pick(ProxyRoute route, UpstreamCluster cluster) {
        if (cluster.choosesByHash()) { // else its keys are not looked at, and no cookie is made
            route.bind(binding, selection);
        }
        return cluster.pick(selection);
    }

    /** Where copies of this request go. */
    MirrorSet mirrors() {
        return mirrors;
    }

    /** Takes the body of the request, while {@link #takesBody}. */
    BodySink body() {
        return body;
    }

    /** How many bytes of the body were passed on. */
    long bodyBytes() {
        return bodyBytes;
    }

    /** The endpoint that the request goes to, or went to; null if none was chosen. */
    @Nullable
    UpstreamEndpoint endpoint() {
        return endpoint;
    }

    /** Sends the request to {@code target}. */
    void start(ProxyRoute route, UpstreamCluster cluster, UpstreamEndpoint target) {
        if (!exchange.isUpgrade()) {
            mirrors.start(route, request);
            if (exchange.isRequestComplete() && !exchange.model().isHolding()) {
                mirrors.end();
            }
        }
        startTry(cluster, target);
    }

    /** Sends the request to {@code target}, for the first time or again. Mirrors do not get again what they got already. */
    void startTry(UpstreamCluster cluster, UpstreamEndpoint target) {
        endpoint = target;
        target.requestStarted();
        counted = true;
        begun = false;
        UpstreamStream acquired = worker.upstream().acquire(cluster, target, this);
        if (acquired.isActive()) {
            upstreamConnected(acquired);
        } else {
            stream = acquired;
        }
    }

    @Override
    public String serverName() {
        return request.host();
    }

    @Override
    public OutgoingRequest request() {
        return request;
    }

    @Override
    public void upstreamConnected(UpstreamStream established) {
        stream = established;
        Objects.requireNonNull(endpoint).connected();
        exchange.upstreamConnected(established);
        begun = true;
        established.begin(request);
        replay.writeTo(established);
        boolean held = exchange.model().isHolding();
        exchange.model().handOver(body);
        if (exchange.isRequestComplete()) {
            if (held) {
                mirrors.end();
            }
            established.end(null);
            established.flush();
        } else {
            dirty = true;
            exchange.client().bodyWanted();
        }
    }

    @Override
    public ProxyHeader client() {
        ClientFacts client = exchange.client().facts();
        return new ProxyHeader(client.remote().address(), client.local().address());
    }

    @Override
    public void upstreamConnectFailed(ConnectFailure failure) {
        stream = null;
        if (failure.kind() == ConnectFailure.Kind.OVERFLOW) {
            stopCounting();
            endpoint = null;
        }
        exchange.upstreamConnectFailed(failure);
    }

    /** Whether {@link #body} can take more now. */
    boolean takesBody() {
        UpstreamStream current = stream;
        return begun && current != null && current.isWritable();
    }

    /** The request's body: goes to the upstream, to mirrors, and into the buffer for retries. */
    private final class RequestBody implements BodySink {
        @Override
        public void content(ByteBuf in, int count) {
            UpstreamStream current = stream;
            if (current == null) {
                in.skipBytes(count);
                return;
            }
            bodyBytes += count;
            dirty = true;
            mirrors.content(in, count);
            replay.keep(in, count);
            current.content(in, count);
        }

        @Override
        public void end(@Nullable HeaderLines trailers) {
            UpstreamStream current = stream;
            if (current != null) {
                dirty = true;
                if (trailers != null) {
                    // They are not kept, so the request cannot be sent again.
                    replay.giveUp();
                }
                current.end(trailers);
                mirrors.end();
            }
            exchange.requestCompleted();
        }
    }

    /** Whether any of the request was sent on the present or the last connection. */
    boolean isSent() {
        return begun;
    }

    /** The endpoint answered with this status. */
    void endpointResponded(int status) {
        Objects.requireNonNull(endpoint).responded(status);
    }

    /** The endpoint did not answer, or not to the end; {@code status} stands for that. Without effect between two tries. */
    void endpointFailed(int status) {
        UpstreamEndpoint failed = endpoint;
        if (failed != null && counted) {
            failed.failed(status);
        }
    }

    /** Whether the request could be sent again. */
    boolean canReplay() {
        return replay.isWhole();
    }

    /** There will be no further try. */
    void forgetReplay() {
        replay.giveUp();
    }

    /** Ends a try that failed without a response. */
    void endTry() {
        drop();
        stopCounting();
    }

    /** Ends a try whose response nobody wants. */
    void discardTry() {
        UpstreamStream current = stream;
        stream = null;
        if (current != null) {
            current.discard();
        }
        endTry();
    }

    private void stopCounting() {
        UpstreamEndpoint used = endpoint;
        if (used != null && counted) {
            counted = false;
            used.requestEnded();
        }
    }

    /** Sends what was written since the last time. */
    void flush() {
        UpstreamStream current = stream;
        if (current != null && dirty) {
            dirty = false;
            current.flush();
            mirrors.flush();
        }
    }

    /** Stops or resumes reading the response, for back-pressure. */
    void reading(boolean wanted) {
        UpstreamStream current = stream;
        if (current != null && begun) {
            current.reading(wanted);
        }
    }

    @Override
    public void upstreamHead(ResponseHead head) {
        exchange.response().head(head);
    }

    @Override
    public void content(ByteBuf in, int count) {
        exchange.response().content(in, count);
    }

    @Override
    public void end(@Nullable HeaderLines trailers) {
        exchange.response().end(trailers);
    }

    @Override
    public void upstreamReadComplete() {
        ClientStream client = exchange.client();
        client.flush();
        if (!client.isWritable()) {
            reading(false);
        }
    }

    @Override
    public void upstreamWritabilityChanged() {
        UpstreamStream current = stream;
        if (current != null && current.isWritable() && !exchange.isRequestComplete()) {
            exchange.client().bodyWanted();
            flush();
        }
    }

    @Override
    public void upstreamClosed(CloseReason reason) {
        stream = null;
        exchange.response().upstreamClosed(reason);
    }

    /** The response has been read: the connection is kept for others if it can be. */
    void done() {
        UpstreamStream current = stream;
        stream = null;
        if (current != null) {
            current.done();
        }
    }

    /** Gives up whatever is in progress. */
    void drop() {
        UpstreamStream current = stream;
        stream = null;
        if (current != null) {
            current.reset();
        }
    }

    /** The exchange is over: lets go of the endpoint and of mirrors that did not get the whole request. */
    void end() {
        drop();
        mirrors.giveUp();
        replay.giveUp();
        stopCounting();
        endpoint = null;
    }
}
