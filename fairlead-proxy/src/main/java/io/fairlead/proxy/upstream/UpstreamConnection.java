package io.fairlead.proxy.upstream;

import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.ParseResult;
import io.fairlead.proxy.http1.RequestMethod;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.http1.Upgrade;
import io.fairlead.proxy.message.BodyReader.Result;
import io.fairlead.proxy.message.ByteSink;
import io.fairlead.proxy.message.Framing;
import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.message.RequestText;
import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.proxyprotocol.ProxyHeader;
import io.fairlead.proxy.tls.TlsErrors;
import io.fairlead.proxy.upstream.UpstreamHandler.CloseReason;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.pool.ConnectionPolicy.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection to an upstream. It belongs to one request, or to none while it is idle in its pool; bytes that
 * come in while it is idle were asked for by nobody, and end it. Used on its event loop only.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements UpstreamStream, ByteSink {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

    private enum Phase {
        HEAD,
        BODY,
        DONE
    }

    private final LoopPool home;
    private final UpstreamLoop loop;
    private final AddressPool pool;
    private @Nullable UpstreamHandler handler;
    /** Lent while there is a handler and the connection is established. */
    private @Nullable Http1Codec codec;

    private @Nullable ChannelHandlerContext context;
    private @Nullable AddressText localAddress;
    private @Nullable Throwable failure;
    private Phase phase = Phase.HEAD;
    private RequestMethod method = RequestMethod.OTHER;
    /** Counts requests: tells whether the connection still serves the one it did before a call. */
    private int generation;
    /** Bytes behind what was taken, during a read. */
    private @Nullable ByteBuf reading;

    private boolean upgrade;
    private boolean untilClose;
    private boolean requestEnded;
    private boolean established;
    private boolean ended;

    // What its pool keeps with it.

    /** The links of the list that it is in. */
    @Nullable
    UpstreamConnection previous;

    @Nullable
    UpstreamConnection next;

    /** Whether it stands for a request in the line of those that wait for a connection, and its place there. */
    boolean waiting;

    long ticket;

    /** Whether it counts as a request that has no connection yet, as a connection, and as a request that has one. */
    boolean pending;

    boolean counted;
    boolean countsAsRequest;

    /** Whether it is idle, and since when. */
    boolean idle;

    long idleSinceNanos;

    /** When it was made, and how many requests it has taken. */
    long establishedNanos;

    int requests;

    UpstreamConnection(LoopPool home, AddressPool pool, UpstreamHandler handler) {
        this.home = home;
        this.loop = home.loop();
        this.pool = pool;
        this.handler = handler;
    }

    AddressPool pool() {
        return pool;
    }

    @Nullable
    UpstreamHandler handler() {
        return handler;
    }

    void assign(UpstreamHandler newHandler) {
        handler = newHandler;
        codec = loop.takeCodec();
        phase = Phase.HEAD;
        requestEnded = false;
        generation++;
        requests++;
    }

    // ---- the request

    @Override
    public @Nullable AddressText localAddress() {
        return localAddress;
    }

    @Override
    public boolean isActive() {
        return established && channel().isActive();
    }

    @Override
    public boolean isWritable() {
        return channel().isWritable();
    }

    @Override
    public void begin(OutgoingRequest request) {
        sayWhose();
        method = request.knownMethod();
        upgrade = request.isUpgrade();
        RequestText.write(request, loop.scratch());
        lent().writer.head(loop.scratch(), Framing.of(request.framing()), this);
    }

    /** The PROXY header, where the upstream wants one. */
    private void sayWhose() {
        ProxyProtocol version = home.settings().proxyProtocol();
        if (version != null) {
            ProxyHeader known = handler == null ? null : handler.client();
            ProxyHeader header = known == null
                    ? new ProxyHeader(channel().localAddress(), channel().remoteAddress())
                    : known;
            write(version == ProxyProtocol.V1 ? header.toV1(allocator()) : header.toV2(allocator()));
        }
    }

    @Override
    public void content(ByteBuf in, int count) {
        lent().writer.content(in, count, this);
    }

    @Override
    public void end(@Nullable HeaderLines trailers) {
        requestEnded = true;
        lent().writer.end(this);
    }

    @Override
    public void flush() {
        lent().writer.send(this);
        requireContext().flush();
    }

    @Override
    public void reading(boolean wanted) {
        channel().config().setAutoRead(wanted);
    }

    @Override
    public void write(ByteBuf bytes) {
        ChannelHandlerContext current = requireContext();
        current.write(bytes, current.voidPromise());
    }

    @Override
    public ByteBufAllocator allocator() {
        return requireContext().alloc();
    }

    @Override
    public void done() {
        ByteBuf rest = reading;
        boolean nothingMore = rest == null || !rest.isReadable();
        finish(phase == Phase.DONE && nothingMore && requestEnded && lent().head.isKeepAlive());
    }

    @Override
    public void discard() {
        ByteBuf rest = reading;
        int atHand = rest == null ? 0 : rest.readableBytes();
        ResponseHead head = lent().head;
        boolean whole = head.framing() == BodyFraming.NONE && atHand == 0
                || head.framing() == BodyFraming.LENGTH && head.contentLength() == atHand;
        finish(whole && requestEnded && head.isKeepAlive());
    }

    @Override
    public void reset() {
        if (established) {
            finish(false);
        } else {
            abandon();
        }
    }

    /** The request no longer wants the connection being made, or waited for: one that is made goes to the pool then. */
    void abandon() {
        handler = null;
        home.abandoned(this);
    }

    /** The request is over: keeps the connection for the next one, or closes it. */
    void finish(boolean reusable) {
        unassign();
        if (reusable && isActive()) {
            channel().config().setAutoRead(true);
            home.release(this);
        } else {
            closeChannel();
        }
    }

    private void unassign() {
        handler = null;
        generation++;
        home.requestEnded(this);
        Http1Codec lent = codec;
        codec = null;
        if (lent != null) {
            loop.giveBack(lent);
        }
    }

    void closeChannel() {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.close();
        }
    }

    // ---- what the channel tells

    void connected() {
        if (ended) {
            connectFailed(new ConnectFailure(ConnectFailure.Kind.FAILED, "closed as soon as it was made"));
            return;
        }
        established = true;
        SocketAddress local = channel().localAddress();
        localAddress = local == null ? null : new AddressText(local);
        home.connected(this);
    }

    void connectFailed(ConnectFailure connectFailure) {
        home.connectFailed(this, connectFailure);
    }

    /** Tells the request, if it is still there, that it gets no connection. */
    void fail(ConnectFailure connectFailure) {
        UpstreamHandler current = handler;
        handler = null;
        if (current != null) {
            current.upstreamConnectFailed(connectFailure);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            UpstreamHandler current = handler;
            if (current == null) {
                closeChannel();
            } else {
                reading = in;
                read(in, current);
            }
        } finally {
            reading = null;
            in.release();
        }
    }

    private void read(ByteBuf in, UpstreamHandler current) {
        Http1Codec lent = lent();
        int before = generation;
        while (phase == Phase.HEAD && in.isReadable()) {
            ParseResult result = lent.parser.parse(in, lent.head, method);
            if (result == ParseResult.NEED_MORE) {
                return;
            }
            if (result == ParseResult.ERROR) {
                failed(current, CloseReason.PROTOCOL_ERROR);
                return;
            }
            if (!lent.head.isInterim()) {
                phase = Phase.BODY;
                boolean upgraded = upgrade && lent.head.status() == Upgrade.STATUS;
                BodyFraming framing = upgraded ? BodyFraming.UNTIL_CLOSE : lent.head.framing();
                untilClose = framing == BodyFraming.UNTIL_CLOSE;
                lent.body.begin(framing, lent.head.contentLength());
            }
            current.upstreamHead(lent.head);
            if (generation != before) {
                return;
            }
        }
        if (phase == Phase.BODY) {
            Result result = lent.body.read(in, current);
            if (generation == before && result == Result.DONE) {
                phase = Phase.DONE;
                current.end(null);
            } else if (generation == before && result == Result.ERROR) {
                failed(current, CloseReason.PROTOCOL_ERROR);
            }
        }
    }

    private void failed(UpstreamHandler current, CloseReason reason) {
        unassign();
        closeChannel();
        current.upstreamClosed(reason);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        UpstreamHandler current = handler;
        if (current != null) {
            current.upstreamReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        UpstreamHandler current = handler;
        if (current != null) {
            current.upstreamWritabilityChanged();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        failure = cause;
        // Before it is established, Netty may read from a socket whose failure it has told of already.
        if (established && !TlsErrors.isOfPeer(cause)) {
            LOG.error("upstream_connection.failed address={}", pool.address(), cause);
        }
        closeChannel();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        ended = true;
        if (!established) {
            return;
        }
        home.closed(this);
        UpstreamHandler current = handler;
        if (current == null) {
            return;
        }
        Http1Codec lent = lent();
        CloseReason reason = failure == null ? CloseReason.REMOTE_CLOSE : CloseReason.RESET;
        if (phase == Phase.BODY && untilClose && reason == CloseReason.REMOTE_CLOSE) {
            phase = Phase.DONE;
            current.end(null);
        } else {
            boolean partly = phase == Phase.HEAD && lent.parser.hasBegun();
            unassign();
            current.upstreamClosed(partly ? CloseReason.PROTOCOL_ERROR : reason);
        }
    }

    private Http1Codec lent() {
        return Objects.requireNonNull(codec, "no request has the connection");
    }

    private Channel channel() {
        return requireContext().channel();
    }

    private ChannelHandlerContext requireContext() {
        ChannelHandlerContext current = context;
        if (current == null) {
            throw new IllegalStateException("not connected: " + pool.address());
        }
        return current;
    }
}
