package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.OpaqueLongs;
import java.util.Arrays;
import java.util.Map;

/**
 * The counts of the connections to one destination on one event loop that carry no HTTP. What a connection carries counts as
 * it comes, without flags; its end counts with the flags that it has then. Only the loop writes.
 */
public final class TcpCells {
    static final int OPENED = 0;
    static final int CLOSED = 1;
    static final int RECEIVED = 2;
    static final int SENT = 3;
    static final int NUMBERS = 4;

    /** How many sets of flags are told apart; past them connections count as if they had none. */
    static final int MAX_SETS = 64;

    private record Cell(int flags, OpaqueLongs numbers) {}

    private final OpaqueLongs plain = new OpaqueLongs(NUMBERS);

    /** Replaced, never changed; the first is that without flags. */
    private volatile Cell[] cells = {new Cell(0, plain)};

    TcpCells() {}

    /** Counts a connection that begins. Event loop. */
    public void opened() {
        plain.add(OPENED, 1);
    }

    /** Counts bytes that came from the client. Event loop. */
    public void received(long bytes) {
        plain.add(RECEIVED, bytes);
    }

    /** Counts bytes that go to the client. Event loop. */
    public void sent(long bytes) {
        plain.add(SENT, bytes);
    }

    /** Counts the end of a connection, with its response flags. Event loop. */
    public void closed(int flags) {
        cell(flags).add(CLOSED, 1);
    }

    private OpaqueLongs cell(int flags) {
        Cell[] known = cells;
        for (Cell cell : known) {
            if (cell.flags() == flags) {
                return cell.numbers();
            }
        }
        if (known.length >= MAX_SETS) {
            return plain;
        }
        Cell[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = new Cell(flags, new OpaqueLongs(NUMBERS));
        cells = more;
        return more[known.length].numbers();
    }

    /** Adds all numbers to those in {@code sums} under the same flags. Any thread. */
    void addTo(Map<Integer, long[]> sums) {
        for (Cell cell : cells) {
            long[] sum = sums.computeIfAbsent(cell.flags(), flags -> new long[NUMBERS]);
            for (int i = 0; i < NUMBERS; i++) {
                sum[i] += cell.numbers().get(i);
            }
        }
    }
}
