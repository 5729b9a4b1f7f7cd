package io.fairlead.proxy.http2;

import io.fairlead.proxy.http2.Http2Connection.Forgetting;

/**
 * The streams that were closed last, and how: what still comes for one that this side reset was sent before the other side
 * knew, and is to be ignored; anything else is an error (RFC 9113 section 5.1). Not thread-safe.
 */
final class ClosedStreams {
    /** How many are remembered. */
    private static final int SIZE = 256;

    private final int[] ids = new int[SIZE];
    private final boolean[] resetByUs = new boolean[SIZE];
    private int next;

    void add(int streamId, Forgetting how) {
        ids[next] = streamId;
        resetByUs[next] = how == Forgetting.RESET_BY_US;
        next = (next + 1) % SIZE;
    }

    private int find(int streamId) {
        for (int i = 0; i < SIZE; i++) {
            if (ids[i] == streamId) {
                return i;
            }
        }
        return -1;
    }

    boolean contains(int streamId) {
        return find(streamId) >= 0;
    }

    /** Whether the other side may not know yet that the stream is closed. */
    boolean mayStillReceive(int streamId) {
        int i = find(streamId);
        return i >= 0 && resetByUs[i];
    }
}
