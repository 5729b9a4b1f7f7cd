package io.fairlead.routing.overlay;

import java.util.Locale;

/**
 * How much of a rule's traffic one destination gets.
 *
 * @param host fully qualified, as the service is registered
 * @param port of the service; 0 for the port of the rule's first destination with the host, or of its first destination
 * @param subset "" for the whole service
 * @param weight 0 to 2^32-1; the share is weight by the sum of the rule's weights
 */
public record Share(String host, int port, String subset, long weight) {
    public Share {
        host = host.toLowerCase(Locale.ROOT);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be in 0..65535: " + port + " for " + host);
        }
        if (weight < 0 || weight > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("weight must be in 0..2^32-1: " + weight + " for " + host);
        }
    }
}
