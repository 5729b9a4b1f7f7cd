package io.fairlead.compile.base;

import io.fairlead.validate.syntax.IpAddresses;

/** Completion and comparison of host names. Source: Istio {@code pkg/config/host}, {@code ResolveShortnameToFQDN}. */
public final class HostNames {
    /** The domain of the services of a cluster. */
    public static final String DOMAIN = "cluster.local";

    private static final String SERVICES = ".svc." + DOMAIN;

    private HostNames() {}

    /** The full name: a name without a dot gets the namespace and the domain; {@code *} and IP addresses stay. */
    public static String complete(String host, String namespace) {
        if (host.isEmpty() || host.equals("*") || host.indexOf('.') >= 0 || IpAddresses.isAddress(host)) {
            return host;
        }
        return ofService(host, namespace);
    }

    /** The host of a Kubernetes Service. */
    public static String ofService(String name, String namespace) {
        return name + "." + namespace + SERVICES;
    }

    /** The first label of the name of a service in the cluster; other hosts as they are. */
    public static String shortName(String host) {
        return host.endsWith(SERVICES) ? host.substring(0, host.indexOf('.')) : host;
    }

    /** Whether every host that {@code narrower} stands for is one of those that {@code wider} stands for. */
    public static boolean covers(String wider, String narrower) {
        return isWildcard(wider)
                ? narrower.length() >= wider.length() - (isWildcard(narrower) ? 0 : 1)
                        && narrower.endsWith(wider.substring(1))
                : wider.equals(narrower);
    }

    /** Whether the host begins with an asterisk. */
    public static boolean isWildcard(String host) {
        return host.startsWith("*");
    }
}
