package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.OpaqueLongs;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The counts of one cluster, on all event loops. Held through {@link ProxyMetrics#acquireCluster}. */
public final class ClusterMetrics {
    static final int CONNECTIONS_OPENED = 0;
    static final int CONNECTIONS_CLOSED = 1;
    static final int CONNECT_FAILURES = 2;
    static final int PENDING_ADDED = 3;
    static final int PENDING_REMOVED = 4;
    static final int RETRIES = 5;
    static final int RETRIES_EXHAUSTED = 6;
    static final int TRY_TIMEOUTS = 7;
    static final int EJECTIONS = 8;
    static final int CONNECTIONS_OVERFLOWED = 9;
    static final int PENDING_OVERFLOWED = 10;
    static final int PENDING_FAILED = 11;
    static final int RETRIES_OVERFLOWED = 12;
    static final int IDLE_TIMEOUTS = 13;
    static final int MAX_DURATIONS = 14;
    static final int MAX_REQUESTS = 15;
    static final int COUNT = 16;

    private final String name;
    private final AtomicReferenceArray<Loop> loops;
    private volatile int endpointsEjected;
    private volatile @Nullable CircuitReading circuit;

    ClusterMetrics(String name, int loopCount) {
        this.name = name;
        this.loops = new AtomicReferenceArray<>(loopCount);
    }

    /** The counts of one cluster on one event loop. Only the loop writes. */
    public static final class Loop {
        private final OpaqueLongs numbers = new OpaqueLongs(COUNT);

        private Loop() {}

        /** A connection to an endpoint is there. */
        public void connectionOpened() {
            numbers.add(CONNECTIONS_OPENED, 1);
        }

        /** A connection that was there is closed. */
        public void connectionClosed() {
            numbers.add(CONNECTIONS_CLOSED, 1);
        }

        /** A connection did not come about. */
        public void connectFailed() {
            numbers.add(CONNECT_FAILURES, 1);
        }

        /** A request waits for a connection. */
        public void pendingAdded() {
            numbers.add(PENDING_ADDED, 1);
        }

        /** A request waits no more. */
        public void pendingRemoved() {
            numbers.add(PENDING_REMOVED, 1);
        }

        /** A request that failed is sent again. */
        public void retried() {
            numbers.add(RETRIES, 1);
        }

        /** A request failed for the last time. */
        public void retriesExhausted() {
            numbers.add(RETRIES_EXHAUSTED, 1);
        }

        /** An endpoint is left out because of its errors. */
        public void ejected() {
            numbers.add(EJECTIONS, 1);
        }

        /** A request found that there may be no more connections. */
        public void connectionsOverflowed() {
            numbers.add(CONNECTIONS_OVERFLOWED, 1);
        }

        /** A request was refused, since too many wait for a connection or have one. */
        public void pendingOverflowed() {
            numbers.add(PENDING_OVERFLOWED, 1);
        }

        /** A request failed that waited, since a connection to its address did not come about. */
        public void pendingFailed() {
            numbers.add(PENDING_FAILED, 1);
        }

        /** A request was not sent again, since too many are. */
        public void retriesOverflowed() {
            numbers.add(RETRIES_OVERFLOWED, 1);
        }

        /** A connection was closed since it was idle for too long. */
        public void idleTimedOut() {
            numbers.add(IDLE_TIMEOUTS, 1);
        }

        /** A connection was closed since it was too old. */
        public void maxDurationReached() {
            numbers.add(MAX_DURATIONS, 1);
        }

        /** A connection was closed since it had taken as many requests as one takes. */
        public void maxRequestsReached() {
            numbers.add(MAX_REQUESTS, 1);
        }

        /** A try was not answered in its time. */
        public void tryTimedOut() {
            numbers.add(TRY_TIMEOUTS, 1);
        }
    }

    /** Says how many endpoints are left out because of their errors. Any thread. */
    public void endpointsEjected(int count) {
        endpointsEjected = count;
    }

    /** Says where the use of limits is read; null for nowhere any more. Any thread. */
    public void circuit(@Nullable CircuitReading reading) {
        circuit = reading;
    }

    @Nullable
    CircuitReading circuit() {
        return circuit;
    }

    int endpointsEjected() {
        return endpointsEjected;
    }

    /** The cluster's name. */
    public String name() {
        return name;
    }

    /** The counts of one event loop, to be kept by whoever counts there. Called on that loop only. */
    public Loop loop(int index) {
        Loop loop = loops.get(index);
        if (loop == null) {
            loop = new Loop();
            loops.set(index, loop);
        }
        return loop;
    }

    /** The sum of a number over all loops, by its index. Any thread. */
    long sum(int index) {
        long sum = 0;
        for (int i = 0; i < loops.length(); i++) {
            Loop loop = loops.get(i);
            sum += loop == null ? 0 : loop.numbers.get(index);
        }
        return sum;
    }
}
