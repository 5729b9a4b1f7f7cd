package io.fairlead.routing;

/**
 * A port that accepts plain HTTP.
 *
 * @param address the IP address to bind, {@code 0.0.0.0} for all
 * @param port 1 to 65535
 */
public record HttpListener(String address, int port, RouteTable routes) {}
