package io.fairlead.routing.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What binds the requests of a route to a destination and to an endpoint.
 *
 * @param endpointKeys the keys of consistent hashing of all destinations, which count together; empty if there are none
 * @param splitKey what a weighted destination is chosen by; null for a random draw
 */
public record Affinity(List<HashKey> endpointKeys, @Nullable HashKey splitKey) {
    /** Nothing binds a request. */
    public static final Affinity NONE = new Affinity(List.of(), null);

    public Affinity {
        endpointKeys = List.copyOf(endpointKeys);
    }
}
