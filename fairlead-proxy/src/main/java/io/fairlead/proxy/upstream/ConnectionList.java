package io.fairlead.proxy.upstream;

import org.jspecify.annotations.Nullable;

/**
 * A list whose links are in the connections themselves, so that one is removed from anywhere at once. A connection is in one
 * list at a time at most. One event loop only.
 */
final class ConnectionList {
    private @Nullable UpstreamConnection first;
    private @Nullable UpstreamConnection last;
    private int size;

    /** The one that was added first, or null. */
    @Nullable
    UpstreamConnection first() {
        return first;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return first == null;
    }

    void addLast(UpstreamConnection connection) {
        UpstreamConnection before = last;
        connection.previous = before;
        connection.next = null;
        if (before == null) {
            first = connection;
        } else {
            before.next = connection;
        }
        last = connection;
        size++;
    }

    /** Removes one that is in this list. */
    void remove(UpstreamConnection connection) {
        UpstreamConnection before = connection.previous;
        UpstreamConnection after = connection.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        connection.previous = null;
        connection.next = null;
        size--;
    }
}
