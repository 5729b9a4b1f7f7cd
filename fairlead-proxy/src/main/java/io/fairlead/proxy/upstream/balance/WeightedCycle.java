package io.fairlead.proxy.upstream.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Numbers in turn, each in proportion to its weight and spread evenly (smooth weighted round robin). Any thread; allocates
 * nothing once it is made.
 *
 * <p>Numbers of different weight are laid out in a table, in which each occurs as often as its weight says. The table is
 * bounded: weights whose sum, after division by their common divisor, is larger than {@link #MAX_TABLE} are scaled down, so
 * that a share is met to within one part in some thousands.
 */
final class WeightedCycle {
    /** The most entries that the table has, as long as there are not more numbers. */
    static final int MAX_TABLE = 8192;

    private final int[] table;
    private final AtomicInteger position;

    private WeightedCycle(int[] table, int start) {
        this.table = table;
        this.position = new AtomicInteger(start);
    }

    /** The positions of {@code weights}, which are not negative, as often as these say; never one whose weight is 0. */
    static WeightedCycle of(long[] weights, RandomGenerator random) {
        long[] reduced = reduced(weights);
        int[] table = spread(reduced);
        return new WeightedCycle(table, table.length == 0 ? 0 : random.nextInt(table.length));
    }

    /** The numbers below {@code count}, all alike. */
    static WeightedCycle even(int count, RandomGenerator random) {
        int[] table = new int[count];
        for (int i = 0; i < count; i++) {
            table[i] = i;
        }
        return new WeightedCycle(table, count == 0 ? 0 : random.nextInt(count));
    }

    /** Whether there is no number. */
    boolean isEmpty() {
        return table.length == 0;
    }

    /** The next number. Not if it is empty. */
    int next() {
        return table[Math.floorMod(position.getAndIncrement(), table.length)];
    }

    private static int[] spread(long[] weights) {
        long total = 0;
        for (long weight : weights) {
            total += weight;
        }
        int[] table = new int[(int) total];
        long[] credit = new long[weights.length];
        for (int slot = 0; slot < table.length; slot++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                credit[i] += weights[i];
                if (credit[i] > credit[best]) {
                    best = i;
                }
            }
            credit[best] -= total;
            table[slot] = best;
        }
        return table;
    }

    private static long[] reduced(long[] weights) {
        long divisor = 0;
        double total = 0;
        for (long weight : weights) {
            divisor = gcd(weight, divisor);
            total += weight;
        }
        double scale = Math.min(1.0 / Math.max(1, divisor), Math.max(1, MAX_TABLE - weights.length) / total);
        long[] reduced = new long[weights.length];
        for (int i = 0; i < weights.length; i++) {
            reduced[i] = weights[i] == 0 ? 0 : Math.max(1, Math.round(weights[i] * scale));
        }
        return reduced;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
