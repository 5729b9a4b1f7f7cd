package io.fairlead.proxy;

import io.fairlead.resource.Bytes;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.Listener;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.OutlierPolicy;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.routing.tls.UpstreamTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Builds snapshots in code: one virtual host for all domains, the same on every listener. */
final class Routing {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final AtomicLong VERSIONS = new AtomicLong();
    static final ResourceRef VIRTUAL_SERVICE = new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "default", "test");

    private final List<RouteEntry> routes = new ArrayList<>();
    private final Map<String, Cluster> clusters = new HashMap<>();
    private VirtualHost.BodyReading bodyReading = VirtualHost.BodyReading.NONE;

    /** A route to one cluster, to be completed. */
    final class Forwarding {
        private final String prefix;
        private final List<WeightedDestination> destinations = new ArrayList<>();
        private RoutePolicies policies = RoutePolicies.NONE;
        private HeaderMutations headers = HeaderMutations.NONE;

        private Forwarding(String prefix) {
            this.prefix = prefix;
        }

        Forwarding to(String cluster, long weight) {
            destinations.add(new WeightedDestination(cluster, weight, HeaderMutations.NONE, null));
            return this;
        }

        Forwarding policies(RoutePolicies wanted) {
            policies = wanted;
            return this;
        }

        Forwarding timeout(Duration timeout) {
            return policies(new RoutePolicies(timeout, null, null, List.of()));
        }

        Forwarding mirror(String cluster) {
            return policies(new RoutePolicies(
                    null, null, null, List.of(new RoutePolicies.Mirror(cluster, RoutePolicies.ALL_PER_MILLION))));
        }

        Forwarding responseHeaders(HeaderMutation mutation) {
            headers = new HeaderMutations(headers.request(), mutation);
            return this;
        }

        Forwarding requestHeaders(HeaderMutation mutation) {
            headers = new HeaderMutations(mutation, headers.response());
            return this;
        }

        Routing end() {
            return add(prefix, new RouteAction.Forward(destinations, null, null, policies), headers);
        }
    }

    /** A route that forwards what begins with a prefix. */
    Forwarding forward(String prefix) {
        return new Forwarding(prefix);
    }

    /** A catch-all route to one cluster. */
    Routing forwardAll(String cluster) {
        return forward("/").to(cluster, 1).end();
    }

    /** A route that answers 200 by itself. */
    Routing direct(String prefix, String body) {
        return add(prefix, new RouteAction.DirectResponse(200, Bytes.ofUtf8(body)), HeaderMutations.NONE);
    }

    /** A route to a cluster for requests whose body names a model; reads the model from the body of all requests. */
    Routing forwardModel(String model, String cluster) {
        bodyReading = VirtualHost.BodyReading.MODEL;
        return add(
                new RouteMatch(
                        PathMatcher.ANY,
                        List.of(new HeaderMatcher("x-gateway-model-name", new StringMatcher.Exact(model), false)),
                        List.of()),
                model,
                new RouteAction.Forward(
                        List.of(new WeightedDestination(cluster, 1, HeaderMutations.NONE, null)),
                        null,
                        null,
                        RoutePolicies.DEFAULT),
                HeaderMutations.NONE);
    }

    Routing add(String prefix, RouteAction action, HeaderMutations headers) {
        return add(
                new RouteMatch(new PathMatcher.Prefix(prefix, false), List.of(), List.of()), prefix, action, headers);
    }

    private Routing add(RouteMatch match, String name, RouteAction action, HeaderMutations headers) {
        RouteEntry.Origin origin = new RouteEntry.Origin(
                VIRTUAL_SERVICE, FieldPath.of("spec", "http").index(routes.size()), name);
        routes.add(new RouteEntry(name, match, action, headers, Map.of(), origin));
        return this;
    }

    /** A cluster of endpoints on 127.0.0.1. */
    Routing cluster(String name, int... ports) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int port : ports) {
            endpoints.add(endpoint("127.0.0.1", port));
        }
        return cluster(name, Discovery.STATIC, endpoints);
    }

    /** A cluster of endpoints on 127.0.0.1 that are left out when they fail. */
    Routing cluster(String name, OutlierPolicy outliers, int... ports) {
        Cluster plain = Objects.requireNonNull(cluster(name, ports).clusters.get(name));
        clusters.put(
                name,
                new Cluster(
                        name,
                        plain.service(),
                        plain.discovery(),
                        plain.endpoints(),
                        plain.loadBalancing(),
                        plain.connections(),
                        outliers,
                        plain.tls()));
        return this;
    }

    /** A cluster of endpoints on 127.0.0.1 to which connections are made and kept by a policy. */
    Routing cluster(String name, ConnectionPolicy connections, int... ports) {
        Cluster plain = Objects.requireNonNull(cluster(name, ports).clusters.get(name));
        clusters.put(
                name,
                new Cluster(
                        name,
                        plain.service(),
                        plain.discovery(),
                        plain.endpoints(),
                        plain.loadBalancing(),
                        connections,
                        plain.outliers(),
                        plain.tls()));
        return this;
    }

    /** A cluster of endpoints on 127.0.0.1 whose connections are encrypted. */
    Routing cluster(String name, UpstreamTls tls, int... ports) {
        Cluster plain = Objects.requireNonNull(cluster(name, ports).clusters.get(name));
        clusters.put(name, plain.withTls(tls));
        return this;
    }

    /** Gives connections to a cluster so much time to be made. */
    Routing connectTimeout(String name, Duration timeout) {
        Cluster plain = Objects.requireNonNull(clusters.get(name));
        clusters.put(
                name,
                new Cluster(
                        name,
                        plain.service(),
                        plain.discovery(),
                        plain.endpoints(),
                        plain.loadBalancing(),
                        ConnectionPolicy.of(timeout),
                        plain.outliers(),
                        plain.tls()));
        return this;
    }

    Routing cluster(String name, Discovery discovery, List<Endpoint> endpoints) {
        clusters.put(name, clusterOf(name, discovery, endpoints));
        return this;
    }

    Routing cluster(Cluster cluster) {
        clusters.put(cluster.name(), cluster);
        return this;
    }

    static Cluster clusterOf(String name, Discovery discovery, List<Endpoint> endpoints) {
        Cluster.Service service = new Cluster.Service(name + ".test", name, "default", 80, "");
        return new Cluster(name, service, discovery, endpoints, LoadBalancing.ROUND_ROBIN, CONNECT_TIMEOUT);
    }

    static Endpoint endpoint(String address, int port) {
        return new Endpoint(address, port, 1, Map.of(), "", "");
    }

    /** The snapshot, served on these ports of 127.0.0.1. */
    RoutingSnapshot on(int... ports) {
        List<Listener> listeners = new ArrayList<>();
        for (int port : ports) {
            listeners.add(Listener.http("127.0.0.1", port, table()));
        }
        return snapshot(listeners);
    }

    RouteTable table() {
        return table("http.test");
    }

    RouteTable table(String name) {
        return new RouteTable(
                name,
                List.of(new VirtualHost("all", List.of("*"), VirtualHost.TlsRequirement.NONE, routes, bodyReading)));
    }

    RoutingSnapshot snapshot(List<Listener> listeners) {
        return new RoutingSnapshot(VERSIONS.incrementAndGet(), listeners, clusters);
    }
}
