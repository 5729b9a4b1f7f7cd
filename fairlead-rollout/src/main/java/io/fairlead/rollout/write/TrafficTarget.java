package io.fairlead.rollout.write;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where weights are put into force. It keeps serving the last ones while the engine is away. Called on the controller's
 * thread; must not block.
 */
public interface TrafficTarget {
    /**
     * Puts an order into force, on all routes of it at once. An order whose sequence is not larger than that of the Rollout's
     * last one is taken as a repetition: it is answered, and changes nothing.
     *
     * @return completes when every request from then on follows the order; fails if that cannot be
     */
    CompletableFuture<Void> apply(WeightOrder order);

    /** Gives the routes of a Rollout their written weights back. */
    CompletableFuture<Void> release(String rollout);

    /**
     * What is in force for the routes of a Rollout; empty if there is no order in force, or the routes differ.
     *
     * @param order the last one
     */
    Optional<Seen> observe(WeightOrder order);

    /** Whether the candidate has endpoints that can take traffic. */
    boolean isReady(WeightOrder order);

    /**
     * What is in force.
     *
     * @param candidateWeight in hundredths of a percent
     * @param changedBy who put it there, "" if it is not known
     */
    record Seen(int candidateWeight, String changedBy) {}
}
