package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http1.FieldSink;
import io.fairlead.proxy.http1.HeadFields.Outcome;
import io.fairlead.proxy.http2.ErrorCode;
import io.fairlead.proxy.http2.Http2Stream;
import io.fairlead.proxy.message.Framing;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client that speaks HTTP/2, and its response. What comes of the body goes to the upstream at once; what
 * that cannot take yet is kept, and as long as it is the client may not send more than its window. Event loop only.
 */
final class Http2ClientStream extends Http2Stream implements ClientStream {
    private final Http2ClientConnection connection;
    private final HttpWorker worker;
    /** Null before the head, and once the exchange is over. */
    private @Nullable HttpExchange exchange;

    private @Nullable ArrayDeque<ByteBuf> waiting;
    private long expectedBytes = -1;
    private long receivedBytes;
    private boolean headReceived;
    private boolean endWaiting;
    private @Nullable HeaderLines waitingTrailers;

    Http2ClientStream(Http2ClientConnection connection) {
        super(connection);
        this.connection = connection;
        this.worker = connection.worker();
    }

    // ---- the request

    @Override
    protected FieldSink fieldsBegin() {
        if (headReceived) {
            worker.trailerFields().begin();
            return worker.trailerFields();
        }
        HttpExchange taken = worker.takeExchange();
        taken.attach(this);
        exchange = taken;
        worker.headFields().begin(taken.head());
        return worker.headFields();
    }

    @Override
    protected boolean fieldsEnd() {
        HttpExchange current = exchange;
        if (headReceived) {
            HeaderLines trailers = worker.trailerFields().finish();
            return trailers != null && isEndReceived() && messageEnd(trailers);
        }
        headReceived = true;
        if (current == null) {
            return true;
        }
        Outcome outcome = worker.headFields().finish(isEndReceived());
        expectedBytes = isEndReceived() ? -1 : worker.headFields().announcedLength();
        switch (outcome) {
            case DONE -> current.begin(worker.ticker().nanos());
            case REFUSED -> current.refuse();
            case MALFORMED -> {
                exchange = null;
                current.forget();
                worker.giveBack(current);
            }
        }
        return outcome != Outcome.MALFORMED;
    }

    @Override
    protected boolean data(ByteBuf in, int count) {
        receivedBytes += count;
        if (expectedBytes >= 0 && receivedBytes > expectedBytes) {
            return false;
        }
        HttpExchange current = exchange;
        if (current == null) {
            consumed(count);
        } else if (waiting == null && current.takesBody()) {
            current.requestBody().content(in, count);
            consumed(count);
        } else {
            ArrayDeque<ByteBuf> queue = waiting;
            if (queue == null) {
                queue = new ArrayDeque<>(4);
                waiting = queue;
            }
            queue.add(in.readRetainedSlice(count));
        }
        return true;
    }

    @Override
    protected boolean dataEnd() {
        return messageEnd(null);
    }

    private boolean messageEnd(@Nullable HeaderLines trailers) {
        if (expectedBytes >= 0 && receivedBytes != expectedBytes) {
            return false;
        }
        HttpExchange current = exchange;
        if (current == null || current.isRequestComplete()) {
            return true;
        }
        if (waiting == null && current.takesBody()) {
            current.requestBody().end(trailers);
        } else {
            endWaiting = true;
            waitingTrailers = trailers == null ? null : copyOf(trailers);
        }
        return true;
    }

    @Override
    public void bodyWanted() {
        HttpExchange current = exchange;
        ArrayDeque<ByteBuf> queue = waiting;
        while (queue != null && current != null && current.takesBody()) {
            ByteBuf first = queue.remove();
            int count = first.readableBytes();
            current.requestBody().content(first, count);
            first.release();
            consumed(count);
            current = exchange;
            queue = queue.isEmpty() ? null : queue;
        }
        if (current != null && queue == null) {
            waiting = null;
            if (endWaiting && current.takesBody()) {
                endWaiting = false;
                current.requestBody().end(waitingTrailers);
            }
        }
        if (!connection.isReadingNow()) {
            readComplete();
        }
    }

    @Override
    protected void readComplete() {
        HttpExchange current = exchange;
        if (current != null) {
            current.flushUpstream();
        }
    }

    @Override
    protected void ended(StreamEnd end) {
        HttpExchange current = exchange;
        exchange = null;
        dropWaiting();
        if (current != null) {
            if (end == StreamEnd.MALFORMED) {
                current.malformed();
            }
            current.downstreamClosed();
            current.forget();
            worker.giveBack(current);
        }
    }

    private void dropWaiting() {
        ArrayDeque<ByteBuf> queue = waiting;
        waiting = null;
        endWaiting = false;
        if (queue != null) {
            for (ByteBuf bytes = queue.poll(); bytes != null; bytes = queue.poll()) {
                consumed(bytes.readableBytes());
                bytes.release();
            }
        }
    }

    @Override
    protected void writabilityChanged() {
        HttpExchange current = exchange;
        if (current != null) {
            current.downstreamWritabilityChanged();
        }
    }

    // ---- the response

    @Override
    public ClientFacts facts() {
        return connection.facts();
    }

    @Override
    public boolean isHttp2() {
        return true;
    }

    @Override
    public void proceed() {
        connection.beginHead(100);
        writeHead();
        connection.flush();
    }

    @Override
    public void skipRequest() {
        // The stream ends when the response does.
    }

    @Override
    public int head(int status, HeaderEdits edits, Framing framing) {
        connection.head(status, edits);
        return writeHead();
    }

    @Override
    public void content(ByteBuf in, int count) {
        writeContent(in, count);
    }

    @Override
    public void end(@Nullable HeaderLines trailers) {
        writeEnd(trailers);
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public void exchangeEnded(HttpExchange ended) {
        exchange = null;
        worker.giveBack(ended);
        dropWaiting();
        if (!isEndReceived()) {
            dropRest();
        }
    }

    @Override
    public void abort() {
        reset(ErrorCode.INTERNAL_ERROR);
        ended(StreamEnd.RESET);
    }
}
