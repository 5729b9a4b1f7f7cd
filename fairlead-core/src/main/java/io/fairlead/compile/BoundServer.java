package io.fairlead.compile;

import io.fairlead.compile.base.Place;
import io.fairlead.resource.Gateway;
import java.util.List;

/**
 * One server of a Gateway, on the listener that it shares with others.
 *
 * @param gateway {@code namespace/name}
 * @param hosts with {@code .} replaced by the Gateway's namespace; {@code namespace/host} or the host alone
 * @param place where it is written
 */
record BoundServer(String gateway, Gateway.Server server, List<String> hosts, Place place) {
    /** How requests come to a server, as far as redirects depend on it. */
    enum Transport {
        PLAIN,
        TLS
    }

    /**
     * Where a VirtualService's routes are compiled for; they may differ between places.
     *
     * @param gateway {@code namespace/name}, or {@code mesh}
     * @param port as the Gateway's server writes it; 0 on the HTTP proxy port, which stands for all ports of services
     */
    record Scope(String gateway, int port, Transport transport) {}

    BoundServer {
        hosts = List.copyOf(hosts);
    }

    /** A server with a {@code tls} block counts as TLS even where the block only asks for a redirect to https. */
    Transport transport() {
        return server.tls() == null ? Transport.PLAIN : Transport.TLS;
    }

    boolean redirectsToHttps() {
        return server.tls() != null && server.tls().httpsRedirect();
    }
}
