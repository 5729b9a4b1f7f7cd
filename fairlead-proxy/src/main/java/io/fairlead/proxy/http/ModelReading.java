package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.ModelNameScanner;
import io.fairlead.proxy.filter.ModelNameScanner.Result;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.message.BodySink;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.match.HostRoutes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes the beginning of a request's body before the request is routed, as far as it takes to find the model that it names,
 * and puts the name into a header. What was taken goes on to the upstream once there is one, and the rest of the body follows
 * it as it comes. No more than {@link #MAX_BYTES} are held, and what one read brought: a body whose name comes later is routed
 * without. Reused with its exchange. Event loop only.
 */
final class ModelReading implements BodySink {
    /** How much of a body is held while the name is looked for. */
    static final int MAX_BYTES = 1 << 20;

    /** Where the name goes: the convention of the Gateway API's inference extension. */
    static final HeaderName MODEL = HeaderName.of("x-gateway-model-name");

    private static final HeaderName CONTENT_ENCODING = HeaderName.of("content-encoding");
    private static final HeaderName EXPECT = HeaderName.of("expect");
    private static final int MIN_BUFFER_BYTES = 1024;

    private enum State {
        /** Bodies are none of its business. */
        IDLE,
        /** The name is looked for. */
        READING,
        /** The request is on its way to an upstream that cannot take the body yet. */
        HOLDING
    }

    private final HttpExchange exchange;
    private @Nullable ModelNameScanner scanner;
    private @Nullable ByteBuf held;
    private @Nullable HostRoutes<ProxyRoute> host;
    private State state = State.IDLE;

    ModelReading(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /**
     * Prepares the request for the choice among {@code routes}. What the client says of the model itself is not believed.
     *
     * @param isComplete whether there is no body
     * @return whether the body is read first; {@link HttpExchange#modelRead} comes when that is done
     */
    boolean begin(HostRoutes<ProxyRoute> routes, boolean isComplete) {
        RequestHead head = exchange.head();
        remove(head, MODEL);
        boolean encoded = head.headers().find(CONTENT_ENCODING, 0) >= 0;
        if (isComplete || encoded) {
            return false;
        }
        if (head.expectsContinue()) {
            // Asked for here, so the upstream need not be asked again.
            remove(head, EXPECT);
            exchange.client().proceed();
        }
        ModelNameScanner current = scanner;
        if (current == null) {
            current = new ModelNameScanner();
            scanner = current;
        }
        current.reset();
        host = routes;
        state = State.READING;
        return true;
    }

    private static void remove(RequestHead head, HeaderName name) {
        int line = head.headers().find(name, 0);
        while (line >= 0) {
            head.removeLine(line);
            line = head.headers().find(name, line);
        }
    }

    /** Whether it takes the body, all of it, now. */
    boolean isReading() {
        return state == State.READING;
    }

    /** Whether a part of the body waits for an upstream. */
    boolean isHolding() {
        return held != null;
    }

    /** Whether the body need not pass here, or no longer. */
    boolean isIdle() {
        return state == State.IDLE;
    }

    @Override
    public void content(ByteBuf in, int count) {
        ModelNameScanner current = scanner;
        if (state == State.IDLE || current == null) {
            exchange.upstreamBody().content(in, count);
            return;
        }
        int from = in.readerIndex();
        Result result = state == State.READING ? current.scan(in, from, count) : Result.NEED_MORE;
        hold(in, count);
        if (state == State.READING && (result != Result.NEED_MORE || heldBytes() >= MAX_BYTES)) {
            done(result == Result.FOUND ? current.name() : null);
        }
    }

    @Override
    public void end(@Nullable HeaderLines trailers) {
        if (state == State.IDLE) {
            exchange.upstreamBody().end(trailers);
            return;
        }
        boolean routed = state == State.HOLDING;
        exchange.bodyHeld();
        if (!routed) {
            done(null);
        }
    }

    private void done(byte @Nullable [] name) {
        state = State.HOLDING;
        HostRoutes<ProxyRoute> routes = Objects.requireNonNull(host);
        host = null;
        if (name != null) {
            exchange.head().addLine(MODEL, name, 0, name.length);
        }
        exchange.modelRead(routes);
    }

    /** Small pieces are copied, so that they do not keep the buffers that they came in. */
    private void hold(ByteBuf in, int count) {
        ByteBuf current = held;
        if (current == null) {
            current = ByteBufAllocator.DEFAULT.buffer(Math.max(count, MIN_BUFFER_BYTES));
            held = current;
        }
        current.writeBytes(in, count);
    }

    private int heldBytes() {
        ByteBuf current = held;
        return current == null ? 0 : current.readableBytes();
    }

    /** Hands over what is held: from now on the rest of the body goes past here. */
    void handOver(BodySink target) {
        ByteBuf current = held;
        held = null;
        host = null;
        state = State.IDLE;
        if (current != null) {
            try {
                target.content(current, current.readableBytes());
            } finally {
                current.release();
            }
        }
    }

    /** Lets go of everything. */
    void reset() {
        handOver(BodySink.NOWHERE);
    }
}
