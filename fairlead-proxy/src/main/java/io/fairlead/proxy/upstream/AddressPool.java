package io.fairlead.proxy.upstream;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is shared by all requests to one address of a cluster: the idle connections of each event loop, and how many
 * requests are active. It outlives changes of the configuration as long as the cluster has the address.
 */
final class AddressPool {
    /** How many idle connections one loop keeps to one address. */
    private static final int MAX_IDLE_CONNECTIONS = 1024;

    private final SocketAddress address;
    private final long joinedNanos;
    private final List<ArrayDeque<UpstreamConnection>> idleByLoop = new ArrayList<>();
    private final AtomicInteger activeRequests = new AtomicInteger();
    private final EndpointHealth health = new EndpointHealth();
    private volatile @Nullable OutlierDetector detector;
    private volatile boolean retired;

    AddressPool(SocketAddress address, int loops, long joinedNanos) {
        this.address = address;
        this.joinedNanos = joinedNanos;
        for (int i = 0; i < loops; i++) {
            idleByLoop.add(new ArrayDeque<>(4));
        }
    }

    SocketAddress address() {
        return address;
    }

    /** When the address became one of the cluster's, in nanoseconds of the ticker. */
    long joinedNanos() {
        return joinedNanos;
    }

    boolean isTcp() {
        return address instanceof InetSocketAddress;
    }

    AtomicInteger activeRequests() {
        return activeRequests;
    }

    EndpointHealth health() {
        return health;
    }

    /** Who watches the errors of this address, null for nobody. */
    @Nullable
    OutlierDetector detector() {
        return detector;
    }

    void detector(@Nullable OutlierDetector watching) {
        detector = watching;
    }

    /** The connection that became idle last, or null. */
    @Nullable
    UpstreamConnection takeIdle(int loop) {
        return idleByLoop.get(loop).pollLast();
    }

    boolean offerIdle(int loop, UpstreamConnection connection) {
        ArrayDeque<UpstreamConnection> idle = idleByLoop.get(loop);
        if (retired || idle.size() >= MAX_IDLE_CONNECTIONS) {
            return false;
        }
        idle.addLast(connection);
        return true;
    }

    boolean removeIdle(int loop, UpstreamConnection connection) {
        return idleByLoop.get(loop).removeLastOccurrence(connection);
    }

    /** From now on no connection is kept. */
    void retire() {
        retired = true;
    }
}
