package io.fairlead.proxy.observe.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The counts of the requests and connections to one destination, on all event loops. Held through {@link RequestMetrics#acquire}. */
public final class DestinationSeries {
    private final DestinationLabels labels;
    private final AtomicReferenceArray<DestinationCells> loops;
    private final AtomicReferenceArray<TcpCells> tcp;

    DestinationSeries(DestinationLabels labels, int loopCount) {
        this.labels = labels;
        this.loops = new AtomicReferenceArray<>(loopCount);
        this.tcp = new AtomicReferenceArray<>(loopCount);
    }

    /** Where the requests go. */
    public DestinationLabels labels() {
        return labels;
    }

    /** The counts of one event loop, to be kept by whoever counts there. Called on that loop only. */
    public DestinationCells cells(int loop) {
        DestinationCells cells = loops.get(loop);
        if (cells == null) {
            cells = new DestinationCells();
            loops.set(loop, cells);
        }
        return cells;
    }

    /** The counts of the connections of one event loop that carry no HTTP. Called on that loop only. */
    public TcpCells tcp(int loop) {
        TcpCells cells = tcp.get(loop);
        if (cells == null) {
            cells = new TcpCells();
            tcp.set(loop, cells);
        }
        return cells;
    }

    /** The sums of connections over all loops, by response flags. Any thread. */
    Map<Integer, long[]> tcpSums() {
        Map<Integer, long[]> sums = new TreeMap<>();
        addTcpTo(sums);
        return sums;
    }

    /** Adds the sums of connections over all loops. Any thread. */
    void addTcpTo(Map<Integer, long[]> sums) {
        for (int i = 0; i < tcp.length(); i++) {
            TcpCells cells = tcp.get(i);
            if (cells != null) {
                cells.addTo(sums);
            }
        }
    }

    /** The sums over all loops, by the key of the cells. Any thread. */
    Map<Long, long[]> sums() {
        Map<Long, long[]> sums = new TreeMap<>();
        addTo(sums);
        return sums;
    }

    /** Adds the sums over all loops. Any thread. */
    void addTo(Map<Long, long[]> sums) {
        for (int i = 0; i < loops.length(); i++) {
            DestinationCells cells = loops.get(i);
            if (cells != null) {
                cells.addTo(sums);
            }
        }
    }
}
