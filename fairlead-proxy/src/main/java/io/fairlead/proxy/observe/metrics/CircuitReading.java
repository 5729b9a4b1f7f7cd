package io.fairlead.proxy.observe.metrics;

/** How much of what is limited goes on between the proxy and one cluster. Any thread. */
public interface CircuitReading {
    /** What is limited. */
    enum Resource {
        /** Connections, open or being made. */
        CONNECTIONS,
        /** Requests that wait for a connection. */
        PENDING,
        /** Requests that have a connection; counted only where they are limited. */
        REQUESTS,
        /** Requests that are sent again. */
        RETRIES
    }

    /** How many there are. */
    int used(Resource resource);

    /** How many there may be; {@link Integer#MAX_VALUE} for any number. */
    int limit(Resource resource);
}
