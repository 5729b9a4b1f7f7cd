package io.fairlead.resource;

import org.jspecify.annotations.Nullable;

/**
 * A destination with its share of an HTTP rule's requests.
 *
 * @param destination null if not written, which is invalid
 * @param weight a share of the sum of all weights, not a percentage
 */
public record HttpRouteDestination(
        @Nullable Destination destination,
        int weight,
        @Nullable Headers headers) {
    /** The same destination with another share. */
    public HttpRouteDestination withWeight(int other) {
        return new HttpRouteDestination(destination, other, headers);
    }
}
