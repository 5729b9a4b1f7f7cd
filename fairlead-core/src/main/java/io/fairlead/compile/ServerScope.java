package io.fairlead.compile;

/**
 * Where a VirtualService's routes are compiled for; they may differ between places.
 *
 * @param gateway {@code namespace/name}
 * @param port as the Gateway's server writes it
 */
record ServerScope(String gateway, int port, BoundServer.Transport transport) {}
