package io.fairlead.routing;

import java.util.List;

/**
 * The routes of some hosts, in the order in which they are tried.
 *
 * @param name for logs and metrics: {@code host:port}
 * @param domains lower-case, without port: {@code a.example.com}, {@code *.example.com}, {@code *}
 * @param tlsRequirement what a request without TLS gets
 * @param bodyReading what routes need of a request's body
 */
public record VirtualHost(
        String name,
        List<String> domains,
        TlsRequirement tlsRequirement,
        List<RouteEntry> routes,
        BodyReading bodyReading) {
    /** Whether requests must come over TLS. Source: Envoy {@code VirtualHost.require_tls}. */
    public enum TlsRequirement {
        /** Any request is routed. */
        NONE,
        /** A request without TLS is redirected (301) to https, same host and path. */
        ALL
    }

    /** What routes need of a request's body, before they are matched. */
    public enum BodyReading {
        /** Nothing. */
        NONE,
        /**
         * The string that the body, a JSON object, has under the key {@code model}: it becomes the header
         * {@code x-gateway-model-name}, which says nothing else.
         */
        MODEL
    }

    /** A virtual host whose routes need nothing of a body. */
    public VirtualHost(String name, List<String> domains, TlsRequirement tlsRequirement, List<RouteEntry> routes) {
        this(name, domains, tlsRequirement, routes, BodyReading.NONE);
    }

    /** Whether routes need the name of the model in a request's body. */
    public boolean readsModel() {
        return bodyReading == BodyReading.MODEL;
    }

    public VirtualHost {
        domains = List.copyOf(domains);
        routes = List.copyOf(routes);
    }
}
