package io.fairlead.resource;

import org.jspecify.annotations.Nullable;

/**
 * A service, or a subset of it.
 *
 * @param host as written, not completed
 * @param subset "" means the whole service
 * @param port null means the only port, or the listener's
 */
public record Destination(
        String host, String subset, @Nullable PortSelector port) {
    /**
     * The number of a service port.
     *
     * @param number 0 if not written
     */
    public record PortSelector(long number) {}
}
