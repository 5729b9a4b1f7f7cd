package io.fairlead.proxy.upstream.balance;

import java.util.Arrays;

/**
 * How the load is divided among priorities, in per cent that add up to 100. A priority can take as much as 1.4 times the
 * share of its healthy endpoints; what is beyond spills over to the next. If all of them together cannot take 100, what they
 * can take is scaled up. Source: Envoy {@code LoadBalancerBase}.
 */
final class PriorityLoads {
    static final int ALL = 100;

    /** Per cent. */
    private static final int OVERPROVISIONING_FACTOR = 140;

    private PriorityLoads() {}

    /** What a priority can take, in per cent of the load. */
    static int availability(int healthy, int all) {
        return all == 0 ? 0 : (int) Math.min(ALL, (long) OVERPROVISIONING_FACTOR * healthy / all);
    }

    /** What all of them can take, at most 100. */
    static int total(int[] availabilities) {
        int total = 0;
        for (int availability : availabilities) {
            total += availability;
        }
        return Math.min(ALL, total);
    }

    /** The load of each priority, where together they can take {@code total}, more than zero. */
    static int[] divide(int[] availabilities, int total) {
        int[] loads = new int[availabilities.length];
        int rest = ALL;
        int first = -1;
        for (int i = 0; i < loads.length; i++) {
            if (first < 0 && availabilities[i] > 0) {
                first = i;
            }
            loads[i] = Math.min(rest, availabilities[i] * ALL / total);
            rest -= loads[i];
        }
        loads[first] += rest; // rounded off above
        return loads;
    }

    /** The loads where every priority has too few healthy endpoints, and all endpoints are used instead. */
    static int[] byEndpoints(int[] counts) {
        int all = Arrays.stream(counts).sum();
        int[] loads = new int[counts.length];
        int rest = ALL;
        int first = -1;
        for (int i = 0; i < loads.length; i++) {
            if (first < 0 && counts[i] > 0) {
                first = i;
            }
            loads[i] = (int) ((long) ALL * counts[i] / Math.max(1, all));
            rest -= loads[i];
        }
        loads[Math.max(0, first)] += rest;
        return loads;
    }

    /** The first priority up to which the loads are at least {@code ticket}, which is 1 to 100. */
    static int choose(int[] loads, int count, int ticket) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += loads[i];
            if (ticket <= sum) {
                return i;
            }
        }
        throw new AssertionError("loads add up to " + sum);
    }

    /**
     * Divides the load for a retry that leaves out what was tried; if nothing is left, all count again.
     *
     * @return the loads, as many as there are priorities; or {@code usual} if nothing can take any load
     */
    static int[] divideForRetry(int[] availabilities, int[] usual, Selection selection) {
        int total = totalLeft(availabilities, selection);
        if (total == 0) {
            selection.readmitPriorities();
            total = totalLeft(availabilities, selection);
        }
        if (total == 0) {
            return usual;
        }
        int[] loads = selection.loads(availabilities.length);
        Arrays.fill(loads, 0, availabilities.length, 0);
        int rest = ALL;
        while (rest > 0) {
            for (int i = 0; i < availabilities.length; i++) {
                int share = selection.isExcluded(i) ? 0 : availabilities[i] * ALL / total;
                int taken = Math.min(rest, share);
                loads[i] += taken;
                rest -= taken;
            }
        }
        return loads;
    }

    private static int totalLeft(int[] availabilities, Selection selection) {
        int total = 0;
        for (int i = 0; i < availabilities.length; i++) {
            total += selection.isExcluded(i) ? 0 : availabilities[i];
        }
        return Math.min(ALL, total);
    }
}
