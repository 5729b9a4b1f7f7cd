package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.OpaqueLongs;

/** The counts of one event loop that belong to no destination. Only the loop writes. */
public final class LoopMetrics {
    static final int CONNECTIONS_OPENED = 0;
    static final int CONNECTIONS_CLOSED = 1;
    static final int REQUESTS_STARTED = 2;
    static final int REQUESTS_ENDED = 3;
    static final int MIRRORS_STARTED = 4;
    static final int MIRRORS_DROPPED = 5;
    static final int COUNT = 6;

    private final OpaqueLongs numbers = new OpaqueLongs(COUNT);

    LoopMetrics() {}

    /** A client has connected. */
    public void downstreamConnectionOpened() {
        numbers.add(CONNECTIONS_OPENED, 1);
    }

    /** The connection of a client is closed. */
    public void downstreamConnectionClosed() {
        numbers.add(CONNECTIONS_CLOSED, 1);
    }

    /** A request's header has come. */
    public void requestStarted() {
        numbers.add(REQUESTS_STARTED, 1);
    }

    /** A request that was started has ended, however. */
    public void requestEnded() {
        numbers.add(REQUESTS_ENDED, 1);
    }

    /** A copy of a request is sent to a mirror. */
    public void mirrorStarted() {
        numbers.add(MIRRORS_STARTED, 1);
    }

    /** A copy of a request was not sent, or not to its end: the mirror is slow, missing, or has too many under way. */
    public void mirrorDropped() {
        numbers.add(MIRRORS_DROPPED, 1);
    }

    /** A number, by its index. Any thread. */
    long get(int index) {
        return numbers.get(index);
    }
}
