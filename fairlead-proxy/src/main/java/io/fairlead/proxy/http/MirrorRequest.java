package io.fairlead.proxy.http;

import io.fairlead.proxy.http.BodyForwarder.Result;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.ParseResult;
import io.fairlead.proxy.http1.RequestMethod;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.http1.ResponseHeadParser;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamConnection;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import io.fairlead.proxy.upstream.UpstreamHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
    private final RequestMethod method;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private final ResponseHeadParser parser;
    private final ResponseHead head = new ResponseHead();
    private final BodyForwarder body;
    private @Nullable UpstreamConnection connecting;
    private @Nullable UpstreamConnection connection;
    private @Nullable ScheduledFuture<?> timer;
    private int waitingBytes;
    private boolean requestComplete;
    private boolean inBody;
    private boolean over;

    MirrorRequest(HttpWorker worker, UpstreamEndpoint endpoint, RequestMethod method) {
        this.worker = worker;
        this.endpoint = endpoint;
        this.method = method;
        this.parser = new ResponseHeadParser(worker.limits());
        this.body = new BodyForwarder(worker.limits());
    }

    void start(UpstreamCluster cluster, @Nullable Duration timeout) {
        worker.mirrorBegan(this);
        endpoint.requestStarted();
        Duration limit = timeout == null ? DEFAULT_TIMEOUT : timeout;
        timer = worker.upstream().eventLoop().schedule(this::giveUp, limit.toNanos(), TimeUnit.NANOSECONDS);
        UpstreamConnection acquired = worker.upstream().acquire(cluster, endpoint, this);
        if (acquired.isActive()) {
            connection = acquired;
        } else {
            connecting = acquired;
        }
    }

    /** Sends a piece of the request; takes over its reference. */
    void write(ByteBuf bytes) {
        UpstreamConnection current = connection;
        if (over) {
            bytes.release();
        } else if (current != null && current.isWritable()) {
            current.write(bytes);
        } else if (current == null && waitingBytes + bytes.readableBytes() <= MAX_WAITING_BYTES) {
            waitingBytes += bytes.readableBytes();
            waiting.add(bytes);
        } else {
            bytes.release();
            worker.metrics().mirrorDropped();
            giveUp();
        }
    }

    void flush() {
        UpstreamConnection current = connection;
        if (current != null) {
            current.flush();
        }
    }

    /** That was the whole request; only the response is awaited now. */
    void requestSent() {
        requestComplete = true;
        flush();
    }

    @Override
    public void upstreamConnected(UpstreamConnection established) {
        connecting = null;
        connection = established;
        endpoint.connected();
        for (ByteBuf bytes = waiting.poll(); bytes != null; bytes = waiting.poll()) {
            established.write(bytes);
        }
        waitingBytes = 0;
        established.flush();
    }

    @Override
    public void upstreamConnectFailed(ConnectFailure failure) {
        connecting = null;
        endpoint.failed(LocalReply.CONNECTION_FAILURE.status());
        giveUp();
    }

    @Override
    public void upstreamRead(ByteBuf bytes) {
        try {
            skipResponse(bytes);
        } finally {
            bytes.release();
        }
    }

    private void skipResponse(ByteBuf in) {
        while (!inBody && in.isReadable()) {
            ParseResult result = parser.parse(in, head, method);
            if (result == ParseResult.NEED_MORE) {
                return;
            }
            if (result == ParseResult.ERROR || head.status() == 101) {
                giveUp();
                return;
            }
            if (!head.isInterim()) {
                inBody = true;
                endpoint.responded(head.status());
                body.begin(head.framing(), head.contentLength());
            }
        }
        if (!inBody) {
            return;
        }
        Result result = body.forward(in, null, ByteBuf::release, ByteBufAllocator.DEFAULT);
        if (result == Result.ERROR) {
            giveUp();
        } else if (result == Result.DONE) {
            end(head.isKeepAlive() && requestComplete && !in.isReadable() && head.framing() != BodyFraming.UNTIL_CLOSE);
        }
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
        connection = null;
        endpoint.failed(LocalReply.CONNECTION_TERMINATION.status());
        giveUp();
    }

    /** Ends the copy, wherever it is. */
    void giveUp() {
        end(false);
    }

    private void end(boolean reusable) {
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
        UpstreamConnection pending = connecting;
        connecting = null;
        if (pending != null) {
            pending.abandon();
        }
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
}
