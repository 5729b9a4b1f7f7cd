package io.fairlead.resource;

import org.jspecify.annotations.Nullable;

/**
 * A destination with its share of the connections of a TLS or TCP rule.
 *
 * @param destination null if not written, which is invalid
 * @param weight a share of the sum of all weights, not a percentage
 */
public record RouteDestination(@Nullable Destination destination, int weight) {}
