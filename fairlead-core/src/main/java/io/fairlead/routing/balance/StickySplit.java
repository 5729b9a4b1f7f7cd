package io.fairlead.routing.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The choice of one of several destinations by a key: the same key gets the same destination, each destination gets its share
 * of the keys, and whoever has a destination keeps it while its weight grows and others shrink. Destinations are told apart by
 * name, so that the order in which they are written does not count, and routes that split among the same destinations agree.
 * See {@link Rendezvous}. Immutable; choosing allocates nothing.
 */
public final class StickySplit {
    private final long[] identities;
    private final double[] weights;

    private StickySplit(long[] identities, double[] weights) {
        this.identities = identities;
        this.weights = weights;
    }

    /**
     * The split among destinations.
     *
     * @param names may hold a name several times: then these are destinations of their own
     * @param weights as many, none negative; one of 0 is never chosen
     */
    public static StickySplit of(List<String> names, List<Long> weights) {
        if (names.isEmpty() || names.size() != weights.size()) {
            throw new IllegalArgumentException(names.size() + " destinations with " + weights.size() + " weights");
        }
        Map<String, Integer> seen = new HashMap<>();
        long[] identities = new long[names.size()];
        double[] parts = new double[names.size()];
        for (int i = 0; i < identities.length; i++) {
            int before = seen.merge(names.get(i), 1, Integer::sum) - 1;
            identities[i] = XxHash64.hash(names.get(i)) + before;
            parts[i] = weights.get(i);
        }
        return new StickySplit(identities, parts);
    }

    /** The position of the destination for a key, given by its hash; not if all weights are 0. */
    public int choose(long keyHash) {
        int best = 0;
        double bestTime = Double.POSITIVE_INFINITY;
        for (int i = 0; i < identities.length; i++) {
            double time = Rendezvous.time(Rendezvous.draw(keyHash, identities[i]), weights[i]);
            if (time < bestTime) {
                bestTime = time;
                best = i;
            }
        }
        return best;
    }
}
