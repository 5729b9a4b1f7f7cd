package io.fairlead.proxy.upstream;

import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.observe.metrics.ClusterMetrics;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of one cluster on one event loop: one to an address as a rule, more where it cannot take all
 * requests at a time. Requests for which there is no room wait; as in Envoy, the first connection to an address is made
 * whatever the limit on connections, so that whoever waits here is served here. Used on its event loop only, unless said
 * otherwise.
 */
final class Http2Pool implements UpstreamLoop.Swept {
    private final ClusterPool cluster;
    private final UpstreamLoop loop;
    private final List<Http2UpstreamConnection> connections = new ArrayList<>();
    private final ArrayDeque<Waiting> line = new ArrayDeque<>();
    private boolean swept;
    private boolean serving;

    Http2Pool(ClusterPool cluster, UpstreamLoop loop) {
        this.cluster = cluster;
        this.loop = loop;
    }

    UpstreamLoop loop() {
        return loop;
    }

    private ClusterMetrics.Loop metrics() {
        return cluster.metrics(loop.index());
    }

    /** Does something on the event loop, later; false if the loop has ended. Any thread. */
    boolean execute(Runnable task) {
        try {
            loop.eventLoop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // With the loop, its connections and requests have ended.
        }
    }

    /** See {@link UpstreamLoop#acquire}. */
    UpstreamStream acquire(AddressPool address, UpstreamHandler handler) {
        Http2UpstreamConnection ready = ready(address);
        Waiting waiting = new Waiting(address, handler);
        if (ready != null && line.isEmpty()) {
            if (cluster.breaker().claimRequest()) {
                return ready.newStream(handler);
            }
            refuse(waiting);
            return waiting;
        }
        if (!cluster.breaker().claimPending()) {
            refuse(waiting);
            return waiting;
        }
        metrics().pendingAdded();
        line.add(waiting);
        connectIfNeeded(address);
        return waiting;
    }

    private void refuse(Waiting waiting) {
        metrics().pendingOverflowed();
        execute(() -> waiting.handler.upstreamConnectFailed(LoopPool.OVERFLOW));
    }

    /** A connection with room for one request more. */
    private @Nullable Http2UpstreamConnection ready(AddressPool address) {
        PoolSettings settings = cluster.settings();
        for (int i = 0; i < connections.size(); i++) {
            Http2UpstreamConnection each = connections.get(i);
            if (each.pool() == address && each.isReady(settings)) {
                return each;
            }
        }
        return null;
    }

    /** Makes a connection if those being made will not do for all who wait for the address. */
    private void connectIfNeeded(AddressPool address) {
        int all = 0;
        int connecting = 0;
        for (Http2UpstreamConnection each : connections) {
            if (each.pool() == address && !each.isLeaving()) {
                all++;
                connecting += each.isEstablished() ? 0 : 1;
            }
        }
        if (connecting > 0) {
            return;
        }
        if (!cluster.breaker().claimConnection()) {
            metrics().connectionsOverflowed();
            if (all > 0) {
                return;
            }
            cluster.breaker().addConnection();
        }
        Http2UpstreamConnection connection = new Http2UpstreamConnection(this, address);
        connections.add(connection);
        loop.connect(connection, cluster.settings());
    }

    // ---- what connections tell

    void connected(Http2UpstreamConnection connection) {
        metrics().connectionOpened();
        if (!swept) {
            swept = true;
            loop.sweep(this);
        }
        serve();
    }

    /** As in Envoy, all who wait for the address hear of the failure. */
    void connectFailed(Http2UpstreamConnection connection, ConnectFailure failure) {
        metrics().connectFailed();
        forget(connection);
        List<Waiting> left = new ArrayList<>();
        for (Iterator<Waiting> each = line.iterator(); each.hasNext(); ) {
            Waiting waiting = each.next();
            if (waiting.address == connection.pool()) {
                each.remove();
                left.add(waiting);
            }
        }
        for (Waiting waiting : left) {
            endPending();
            waiting.handler.upstreamConnectFailed(failure);
        }
    }

    void closed(Http2UpstreamConnection connection) {
        metrics().connectionClosed();
        forget(connection);
        serve();
    }

    private void forget(Http2UpstreamConnection connection) {
        connections.remove(connection);
        cluster.breaker().connectionGone();
        cluster.grant();
    }

    /** A request has ended, or the endpoint lets more be under way. */
    void roomMade() {
        serve();
    }

    void requestEnded() {
        cluster.breaker().requestGone();
    }

    private void endPending() {
        cluster.breaker().pendingGone();
        metrics().pendingRemoved();
    }

    /** Gives those who wait what there is room for, in order. */
    private void serve() {
        if (serving) {
            return;
        }
        serving = true;
        try {
            int looked = line.size();
            while (looked-- > 0 && !line.isEmpty()) {
                Waiting first = line.remove();
                Http2UpstreamConnection ready = ready(first.address);
                if (ready == null) {
                    line.add(first);
                    connectIfNeeded(first.address);
                } else {
                    endPending();
                    start(ready, first.handler);
                }
            }
        } finally {
            serving = false;
        }
    }

    private void start(Http2UpstreamConnection ready, UpstreamHandler handler) {
        if (cluster.breaker().claimRequest()) {
            handler.upstreamConnected(ready.newStream(handler));
        } else {
            metrics().pendingOverflowed();
            handler.upstreamConnectFailed(LoopPool.OVERFLOW);
        }
    }

    // ---- time and change

    @Override
    public boolean closeExpired(long now) {
        PoolSettings settings = cluster.settings();
        for (Http2UpstreamConnection each : List.copyOf(connections)) {
            each.closeIfExpired(settings, now);
        }
        swept = !connections.isEmpty();
        return swept;
    }

    /** Begins no further request to an address. */
    void retire(AddressPool address) {
        for (Http2UpstreamConnection each : List.copyOf(connections)) {
            if (each.pool() == address) {
                each.leave();
            }
        }
    }

    /** A request that waits for a connection, or for room on one. */
    private final class Waiting implements UpstreamStream {
        private final AddressPool address;
        private final UpstreamHandler handler;

        Waiting(AddressPool address, UpstreamHandler handler) {
            this.address = address;
            this.handler = handler;
        }

        @Override
        public void reset() {
            if (line.remove(this)) {
                endPending();
            }
        }

        @Override
        public @Nullable AddressText localAddress() {
            return null;
        }

        @Override
        public boolean isActive() {
            return false;
        }

        @Override
        public boolean isWritable() {
            return false;
        }

        @Override
        public void begin(OutgoingRequest request) {
            throw tooEarly();
        }

        @Override
        public void content(ByteBuf in, int count) {
            throw tooEarly();
        }

        @Override
        public void end(@Nullable HeaderLines trailers) {
            throw tooEarly();
        }

        @Override
        public void flush() {
            throw tooEarly();
        }

        @Override
        public void reading(boolean wanted) {
            throw tooEarly();
        }

        @Override
        public void done() {
            throw tooEarly();
        }

        @Override
        public void discard() {
            throw tooEarly();
        }

        private IllegalStateException tooEarly() {
            return new IllegalStateException("not connected: " + address.address());
        }
    }
}
