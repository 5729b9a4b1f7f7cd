package io.fairlead.routing;

import java.util.List;

/**
 * The routes of some hosts, in the order in which they are tried.
 *
 * @param name for logs and metrics: {@code host:port}
 * @param domains lower-case, without port: {@code a.example.com}, {@code *.example.com}, {@code *}
 * @param tlsRequirement what a request without TLS gets
 */
public record VirtualHost(String name, List<String> domains, TlsRequirement tlsRequirement, List<RouteEntry> routes) {
    /** Whether requests must come over TLS. Source: Envoy {@code VirtualHost.require_tls}. */
    public enum TlsRequirement {
        /** Any request is routed. */
        NONE,
        /** A request without TLS is redirected (301) to https, same host and path. */
        ALL
    }

    public VirtualHost {
        domains = List.copyOf(domains);
        routes = List.copyOf(routes);
    }
}
