package io.fairlead.proxy.upstream.balance;

import io.fairlead.routing.balance.Rendezvous;
import io.fairlead.routing.balance.XxHash64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint that a hash leads to, for both ring hash and Maglev.
 *
 * <p>All hashes are divided into slots, and each slot belongs to the endpoint that wins a rendezvous for it. So an endpoint
 * that comes takes its share and moves nothing between others, and one that goes leaves only its own slots to them, by
 * weight. Envoy's ring changes the number of points of every endpoint with the number of endpoints, and Maglev's table fills
 * up in another order, so that both move more. The table's size is that of the ring or of Maglev's table.
 *
 * <p>A slot is worked out when it is first asked for: making a table costs its memory and nothing else, whoever makes it. Two
 * threads may both work a slot out, and come to the same.
 */
final class RendezvousTable implements Chooser {
    /** A ring is divided at least this finely, so that a hundred endpoints get shares that differ by some per cent only. */
    static final int MIN_RING_SLOTS = 16 * 1024;

    private final long[] identities;
    private final double @Nullable [] weights;

    /** For each slot the position of its endpoint, and one more; 0 as long as nobody asked. */
    private final int[] owners;

    /**
     * A table of the hosts.
     *
     * @param weights what each weighs, more than zero; null if all weigh alike
     */
    RendezvousTable(List<? extends Host> hosts, double @Nullable [] weights, int slots) {
        this.identities = hosts.stream().mapToLong(Host::identity).toArray();
        this.weights = weights;
        this.owners = new int[slots];
    }

    @Override
    public int choose(Selection selection, long hash) {
        int slot = (int) Long.remainderUnsigned(XxHash64.avalanche(hash), owners.length);
        int owner = owners[slot];
        if (owner == 0) {
            owner = 1 + (weights == null ? winner(slot) : winner(slot, weights));
            owners[slot] = owner;
        }
        return owner - 1;
    }

    /** Where all weigh alike, the earliest time is the largest draw. */
    private int winner(int slot) {
        int best = 0;
        long bestDraw = Long.MIN_VALUE;
        for (int i = 0; i < identities.length; i++) {
            long draw = Rendezvous.draw(slot, identities[i]) + Long.MIN_VALUE; // to compare as unsigned
            if (draw > bestDraw) {
                bestDraw = draw;
                best = i;
            }
        }
        return best;
    }

    private int winner(int slot, double[] weighed) {
        int best = 0;
        double bestTime = Double.POSITIVE_INFINITY;
        for (int i = 0; i < identities.length; i++) {
            double time = Rendezvous.time(Rendezvous.draw(slot, identities[i]), weighed[i]);
            if (time < bestTime) {
                bestTime = time;
                best = i;
            }
        }
        return best;
    }
}
