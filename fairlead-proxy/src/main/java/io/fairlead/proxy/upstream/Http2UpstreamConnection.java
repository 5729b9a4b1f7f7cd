package io.fairlead.proxy.upstream;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http1.FieldSink;
import io.fairlead.proxy.http1.HeadFields.Outcome;
import io.fairlead.proxy.http1.RequestMethod;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.http2.ErrorCode;
import io.fairlead.proxy.http2.Http2Connection;
import io.fairlead.proxy.http2.Http2Stream;
import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.proxy.upstream.UpstreamHandler.CloseReason;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One HTTP/2 connection to an upstream, which carries many requests at a time. Event loop only. */
final class Http2UpstreamConnection extends Http2Connection {
    private static final ByteSlice METHOD = slice(":method");
    private static final ByteSlice SCHEME = slice(":scheme");
    private static final ByteSlice AUTHORITY = slice(":authority");
    private static final ByteSlice PATH = slice(":path");
    private static final ByteSlice HTTP = slice("http");
    private static final ByteSlice HTTPS = slice("https");
    private static final ByteSlice TE = slice("te");
    private static final ByteSlice TRAILERS = slice("trailers");

    private final Http2Pool home;
    private final AddressPool pool;
    private final ByteSlice name = new ByteSlice();
    private final ByteSlice value = new ByteSlice();
    private @Nullable AddressText localAddress;
    private boolean established;
    private boolean closed;
    private boolean leaving;
    private int requests;
    private int reserved;
    private long establishedNanos;
    private long idleSinceNanos;

    Http2UpstreamConnection(Http2Pool home, AddressPool pool) {
        super(
                Role.CLIENT,
                home.loop().http2Limits(),
                home.loop().ticker(),
                home.loop().scratch());
        this.home = home;
        this.pool = pool;
    }

    private static ByteSlice slice(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteSlice slice = new ByteSlice();
        slice.set(bytes, 0, bytes.length);
        return slice;
    }

    AddressPool pool() {
        return pool;
    }

    boolean isEstablished() {
        return established;
    }

    /** Whether it begins no further request. */
    boolean isLeaving() {
        return leaving || isEnding();
    }

    /** Whether a request can begin now. */
    boolean isReady(PoolSettings settings) {
        return established
                && !isLeaving()
                && hasStreamIds()
                && openStreams() + reserved < Math.min(peerMaxStreams(), settings.maxStreams())
                && !settings.isWornOut(requests)
                && !(settings.limitsAge() && settings.isTooOld(home.loop().nanos() - establishedNanos))
                && context().channel().isActive();
    }

    /** A place for a request, which begins later. */
    UpstreamStream newStream(UpstreamHandler handler) {
        reserved++;
        requests++;
        return new Stream(handler);
    }

    // ---- its life

    void connected() {
        if (closed) {
            connectFailed(new ConnectFailure(ConnectFailure.Kind.FAILED, "closed as soon as it was made"));
            return;
        }
        established = true;
        begin();
        establishedNanos = idleSinceNanos = home.loop().nanos();
        SocketAddress local = context().channel().localAddress();
        localAddress = local == null ? null : new AddressText(local);
        home.connected(this);
    }

    void connectFailed(ConnectFailure failure) {
        leaving = true;
        home.connectFailed(this, failure);
    }

    @Override
    protected void closed() {
        closed = true;
        if (established) {
            home.closed(this);
        }
    }

    /** Begins no further request, and ends after the last one. */
    void leave() {
        leaving = true;
        endIfIdle();
    }

    private void endIfIdle() {
        if (leaving && established && openStreams() + reserved == 0) {
            end(ErrorCode.NO_ERROR);
        }
    }

    /** Ends the connection if it has had no request for too long, or is too old or worn out. */
    void closeIfExpired(PoolSettings settings, long now) {
        if (!established) {
            return;
        }
        boolean idle = openStreams() + reserved == 0 && settings.isIdleTooLong(now - idleSinceNanos);
        boolean old = settings.limitsAge() && settings.isTooOld(now - establishedNanos);
        if (idle || old || settings.isWornOut(requests)) {
            leave();
        }
    }

    @Override
    protected Http2Stream accept() {
        throw new AssertionError("no server opens streams");
    }

    @Override
    protected void settingsChanged() {
        home.roomMade();
    }

    @Override
    protected void goAwayReceived() {
        leave();
        home.roomMade();
    }

    @Override
    protected void streamClosed() {
        idleSinceNanos = home.loop().nanos();
        endIfIdle();
    }

    @Override
    protected void pingAcknowledged() {
        // None is sent.
    }

    @Override
    protected void farewell() {
        context().close();
    }

    private void head(OutgoingRequest request) {
        beginBlock();
        field(METHOD, request.method());
        field(SCHEME, request.isSecure() ? HTTPS : HTTP);
        field(AUTHORITY, request.authority());
        field(PATH, request.path());
        HeaderEdits headers = request.headers();
        for (int i = 0; i < headers.end(); i++) {
            if (!headers.isDropped(i)) {
                headers.name(i, name);
                headers.value(i, value);
                field(name, value);
            }
        }
        if (request.acceptsTrailers()) {
            field(TE, TRAILERS);
        }
    }

