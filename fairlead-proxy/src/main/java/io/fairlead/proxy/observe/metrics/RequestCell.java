package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.OpaqueLongs;

/**
 * The counts of the requests to one destination that ended alike, on one event loop: three histograms, as long as there are
 * bounds, and one number more for what is larger. How many requests there were is the sum of the first.
 */
final class RequestCell {
    /** Upper bounds of Envoy's histograms, in milliseconds or bytes. */
    static final double[] BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
        3_600_000
    };

    static final int BUCKETS = BOUNDS.length + 1;

    /** Where the histograms begin among the numbers; behind each stands its sum. */
    static final int DURATION = 0;

    static final int REQUEST_BYTES = BUCKETS + 1;
    static final int RESPONSE_BYTES = 2 * (BUCKETS + 1);
    static final int NUMBERS = 3 * (BUCKETS + 1);

    private static final long[] NANO_BOUNDS = scaled(1_000_000);
    private static final long[] BYTE_BOUNDS = scaled(1);

    private final long key;
    private final OpaqueLongs numbers = new OpaqueLongs(NUMBERS);

    RequestCell(long key) {
        this.key = key;
    }

    private static long[] scaled(long factor) {
        long[] bounds = new long[BOUNDS.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = (long) (BOUNDS[i] * factor);
        }
        return bounds;
    }

    /** What the requests have in common, see {@link DestinationCells}. */
    long key() {
        return key;
    }

    /** Counts a request. The sum of durations is in microseconds, so that it does not overflow within years. Event loop. */
    void count(long durationNanos, long requestBytes, long responseBytes) {
        numbers.add(DURATION + bucket(NANO_BOUNDS, durationNanos), 1);
        numbers.add(DURATION + BUCKETS, durationNanos / 1000);
        numbers.add(REQUEST_BYTES + bucket(BYTE_BOUNDS, requestBytes), 1);
        numbers.add(REQUEST_BYTES + BUCKETS, requestBytes);
        numbers.add(RESPONSE_BYTES + bucket(BYTE_BOUNDS, responseBytes), 1);
        numbers.add(RESPONSE_BYTES + BUCKETS, responseBytes);
    }

    private static int bucket(long[] bounds, long value) {
        int i = 0;
        while (i < bounds.length && value > bounds[i]) {
            i++;
        }
        return i;
    }

    /** Adds all numbers to {@code sums}. Any thread. */
    void addTo(long[] sums) {
        for (int i = 0; i < NUMBERS; i++) {
            sums[i] += numbers.get(i);
        }
    }
}
