package io.fairlead.routing;

/** How an endpoint is chosen for a request. Istio's default is {@link #LEAST_REQUEST}. */
public enum LoadBalancing {
    /** The one with fewer active requests of two drawn at random. */
    LEAST_REQUEST,
    /** One after the other, by weight. */
    ROUND_ROBIN,
    /** At random, by weight. */
    RANDOM
}
