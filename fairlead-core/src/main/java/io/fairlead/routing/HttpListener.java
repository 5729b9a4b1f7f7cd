package io.fairlead.routing;

/**
 * A port that accepts plain HTTP.
 *
 * @param address the IP address to bind, {@code 0.0.0.0} for all
 * @param port 1 to 65535
 */
public record HttpListener(String address, int port, Side side, RouteTable routes) {
    /** Whose requests come to a listener, and so what their headers say of who sent them. */
    public enum Side {
        /** Those of others: they are told apart by the address they come from, and what they say of it is not believed. */
        GATEWAY,
        /** Those of the workload itself: what it says is passed on, and nothing is added about where it comes from. */
        SIDECAR
    }

    /** A listener of a gateway. */
    public HttpListener(String address, int port, RouteTable routes) {
        this(address, port, Side.GATEWAY, routes);
    }
}
