package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http2.ErrorCode;
import io.fairlead.proxy.http2.Http2Connection;
import io.fairlead.proxy.http2.Http2Stream;
import io.fairlead.proxy.listen.AcceptedConnection;
import io.fairlead.proxy.listen.Farewell;
import io.fairlead.proxy.message.DateText;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.routing.HeaderName;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection. Each stream is served by an {@link HttpExchange}, which is lent to it from its head to its
 * end. When the proxy drains, the client is told so first, and only after it must have heard of it are further streams
 * refused (RFC 9113 section 6.8), so that no request is lost. Event loop only.
 */
final class Http2ClientConnection extends Http2Connection implements HttpWorker.Watched {
    private enum Drain {
        NONE,
        /** The client was told. */
        ANNOUNCED,
        /** No further stream is accepted. */
        CLOSING
    }

    private static final HeaderName DATE = HeaderName.of("date");
    private static final HeaderName SERVER = HeaderName.of("server");
    private static final ByteSlice STATUS = slice(":status");
    private static final ByteSlice DATE_NAME = slice("date");
    private static final ByteSlice SERVER_NAME = slice("server");
    private static final ByteSlice SERVER_VALUE = slice("fairlead");

    private final HttpWorker worker;
    private final ByteSlice name = new ByteSlice();
    private final ByteSlice value = new ByteSlice();
    private final byte[] digits = new byte[3];
    private final byte[] date = new byte[DateText.LENGTH];
    private final AcceptedConnection accepted;
    private @Nullable ClientFacts facts;
    private @Nullable Farewell farewell;
    private Drain drain = Drain.NONE;
    private long lastNanos;

    Http2ClientConnection(HttpWorker worker, AcceptedConnection accepted) {
        super(
                Role.SERVER,
                worker.http2Limits(),
                worker.ticker(),
                worker.output().scratch());
        this.worker = worker;
        this.accepted = accepted;
    }

    ClientFacts facts() {
        return Objects.requireNonNull(facts);
    }

    HttpWorker worker() {
        return worker;
    }

    boolean isReadingNow() {
        return isReading();
    }

    /** Begins the head of a response. */
    void beginHead(int status) {
        beginBlock();
        digits[0] = (byte) ('0' + status / 100);
        digits[1] = (byte) ('0' + status / 10 % 10);
        digits[2] = (byte) ('0' + status % 10);
        value.set(digits, 0, 3);
        field(STATUS, value);
    }

    /**
     * Puts the whole head of a response together. As in HTTP/1.1, {@code server} is always ours and {@code date} is added
     * where it is missing.
     */
    void head(int status, HeaderEdits edits) {
        beginHead(status);
        boolean hasDate = edits.contains(DATE);
        edits.remove(SERVER);
        for (int i = 0; i < edits.end(); i++) {
            if (!edits.isDropped(i)) {
                edits.name(i, name);
                edits.value(i, value);
                field(name, value);
            }
        }
        if (!hasDate) {
            worker.output().date().copyTo(date, 0);
            value.set(date, 0, date.length);
            field(DATE_NAME, value);
        }
        field(SERVER_NAME, SERVER_VALUE);
    }

    private static ByteSlice slice(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteSlice slice = new ByteSlice();
        slice.set(bytes, 0, bytes.length);
        return slice;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        super.handlerAdded(newContext);
        facts = new ClientFacts(accepted);
        lastNanos = worker.ticker().nanos();
        worker.opened(this);
    }

    @Override
    protected Http2Stream accept() {
        return new Http2ClientStream(this);
    }

    @Override
    protected void settingsChanged() {
        // Streams were told of their windows.
    }

    @Override
    protected void goAwayReceived() {
        if (openStreams() == 0) {
            end(ErrorCode.NO_ERROR);
        }
    }

    @Override
    protected void streamClosed() {
        lastNanos = worker.ticker().nanos();
        if (drain == Drain.CLOSING && openStreams() == 0) {
            end(ErrorCode.NO_ERROR);
        }
    }

    @Override
    protected void pingAcknowledged() {
        if (drain == Drain.ANNOUNCED) {
            drain = Drain.CLOSING;
            acceptNoMore();
            if (openStreams() == 0) {
                end(ErrorCode.NO_ERROR);
            }
        }
    }

    @Override
    protected void farewell() {
        farewell = Farewell.lingering(
                context().channel(),
                worker.timeouts().lingering(),
                worker.ticker().nanos());
    }

    @Override
    protected void closed() {
        worker.closed(this);
    }

    @Override
    public void closeNow() {
        context().close();
    }

    @Override
    public void closeIfIdle() {
        if (drain == Drain.NONE && !isEnding()) {
            drain = Drain.ANNOUNCED;
            lastNanos = worker.ticker().nanos();
            announceEnd();
        }
    }

    @Override
    public void checkTimeouts(long nowNanos) {
        Farewell leaving = farewell;
        if (leaving != null) {
            if (leaving.isStuck(nowNanos)) {
                closeNow();
            }
        } else if (drain == Drain.ANNOUNCED
                && nowNanos - lastNanos > worker.timeouts().lingering().toNanos()) {
            // The client does not answer a PING; it had time enough to read.
            pingAcknowledged();
        } else if (worker.isDraining() || accepted.listener().isDraining()) {
            closeIfIdle();
        } else if (openStreams() == 0
                && nowNanos - lastNanos > worker.timeouts().idle().toNanos()) {
            end(ErrorCode.NO_ERROR);
        }
    }
}
