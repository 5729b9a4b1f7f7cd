package io.fairlead.compile.service;

import io.fairlead.compile.base.HostNames;
import io.fairlead.compile.service.RegisteredService.Port;
import io.fairlead.compile.service.RegisteredService.Port.Traffic;
import io.fairlead.compile.tls.UpstreamTlsCompiler;
import io.fairlead.compile.tls.UpstreamTlsCompiler.Target.Carries;
import io.fairlead.resource.DestinationRule.Subset;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.Viewpoint;
import io.fairlead.validate.syntax.IpAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a cluster of every port of every service in view, and of every subset. Source: Istio {@code cluster_builder.go}. */
public final class ClusterCompiler {
    /** What Istio's mesh configuration says where nothing else does. */
    static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final ServiceRegistry registry;
    private final DestinationRuleIndex rules;
    private final LocalityCompiler localities;
    private final UpstreamTlsCompiler tls;
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();

    /** A compiler of the clusters of these services under these rules, as the viewpoint's workload sees them. */
    public ClusterCompiler(
            ServiceRegistry registry, DestinationRuleIndex rules, Viewpoint viewpoint, UpstreamTlsCompiler tls) {
        this.registry = registry;
        this.rules = rules;
        this.localities = new LocalityCompiler(viewpoint);
        this.tls = tls;
    }

    /** The name of a cluster, which need not exist. */
    public static String name(int port, String subset, String host) {
        return "outbound|" + port + "|" + subset + "|" + host;
    }

    /** A cluster that is no service's and that nothing can be sent to. */
    public static Cluster withoutEndpoints(String name) {
        return new Cluster(
                name,
                new Cluster.Service(name, name, "", 0, ""),
                Discovery.STATIC,
                List.of(),
                LoadBalancing.LEAST_REQUEST,
                DEFAULT_CONNECT_TIMEOUT);
    }

    /** All clusters by name; the caller may add to them. */
    public Map<String, Cluster> compile() {
        for (RegisteredService service : registry.all()) {
            Discovery discovery = service.discovery();
            if (service.alias() != null || discovery == null) {
                continue;
            }
            ConsolidatedRule rule = rules.find(service);
            for (Port port : service.ports()) {
                List<Endpoint> endpoints = registry.endpoints(service, port);
                EffectivePolicy policy = EffectivePolicy.of(rule, port.number());
                add(cluster(service, port, "", discovery), endpoints, policy);
                if (rule != null) {
                    for (Subset subset : rule.subsets().values()) {
                        add(
                                cluster(service, port, subset.name(), discovery),
                                ofSubset(endpoints, subset.labels()),
                                policy.of(subset, port.number()));
                    }
                }
            }
        }
        return clusters;
    }

    private static List<Endpoint> ofSubset(List<Endpoint> endpoints, Map<String, String> labels) {
        if (labels.isEmpty()) {
            return endpoints;
        }
        List<Endpoint> chosen = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.labels().entrySet().containsAll(labels.entrySet())) {
                chosen.add(endpoint);
            }
        }
        return chosen;
    }

    private record Identity(
            String name,
            Cluster.Service service,
            Discovery discovery,
            UpstreamTlsCompiler.Target tls,
            Traffic traffic) {}

    private static Identity cluster(RegisteredService service, Port port, String subset, Discovery discovery) {
        String host = service.host();
        return new Identity(
                name(port.number(), subset, host),
                new Cluster.Service(host, HostNames.shortName(host), service.namespace(), port.number(), subset),
                discovery,
                new UpstreamTlsCompiler.Target(
                        host,
                        port.number(),
                        subset,
                        service.subjectAltNames(),
                        port.isHttp() ? Carries.HTTP : Carries.BYTES),
                port.traffic());
    }

    private void add(Identity identity, List<Endpoint> candidates, EffectivePolicy policy) {
        Algorithm algorithm = LoadBalancingCompiler.algorithm(policy.loadBalancer());
        boolean reachable = !(algorithm instanceof Algorithm.OriginalDestination);
        LocalityCompiler.Placed placed = localities.place(
                reachable ? usable(identity.discovery(), candidates) : List.of(),
                policy.loadBalancer(),
                policy.outlierDetection() != null);
        if (candidates.isEmpty() && identity.discovery() != Discovery.STATIC) {
            return; // As in Envoy, a name cannot be resolved that is not there: the cluster is unknown, not empty.
        }
        clusters.put(
                identity.name(),
                new Cluster(
                        identity.name(),
                        identity.service(),
                        identity.discovery(),
                        placed.endpoints(),
                        new LoadBalancing(algorithm, placed.weights()),
                        ConnectionCompiler.compile(policy.connectionPool(), policy.retryBudget())
                                .withHttp(ConnectionCompiler.http(identity.traffic(), policy.connectionPool()))
                                .withProxyProtocol(ConnectionCompiler.proxyProtocol(policy.proxyProtocol())),
                        OutlierCompiler.compile(policy.outlierDetection()),
                        tls.compile(policy.tls(), identity.tls())));
    }

    /** The endpoints that fit the discovery, each address once. */
    private static List<Endpoint> usable(Discovery discovery, List<Endpoint> candidates) {
        Set<String> addresses = new HashSet<>();
        List<Endpoint> usable = new ArrayList<>(candidates.size());
        for (Endpoint endpoint : candidates) {
            boolean fits = discovery != Discovery.STATIC
                    || endpoint.address().startsWith("unix://")
                    || IpAddresses.isAddress(endpoint.address());
            if (fits && addresses.add(endpoint.address() + " " + endpoint.port())) {
                usable.add(endpoint);
                if (discovery == Discovery.LOGICAL_DNS) {
                    break;
                }
            }
        }
        return usable;
    }
}