    /** One request and its response. The codec is lent by the loop for its head alone. */
    private final class Stream extends Http2Stream implements UpstreamStream {
        private final Http1Codec codec = home.loop().takeCodec();
        private @Nullable UpstreamHandler handler;
        private RequestMethod method = RequestMethod.OTHER;
        private long expectedBytes = -1;
        private long receivedBytes;
        /** Bytes that the client could not take yet. */
        private int heldBytes;

        private boolean begun;
        private boolean headReceived;
        private boolean paused;

        Stream(UpstreamHandler handler) {
            super(Http2UpstreamConnection.this);
            this.handler = handler;
        }

        /** Lets go of whoever listens, which is returned. */
        private @Nullable UpstreamHandler release() {
            UpstreamHandler current = handler;
            handler = null;
            if (current != null) {
                home.loop().giveBack(codec);
                home.requestEnded();
                if (!begun) {
                    reserved--;
                }
            }
            return current;
        }

        // ---- the request

        @Override
        public @Nullable AddressText localAddress() {
            return localAddress;
        }

        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public void begin(OutgoingRequest request) {
            method = request.knownMethod();
            reserved--;
            begun = true;
            open(this);
            Http2UpstreamConnection.this.head(request);
            writeHead();
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
            Http2UpstreamConnection.this.flush();
        }

        @Override
        public void reading(boolean wanted) {
            paused = !wanted;
            if (wanted && heldBytes > 0) {
                int held = heldBytes;
                heldBytes = 0;
                consumed(held);
            }
        }

        @Override
        public void done() {
            giveUp();
        }

        @Override
        public void discard() {
            giveUp();
        }

        @Override
        public void reset() {
            giveUp();
        }

        private void giveUp() {
            if (release() != null) {
                if (!(isEndReceived() && isEndSent())) {
                    reset(ErrorCode.CANCEL);
                }
                home.execute(home::roomMade);
                endIfIdle();
            }
        }

        // ---- the response

        @Override
        protected FieldSink fieldsBegin() {
            if (headReceived) {
                home.loop().trailerFields().begin();
                return home.loop().trailerFields();
            }
            home.loop().responseFields().begin(codec.head, method);
            return home.loop().responseFields();
        }

        @Override
        protected boolean fieldsEnd() {
            if (headReceived) {
                HeaderLines trailers = home.loop().trailerFields().finish();
                return trailers != null && isEndReceived() && messageEnd(trailers);
            }
            UpstreamHandler current = handler;
            ResponseHead head = codec.head;
            Outcome outcome = home.loop().responseFields().finish(isEndReceived());
            if (current == null || outcome != Outcome.DONE || head.isInterim() && isEndReceived()) {
                return current == null;
            }
            if (!head.isInterim()) {
                headReceived = true;
                boolean bodiless = method == RequestMethod.HEAD || head.status() == 304;
                expectedBytes = bodiless ? -1 : home.loop().responseFields().announcedLength();
            }
            current.upstreamHead(head);
            return !headReceived || !isEndReceived() || messageEnd(null);
        }

        @Override
        protected boolean data(ByteBuf in, int count) {
            receivedBytes += count;
            UpstreamHandler current = handler;
            if (!headReceived || expectedBytes >= 0 && receivedBytes > expectedBytes) {
                return false;
            }
            if (current != null) {
                current.content(in, count);
            }
            if (paused && handler != null) {
                heldBytes += count;
            } else {
                consumed(count);
            }
            return true;
        }

        @Override
        protected boolean dataEnd() {
            return headReceived && messageEnd(null);
        }

        private boolean messageEnd(@Nullable HeaderLines trailers) {
            UpstreamHandler current = handler;
            if (current != null && expectedBytes >= 0 && receivedBytes != expectedBytes) {
                return false;
            }
            if (current != null) {
                current.end(trailers);
            }
            return true;
        }

        @Override
        protected void ended(StreamEnd end) {
            UpstreamHandler current = release();
            if (current != null) {
                current.upstreamClosed(
                        switch (end) {
                            case RESET -> CloseReason.STREAM_RESET;
                            case REFUSED -> CloseReason.REFUSED;
                            case MALFORMED -> CloseReason.PROTOCOL_ERROR;
                            case CONNECTION_CLOSED -> CloseReason.REMOTE_CLOSE;
                            case CONNECTION_FAILED -> CloseReason.RESET;
                        });
                home.execute(home::roomMade);
            }
        }

        @Override
        protected void writabilityChanged() {
            UpstreamHandler current = handler;
            if (current != null) {
                current.upstreamWritabilityChanged();
            }
        }

        @Override
        protected void readComplete() {
            UpstreamHandler current = handler;
            if (current != null) {
                current.upstreamReadComplete();
            }
        }

        @Override
        public String toString() {
            return "stream " + id() + " to " + Objects.toString(pool.address());
        }
    }
}
