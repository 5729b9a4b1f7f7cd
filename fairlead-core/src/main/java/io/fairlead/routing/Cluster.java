package io.fairlead.routing;

import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.routing.tls.UpstreamTls;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one port of a service, or of one of its subsets.
 *
 * @param name as Istio names it: {@code outbound|<port>|<subset>|<host>}
 * @param endpoints may be empty: the answer is then 503 with flag UH
 * @param outliers when endpoints are left out because of their errors; null for never
 * @param tls how connections are encrypted; null for connections in clear
 */
public record Cluster(
        String name,
        Service service,
        Discovery discovery,
        List<Endpoint> endpoints,
        LoadBalancing loadBalancing,
        ConnectionPolicy connections,
        @Nullable OutlierPolicy outliers,
        @Nullable UpstreamTls tls) {
    /**
     * The service that a cluster is part of, as metrics name it.
     *
     * @param host fully qualified
     * @param name the short name, for example {@code reviews}
     * @param port the service port
     * @param subset "" for none
     */
    public record Service(String host, String name, String namespace, int port, String subset) {}

    /** A cluster whose endpoints are all used, whatever they answer. */
    public Cluster(
            String name,
            Service service,
            Discovery discovery,
            List<Endpoint> endpoints,
            LoadBalancing loadBalancing,
            Duration connectTimeout) {
        this(name, service, discovery, endpoints, loadBalancing, ConnectionPolicy.of(connectTimeout), null, null);
    }

    /** This cluster with connections that are encrypted so. */
    public Cluster withTls(UpstreamTls wanted) {
        return new Cluster(name, service, discovery, endpoints, loadBalancing, connections, outliers, wanted);
    }

    public Cluster {
        endpoints = List.copyOf(endpoints);
    }
}
