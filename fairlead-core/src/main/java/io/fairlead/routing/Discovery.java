package io.fairlead.routing;

/** How a cluster's endpoints become addresses. */
public enum Discovery {
    /** The endpoints are addresses. Envoy: EDS. */
    STATIC,
    /** Every endpoint is a DNS name, and each address it resolves to is used. Envoy: STRICT_DNS. */
    STRICT_DNS,
    /** There is one DNS name, and a new connection uses its first address. Envoy: LOGICAL_DNS. */
    LOGICAL_DNS
}
