package io.fairlead.routing;

import io.fairlead.routing.tls.DownstreamTls;
import java.time.Duration;
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
 * @param preamble what comes before everything else on every connection
 */
public record Listener(String address, int port, Side side, List<FilterChain> chains, Preamble preamble) {
    /** What comes before everything else on a connection. */
    public enum Preamble {
        /** Nothing. */
        NONE,
        /** A PROXY header, version 1 or 2: its addresses are those of the connection. Without it a connection is closed. */
        PROXY_PROTOCOL
    }

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

        /**
         * Bytes, which are passed on as they are, in both directions. Source: Envoy {@code TcpProxy}.
         *
         * @param destinations one is drawn for each connection; not empty
         * @param idleTimeout after which a connection that carries nothing is closed; null for never
         * @param maxDuration after which a connection is closed whatever it carries; null for never
         */
        record Tcp(
                String name,
                List<Destination> destinations,
                @Nullable Duration idleTimeout,
                @Nullable Duration maxDuration,
                Binding binding)
                implements Content {
            /** What binds a connection to one of a cluster's endpoints, where these are chosen by hash. */
            public enum Binding {
                /** Nothing. */
                NONE,
                /** The client's IP address. */
                SOURCE_ADDRESS
            }

            /** Connections that nothing binds. */
            public Tcp(
                    String name,
                    List<Destination> destinations,
                    @Nullable Duration idleTimeout,
                    @Nullable Duration maxDuration) {
                this(name, destinations, idleTimeout, maxDuration, Binding.NONE);
            }

            /** The time after which Istio closes a connection that carries nothing, unless told otherwise. */
            public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofHours(1);

            /**
             * A destination of connections.
             *
             * @param cluster a {@link Cluster#name()}; where the snapshot lacks it, the connection is closed with flag NC
             * @param weight more than 0, at most 2^32-1; the share is weight by the sum of the weights
             */
            public record Destination(String cluster, long weight) {
                public Destination {
                    if (weight <= 0 || weight > 0xFFFF_FFFFL) {
                        throw new IllegalArgumentException(
                                "weight must be in 1..2^32-1: " + weight + " for " + cluster);
                    }
                }
            }

            public Tcp {
                destinations = List.copyOf(destinations);
                if (destinations.isEmpty()) {
                    throw new IllegalArgumentException("content " + name + " needs a destination");
                }
            }
        }
    }

    public Listener {
        chains = List.copyOf(chains);
    }

    /** A listener of connections without a preamble. */
    public Listener(String address, int port, Side side, List<FilterChain> chains) {
        this(address, port, side, chains, Preamble.NONE);
    }

    /** The same with another preamble. */
    public Listener withPreamble(Preamble newPreamble) {
        return new Listener(address, port, side, chains, newPreamble);
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
