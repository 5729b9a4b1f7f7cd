package io.fairlead.routing;

import org.jspecify.annotations.Nullable;

/**
 * One of the destinations of a route.
 *
 * @param cluster a {@link Cluster#name()}; the snapshot may lack it, then the answer is 503 with flag NC
 * @param weight more than 0, at most 2^32-1; the share is weight by the sum of the weights
 * @param headers applied before the route's own; {@link HeaderMutations#NONE} where the route has a single destination, whose
 *     changes are then part of the route's
 * @param authority replaces the request's authority unless the route itself replaces it; null leaves it
 */
public record WeightedDestination(
        String cluster,
        long weight,
        HeaderMutations headers,
        @Nullable String authority) {
    public WeightedDestination {
        if (weight <= 0 || weight > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("weight must be in 1..2^32-1: " + weight + " for " + cluster);
        }
    }
}
