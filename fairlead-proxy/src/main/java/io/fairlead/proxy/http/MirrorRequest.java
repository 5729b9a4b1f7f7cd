package io.fairlead.proxy.http;

import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import io.fairlead.proxy.upstream.UpstreamHandler;
import io.fairlead.proxy.upstream.UpstreamStream;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a request, sent and forgotten. It never holds its original up: what cannot be sent at once is kept up to
 * {@value #MAX_WAITING_BYTES} bytes, and past that the copy is given up. Its response is read, so that the connection can be
 * used again, and dropped. Event loop only.
 */
final class MirrorRequest implements UpstreamHandler {
    /** How much of a copy may wait for a connection. */
    static final int MAX_WAITING_BYTES = 64 * 1024;

    /** How long a copy may take where the route sets no timeout. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private final HttpWorker worker;
    private final UpstreamEndpoint endpoint;
    private final OutgoingRequest request;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private @Nullable UpstreamStream stream;
    private @Nullable ScheduledFuture<?> timer;
    private int waitingBytes;
    private boolean begun;
    private boolean requestEnded;
    private boolean over;

    MirrorRequest(HttpWorker worker, UpstreamEndpoint endpoint, OutgoingRequest request) {
        this.worker = worker;
        this.endpoint = endpoint;
        this.request = request;
    }

    void start(UpstreamCluster cluster, @Nullable Duration timeout) {
        worker.mirrorBegan(this);
        endpoint.requestStarted();
        Duration limit = timeout == null ? DEFAULT_TIMEOUT : timeout;
        timer = worker.upstream().eventLoop().schedule(this::giveUp, limit.toNanos(), TimeUnit.NANOSECONDS);
        UpstreamStream acquired = worker.upstream().acquire(cluster, endpoint, this);
        stream = acquired;
        if (acquired.isActive()) {
            begin(acquired);
        }
    }

    private void begin(UpstreamStream established) {
        begun = true;
        established.begin(request);
    }

    /** Sends a piece of the request's body; takes over its reference. */
    void content(ByteBuf bytes) {
        UpstreamStream current = stream;
        if (over || current == null) {
            bytes.release();
        } else if (begun && current.isWritable()) {
            current.content(bytes, bytes.readableBytes());
            bytes.release();
        } else if (!begun && waitingBytes + bytes.readableBytes() <= MAX_WAITING_BYTES) {
            waitingBytes += bytes.readableBytes();
            waiting.add(bytes);
        } else {
            bytes.release();
            worker.metrics().mirrorDropped();
            giveUp();
        }
    }

    void flush() {
        UpstreamStream current = stream;
        if (current != null && begun) {
            current.flush();
        }
    }

    /** That was the whole request; only the response is awaited now. */
    void requestEnded() {
        requestEnded = true;
        UpstreamStream current = stream;
        if (current != null && begun) {
            current.end(null);
            current.flush();
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
        endpoint.connected();
        begin(established);
        for (ByteBuf bytes = waiting.poll(); bytes != null; bytes = waiting.poll()) {
            established.content(bytes, bytes.readableBytes());
            bytes.release();
        }
        waitingBytes = 0;
        if (requestEnded) {
            established.end(null);
        }
        established.flush();
    }

    @Override
    public void upstreamConnectFailed(ConnectFailure failure) {
        stream = null;
        if (failure.kind() == ConnectFailure.Kind.OVERFLOW) {
            worker.metrics().mirrorDropped();
        } else {
            endpoint.failed(LocalReply.CONNECTION_FAILURE.status());
        }
        giveUp();
    }

    @Override
    public void upstreamHead(ResponseHead head) {
        if (head.status() == 101) {
            giveUp();
        } else if (!head.isInterim()) {
            endpoint.responded(head.status());
        }
    }

    @Override
    public void content(ByteBuf in, int count) {
        in.skipBytes(count);
    }

    @Override
    public void end(@Nullable HeaderLines trailers) {
        UpstreamStream current = stream;
        stream = null;
        if (current != null) {
            current.done();
        }
        giveUp();
    }

    @Override
    public void upstreamReadComplete() {
        // Nothing was written because of what was read.
    }

    @Override
    public void upstreamWritabilityChanged() {
        // The next piece finds out by itself.
    }

    @Override
    public void upstreamClosed(CloseReason reason) {
        stream = null;
        endpoint.failed(LocalReply.CONNECTION_TERMINATION.status());
        giveUp();
    }

    /** Ends the copy, wherever it is. */
    void giveUp() {
        if (over) {
            return;
        }
        over = true;
        worker.mirrorEnded(this);
        endpoint.requestEnded();
        ScheduledFuture<?> pendingTimer = timer;
        if (pendingTimer != null) {
            pendingTimer.cancel(false);
        }
        for (ByteBuf bytes = waiting.poll(); bytes != null; bytes = waiting.poll()) {
            bytes.release();
        }
        UpstreamStream current = stream;
        stream = null;
        if (current != null) {
            current.reset();
        }
    }
}
