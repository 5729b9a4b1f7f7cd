package io.fairlead.proxy.http;

import io.fairlead.proxy.http.BodyForwarder.Result;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamConnection;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import io.fairlead.proxy.upstream.UpstreamHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to an endpoint: holds the head until there is a connection, and passes the body on as the connection
 * takes it. Mirrors get the same bytes: a request without a body at once, whatever becomes of its connection; a body as it is
 * passed on. Reused with its exchange. Event loop only.
 */
final class UpstreamRequest implements UpstreamHandler, ByteSink {
    private final HttpExchange exchange;
    private final HttpWorker worker;
    private final BodyForwarder body;
    private final MirrorSet mirrors;
    private @Nullable UpstreamEndpoint endpoint;
    private @Nullable UpstreamConnection connecting;
    private @Nullable UpstreamConnection connection;
    private @Nullable ByteBuf waitingHead;
    private final ReplayBuffer replay = new ReplayBuffer();
    private int unsentHeadBytes;
    private boolean headSent;
    private boolean counted;
    private boolean dirty;
    private boolean over;

    UpstreamRequest(HttpExchange exchange, HttpWorker worker) {
        this.exchange = exchange;
        this.worker = worker;
        this.body = new BodyForwarder(worker.limits());
        this.mirrors = new MirrorSet(worker);
    }

    /** Prepares for the body of a new request. */
    void begin(RequestHead head) {
        body.begin(head.framing(), head.contentLength());
        dirty = false;
        over = false;
        headSent = false;
        replay.begin();
    }

    /** Where copies of this request go. */
    MirrorSet mirrors() {
        return mirrors;
    }

    /** How many bytes of the body were passed on. */
    long bodyBytes() {
        return body.forwardedBytes();
    }

    /** The endpoint that the request goes to, or went to; null if none was chosen. */
    @Nullable
    UpstreamEndpoint endpoint() {
        return endpoint;
    }

    /** Sends the request to {@code target}; takes over the reference of {@code head}. */
    void start(UpstreamCluster cluster, UpstreamEndpoint target, ByteBuf head) {
        if (exchange.isRequestComplete()) {
            mirrors.write(head);
            mirrors.requestSent();
        }
        startTry(cluster, target, head);
    }

    /**
     * Sends the request to {@code target}, for the first time or again; takes over the reference of {@code head}. Mirrors do
     * not get again what they got already.
     */
    void startTry(UpstreamCluster cluster, UpstreamEndpoint target, ByteBuf head) {
        endpoint = target;
        target.requestStarted();
        counted = true;
        waitingHead = head;
        UpstreamConnection acquired = worker.upstream().acquire(cluster, target, this);
        if (acquired.isActive()) {
            upstreamConnected(acquired);
        } else {
            connecting = acquired;
        }
    }

    @Override
    public void upstreamConnected(UpstreamConnection established) {
        connecting = null;
        connection = established;
        Objects.requireNonNull(endpoint).connected();
        exchange.upstreamConnected(established);
        if (headSent || exchange.isRequestComplete()) {
            ByteBuf head = Objects.requireNonNull(waitingHead);
            waitingHead = null;
            headSent = true;
            established.write(head);
            replay.writeTo(established);
            established.flush();
        }
        if (!exchange.isRequestComplete()) {
            exchange.client().bodyWanted();
            flush();
        }
    }

    @Override
    public void upstreamConnectFailed(ConnectFailure failure) {
        connecting = null;
        exchange.upstreamConnectFailed(failure);
    }

    /** Passes on what the connection can take of {@code in}; once the exchange is over, drops it. */
    Result forwardBody(ByteBuf in) {
        if (over) {
            return body.forward(in, null, ByteBuf::release, ByteBufAllocator.DEFAULT);
        }
        UpstreamConnection current = connection;
        if (current == null || !current.isWritable()) {
            return Result.MORE;
        }
        ByteBuf prefix = waitingHead;
        waitingHead = null;
        if (prefix != null) {
            headSent = true;
            unsentHeadBytes = prefix.readableBytes();
        }
        return body.forward(in, prefix, this, exchange.client().allocator());
    }

    @Override
    public void write(ByteBuf bytes) {
        dirty = true;
        mirrors.write(bytes);
        int ofHead = Math.min(unsentHeadBytes, bytes.readableBytes());
        unsentHeadBytes -= ofHead;
        replay.keep(bytes, ofHead);
        Objects.requireNonNull(connection).write(bytes);
    }

    /** The last byte of the body was passed on: mirrors have the whole request. */
    void requestSent() {
        mirrors.requestSent();
    }

    /** Whether any of the request was sent on the present or the last connection. */
    boolean isSent() {
        return headSent && waitingHead == null && connecting == null;
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

    /** Ends a try that failed. The connection is kept for others if it can be used again. */
    void endTry(boolean reusable) {
        finish(reusable);
        drop();
        stopCounting();
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
        UpstreamConnection current = connection;
        if (current != null && dirty) {
            dirty = false;
            current.flush();
            mirrors.flush();
        }
    }

    /** Stops or resumes reading the response, for back-pressure. */
    void reading(boolean wanted) {
        UpstreamConnection current = connection;
        if (current != null) {
            current.reading(wanted);
        }
    }

    @Override
    public void upstreamRead(ByteBuf bytes) {
        try {
            exchange.response().read(bytes, exchange);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void upstreamReadComplete() {
        DownstreamConnection client = exchange.client();
        client.flush();
        if (!client.isWritable()) {
            reading(false);
        }
    }

    @Override
    public void upstreamWritabilityChanged() {
        UpstreamConnection current = connection;
        if (current != null && current.isWritable() && !exchange.isRequestComplete()) {
            exchange.client().bodyWanted();
            flush();
        }
    }

    @Override
    public void upstreamClosed(CloseReason reason) {
        connection = null;
        exchange.response().upstreamClosed(reason, exchange);
    }

    /** The response has been read: keeps the connection for others if it can be used again, else closes it. */
    void finish(boolean reusable) {
        UpstreamConnection current = connection;
        connection = null;
        if (current != null) {
            if (reusable) {
                current.release();
            } else {
                current.close();
            }
        }
    }

    /** Gives up whatever is in progress. */
    void drop() {
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
        finish(false);
    }

    /** The exchange is over: lets go of the endpoint and of mirrors that did not get the whole request. */
    void end() {
        over = true;
        drop();
        mirrors.end();
        replay.giveUp();
        stopCounting();
        endpoint = null;
    }
}
