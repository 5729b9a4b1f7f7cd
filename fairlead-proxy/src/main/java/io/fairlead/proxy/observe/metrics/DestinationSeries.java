package io.fairlead.proxy.observe.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The counts of the requests to one destination, on all event loops. Held through {@link RequestMetrics#acquire}. */
public final class DestinationSeries {
    private final DestinationLabels labels;
    private final AtomicReferenceArray<DestinationCells> loops;

    DestinationSeries(DestinationLabels labels, int loopCount) {
        this.labels = labels;
        this.loops = new AtomicReferenceArray<>(loopCount);
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

    /** The sums over all loops, by the key of the cells. Any thread. */
    Map<Long, long[]> sums() {
        Map<Long, long[]> sums = new TreeMap<>();
        for (int i = 0; i < loops.length(); i++) {
            DestinationCells cells = loops.get(i);
            if (cells != null) {
                cells.addTo(sums);
            }
        }
        return sums;
    }
}
