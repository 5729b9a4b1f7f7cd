package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.RequestFacts;
import java.util.Arrays;
import java.util.Map;

/**
 * The counts of the requests to one destination on one event loop. Requests that ended with the same code, flags and gRPC
 * status share a {@link RequestCell}; the one used last is at hand, the others are found by hash. Only the loop writes.
 *
 * <p>Codes and flags come from outside, so the number of cells is bounded: past {@link #MAX_CELLS} everything is counted as
 * code 0 without flags.
 */
public final class DestinationCells {
    /** How many combinations of code, flags and gRPC status are told apart. */
    static final int MAX_CELLS = 1024;

    private static final int CODE_BITS = 10;
    private static final int FLAG_BITS = 30;
    private static final int GRPC_BITS = 6;
    private static final int MAX_CODE = (1 << CODE_BITS) - 1;
    private static final int FLAG_MASK = (1 << FLAG_BITS) - 1;
    private static final int MAX_GRPC = (1 << GRPC_BITS) - 1;
    private static final RequestCell[] NO_CELLS = {};
    private static final RequestCell NO_CELL = new RequestCell(-1);

    /** Open addressing; as long as a power of two, and at most half full. */
    private RequestCell[] table = NO_CELLS;

    /** The cells in the order in which they came up, for readers: replaced, never changed. */
    private volatile RequestCell[] cells = NO_CELLS;

    private RequestCell last = NO_CELL;

    DestinationCells() {}

    /** Counts a request that has ended. Event loop. */
    public void count(RequestFacts info) {
        long key = key(info.responseCode(), info.flags(), info.grpcStatus());
        RequestCell cell = last;
        if (cell.key() != key) {
            cell = find(key);
            last = cell;
        }
        cell.count(info.durationNanos(), info.wireBytesReceived(), info.wireBytesSent());
    }

    private static long key(int code, int flags, int grpcStatus) {
        long grpc = Math.min(Math.max(grpcStatus, RequestFacts.NOT_GRPC) + 1, MAX_GRPC);
        return grpc << (CODE_BITS + FLAG_BITS)
                | (long) (flags & FLAG_MASK) << CODE_BITS
                | Math.min(Math.max(code, 0), MAX_CODE);
    }

    static int code(long key) {
        return (int) key & MAX_CODE;
    }

    static int flags(long key) {
        return (int) (key >>> CODE_BITS) & FLAG_MASK;
    }

    /** The gRPC status, or {@link RequestFacts#NOT_GRPC}. */
    static int grpcStatus(long key) {
        return (int) (key >>> (CODE_BITS + FLAG_BITS)) - 1;
    }

    private RequestCell find(long key) {
        int at = slot(table, key);
        if (at >= 0 && table[at] != null) {
            return table[at];
        }
        if (cells.length >= MAX_CELLS && key != 0) {
            return find(0);
        }
        return add(key);
    }

    private RequestCell add(long key) {
        RequestCell cell = new RequestCell(key);
        RequestCell[] more = Arrays.copyOf(cells, cells.length + 1);
        more[cells.length] = cell;
        if (more.length * 2 > table.length) {
            table = new RequestCell[Math.max(8, table.length * 2)];
            for (RequestCell known : more) {
                table[slot(table, known.key())] = known;
            }
        } else {
            table[slot(table, key)] = cell;
        }
        cells = more;
        return cell;
    }

    /** Where the cell with a key is, or would go; -1 if the table has no places. */
    private static int slot(RequestCell[] table, long key) {
        int mask = table.length - 1;
        if (mask < 0) {
            return -1;
        }
        int at = Long.hashCode(key * 0x9E37_79B9_7F4A_7C15L) & mask;
        while (table[at] != null && table[at].key() != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** Adds the numbers of each cell to those in {@code sums} under the same key. Any thread. */
    void addTo(Map<Long, long[]> sums) {
        for (RequestCell cell : cells) {
            cell.addTo(sums.computeIfAbsent(cell.key(), key -> new long[RequestCell.NUMBERS]));
        }
    }
}
