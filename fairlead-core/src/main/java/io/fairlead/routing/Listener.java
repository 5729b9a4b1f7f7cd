package io.fairlead.routing;

import io.fairlead.routing.tls.DownstreamTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port that accepts connections.
 *
 * @param address the IP address to bind, {@code 0.0.0.0} for all
 * @param port 1 to 65535
 * @param chains what is done with a connection: that of the chain whose server names fit best the one in the client's TLS
 *     hello. The exact name wins, then the longest {@code *.suffix}, then a chain for any connection. A connection that no
 *     chain is for is closed. No name is in two chains, and at most one is for any connection
 */
public record Listener(String address, int port, Side side, List<FilterChain> chains) {
    /** Whose requests come to a listener, and so what their headers say of who sent them. */
    public enum Side {
        /** Those of others: they are told apart by the address they come from, and what they say of it is not believed. */
        GATEWAY,
        /** Those of the workload itself: what it says is passed on, and nothing is added about where it comes from. */
        SIDECAR
    }

    /**
     * What is done with some of the connections of a listener. Source: Envoy {@code FilterChain}.
     *
     * @param serverNames lower-case, exact or {@code *.suffix}; empty for any connection, also one that is not TLS or names
     *     no server
     * @param tls how TLS is ended here; null where it is not: the content gets the bytes as they come
     */
    public record FilterChain(
            List<String> serverNames, @Nullable DownstreamTls tls, Content content) {
        public FilterChain {
            serverNames = List.copyOf(serverNames);
        }
    }

    /** What a connection carries, and where it goes. */
    public sealed interface Content {
        /**
         * The name of a content: no other of its listener has it. A connection goes on with the content of this name when the
         * configuration changes.
         */
        String name();

        /** Requests in HTTP. */
        record Http(RouteTable routes) implements Content {
            @Override
            public String name() {
                return routes.name();
            }
        }
    }

    public Listener {
        chains = List.copyOf(chains);
    }

    /** A gateway's listener for plain HTTP. */
    public static Listener http(String address, int port, RouteTable routes) {
        return http(address, port, Side.GATEWAY, routes);
    }

    /** A listener for plain HTTP. */
    public static Listener http(String address, int port, Side side, RouteTable routes) {
        return new Listener(address, port, side, List.of(new FilterChain(List.of(), null, new Content.Http(routes))));
    }
}
