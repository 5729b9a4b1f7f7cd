package io.fairlead.proxy.upstream.balance;

import java.util.random.RandomGenerator;

/**
 * Numbers in turn, each in proportion to a weight that may be another each time: earliest deadline first. Whoever is taken
 * gets the deadline {@code now + 1 / weight}, and the next is the one with the earliest. One thread; allocates nothing once
 * it is made. Source: Envoy {@code EdfScheduler}.
 */
final class EdfSchedule {
    private final int[] heap;
    private final double[] deadlines;
    private final long[] order;
    private long turns;

    /** What each number weighs now. */
    @FunctionalInterface
    interface Weights {
        /** The weight of a number, more than zero. */
        double of(int number);
    }

    /** A schedule of the numbers below {@code count}, one or more, which begins anywhere. */
    EdfSchedule(int count, Weights weights, RandomGenerator random) {
        this.heap = new int[count];
        this.deadlines = new double[count];
        this.order = new long[count];
        for (int i = 0; i < count; i++) {
            heap[i] = i;
            deadlines[i] = 1 / weights.of(i);
            order[i] = turns++;
        }
        for (int i = count / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
        for (int i = random.nextInt(count); i > 0; i--) {
            next(weights);
        }
    }

    /** The next number, which weighs from now on what {@code weights} say. */
    int next(Weights weights) {
        int taken = heap[0];
        deadlines[taken] += 1 / weights.of(taken);
        order[taken] = turns++;
        siftDown(0);
        return taken;
    }

    private void siftDown(int from) {
        int moving = heap[from];
        int at = from;
        int child = 2 * at + 1;
        while (child < heap.length) {
            if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], moving)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = moving;
    }

    private boolean isBefore(int a, int b) {
        return deadlines[a] < deadlines[b] || deadlines[a] == deadlines[b] && order[a] < order[b];
    }
}
