package io.fairlead.analyze.base;

/** Host names as Istio's analyzers see them. Source: Istio {@code pkg/config/host/name.go}, {@code analyzers/util/hosts.go}. */
public final class HostPattern {
    private static final String CLUSTER_SUFFIX = ".svc.cluster.local";

    private HostPattern() {}

    /** The name and namespace of a service. */
    public record ServiceName(String namespace, String name) {}

    /** Whether a host begins with {@code *}. */
    public static boolean isWildcard(String host) {
        return host.startsWith("*");
    }

    /** Whether some name fits both hosts, each of which may begin with {@code *}. */
    public static boolean overlap(String one, String other) {
        if (!isWildcard(one)) {
            return isWildcard(other) ? one.endsWith(other.substring(1)) : one.equals(other);
        }
        String suffix = one.substring(1);
        if (!isWildcard(other)) {
            return other.endsWith(suffix);
        }
        String otherSuffix = other.substring(1);
        return suffix.endsWith(otherSuffix) || otherSuffix.endsWith(suffix);
    }

    /** A host without a dot completed by the namespace it is written in; any other as it is. */
    public static String qualified(String namespace, String host) {
        boolean complete = isWildcard(host) || host.indexOf('.') >= 0;
        return complete ? host : host + "." + namespace + CLUSTER_SUFFIX;
    }

    /** The service that a host names: {@code name.namespace.svc.cluster.local}, or any other text in {@code namespace}. */
    public static ServiceName serviceName(String namespace, String host) {
        if (host.endsWith(CLUSTER_SUFFIX)) {
            String start = host.substring(0, host.length() - CLUSTER_SUFFIX.length());
            int dot = start.lastIndexOf('.');
            if (dot > 0 && dot < start.length() - 1) {
                return new ServiceName(start.substring(dot + 1), start.substring(0, dot));
            }
        }
        return new ServiceName(namespace, host);
    }

    /** {@code namespace/name}, or a name in {@code namespace}. */
    public static ServiceName nameOrPath(String namespace, String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new ServiceName(namespace, text)
                : new ServiceName(text.substring(0, slash), text.substring(slash + 1));
    }
}
