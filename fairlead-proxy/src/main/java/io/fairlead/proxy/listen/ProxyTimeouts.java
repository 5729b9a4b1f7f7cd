package io.fairlead.proxy.listen;

import java.time.Duration;

/**
 * How long the proxy waits for a client.
 *
 * @param requestHeader from the first byte of a request to the end of its head; then 408
 * @param idle without a request on a kept connection, after which it is closed
 * @param lingering how long a connection that ends may stay without the client taking anything of the answer, and how long
 *     bytes of a refused request are read and dropped, so that the client sees the answer
 */
public record ProxyTimeouts(Duration requestHeader, Duration idle, Duration lingering) {
    /** A minute for a head, an hour between requests (Envoy's default), a second to linger. */
    public static final ProxyTimeouts DEFAULT =
            new ProxyTimeouts(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofSeconds(1));

    /** Checks that all are more than zero. */
    public ProxyTimeouts {
        if (requestHeader.toNanos() <= 0 || idle.toNanos() <= 0 || lingering.toNanos() <= 0) {
            throw new IllegalArgumentException(
                    "timeouts must be more than zero: " + requestHeader + ", " + idle + ", " + lingering);
        }
    }
}
