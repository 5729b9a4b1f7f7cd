package io.fairlead.routing.balance;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a request that a choice is bound to. A request that lacks it is bound to nothing. */
public sealed interface HashKey {
    /**
     * A header; of several lines each counts, in whatever order.
     *
     * @param name in lower case
     */
    record Header(String name) implements HashKey {}

    /**
     * A cookie.
     *
     * @param creation how a cookie is made for requests that lack it; null if none is made
     */
    record Cookie(String name, @Nullable Creation creation) implements HashKey {
        /**
         * How a cookie is made. It is always {@code HttpOnly}.
         *
         * @param value what it holds
         * @param path "" for none
         * @param maxAge in whole seconds; zero makes a session cookie
         * @param attributes further ones, in this order
         */
        public record Creation(Value value, String path, Duration maxAge, List<Attribute> attributes) {
            public Creation {
                attributes = List.copyOf(attributes);
            }
        }

        /** What a cookie that is made holds. */
        public enum Value {
            /** A hash of the connection's two addresses, so that requests of one connection get the same. */
            CONNECTION,
            /** A random number, so that clients behind one connection get different ones. */
            RANDOM
        }

        /**
         * An attribute of a cookie.
         *
         * @param value "" for none
         */
        public record Attribute(String name, String value) {}
    }

    /** The IP address of the client's connection. */
    record SourceAddress() implements HashKey {}

    /** The first query parameter of a name, not decoded. */
    record QueryParameter(String name) implements HashKey {}
}
