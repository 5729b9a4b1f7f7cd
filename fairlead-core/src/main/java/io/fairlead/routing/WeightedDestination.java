package io.fairlead.routing;

import org.jspecify.annotations.Nullable;

/**
 * One of the destinations of a route.
 *
 * @param cluster a {@link Cluster#name()}; the snapshot may lack it, then the answer is 503 with flag NC
 * @param weight 0 to 2^32-1; the share is weight by the sum of the weights; a destination of weight 0 is kept since an
 *     {@link Overlay} may give it one
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
        if (weight < 0 || weight > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("weight must be in 0..2^32-1: " + weight + " for " + cluster);
        }
    }

    /** The same destination with another weight. */
    public WeightedDestination withWeight(long other) {
        return new WeightedDestination(cluster, other, headers, authority);
    }
}
