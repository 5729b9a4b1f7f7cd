package io.fairlead.proxy.upstream;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A request that wants a connection, holds it for a while, and checks that it is the only one to have it. */
final class Guest implements UpstreamHandler {
    @Override
    public OutgoingRequest request() {
        return new OutgoingRequest(new HeaderEdits(), new ByteSlice(), new ByteSlice(), new ByteSlice());
    }

    private static final Set<UpstreamConnection> IN_USE = ConcurrentHashMap.newKeySet();
    private static final AtomicLong SERVED = new AtomicLong();
    private static volatile int limit;

    private final UpstreamLoop loop;
    private final UpstreamCluster cluster;
    private final UpstreamEndpoint endpoint;
    private final Queue<String> violations;
    private long stayNanos;
    private long patienceNanos = Long.MAX_VALUE;
    private boolean breaksOff;
    private @Nullable UpstreamConnection wanted;
    private @Nullable UpstreamConnection held;
    private volatile long number = -1;
    private volatile @Nullable Outcome outcome;

    /** How it went. */
    enum Outcome {
        SERVED,
        REFUSED,
        FAILED,
        GAVE_UP
    }

    Guest(UpstreamLoop loop, UpstreamCluster cluster, UpstreamEndpoint endpoint, Queue<String> violations) {
        this.loop = loop;
        this.cluster = cluster;
        this.endpoint = endpoint;
        this.violations = violations;
    }

    /** How many connections may be in use at once from now on. */
    static void watch(int most) {
        IN_USE.clear();
        limit = most;
    }

    void stay(long nanos) {
        stayNanos = nanos;
    }

    void stayUntilToldToLeave() {
        stayNanos = Long.MAX_VALUE;
    }

    void patience(long nanos) {
        patienceNanos = nanos;
    }

    void breaksOff(boolean wish) {
        breaksOff = wish;
    }

    boolean isOver() {
        return outcome != null;
    }

    boolean isThere() {
        return number >= 0;
    }

    @Nullable
    Outcome outcome() {
        return outcome;
    }

    boolean servedBefore(Guest other) {
        return number >= 0 && number < other.number;
    }

    void come() {
        loop.eventLoop().execute(this::arrive);
    }

    void leave() {
        loop.eventLoop().execute(this::goAway);
    }

    private void arrive() {
        UpstreamConnection acquired = (UpstreamConnection) loop.acquire(cluster, endpoint, this);
        if (acquired.isActive()) {
            use(acquired);
            return;
        }
        wanted = acquired;
        if (patienceNanos != Long.MAX_VALUE) {
            loop.eventLoop().schedule(this::giveUp, patienceNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void giveUp() {
        UpstreamConnection awaited = wanted;
        if (awaited != null) {
            wanted = null;
            awaited.reset();
            end(Outcome.GAVE_UP);
        }
    }

    private void use(UpstreamConnection connection) {
        if (!loop.eventLoop().inEventLoop()) {
            violations.add("on another loop");
        }
        if (!IN_USE.add(connection)) {
            violations.add("a connection is used twice at once");
        }
        long open = IN_USE.stream().filter(UpstreamConnection::isActive).count();
        if (open > limit) {
            violations.add(open + " connections in use");
        }
        if (connection.pool() != endpoint.pool()) {
            violations.add("the connection goes to another endpoint");
        }
        held = connection;
        number = SERVED.getAndIncrement();
        if (stayNanos != Long.MAX_VALUE) {
            loop.eventLoop().schedule(this::goAway, stayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void goAway() {
        UpstreamConnection used = held;
        if (used == null) {
            return;
        }
        held = null;
        IN_USE.remove(used);
        used.finish(!breaksOff);
        end(Outcome.SERVED);
    }

    private void end(Outcome how) {
        if (outcome != null) {
            violations.add("ended twice: " + outcome + ", " + how);
        }
        outcome = how;
    }

    @Override
    public void upstreamConnected(UpstreamStream connection) {
        if (wanted == null) {
            violations.add("nobody wants this connection");
        }
        wanted = null;
        use((UpstreamConnection) connection);
    }

    @Override
    public void upstreamConnectFailed(ConnectFailure failure) {
        if (wanted == null) {
            violations.add("nobody wants this failure");
        }
        wanted = null;
        end(failure.kind() == ConnectFailure.Kind.OVERFLOW ? Outcome.REFUSED : Outcome.FAILED);
    }

    @Override
    public void upstreamHead(ResponseHead head) {
        violations.add("an answer to nothing");
    }

    @Override
    public void content(ByteBuf in, int count) {
        violations.add("a body of nothing");
    }

    @Override
    public void end(@Nullable HeaderLines trailers) {
        violations.add("the end of nothing");
    }

    @Override
    public void upstreamReadComplete() {
        // Nothing was read.
    }

    @Override
    public void upstreamWritabilityChanged() {
        // Nothing is written.
    }

    @Override
    public void upstreamClosed(CloseReason reason) {
        UpstreamConnection used = held;
        if (used == null) {
            violations.add("closed without being held");
            return;
        }
        held = null;
        IN_USE.remove(used);
        end(Outcome.SERVED);
    }
}
