package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.GatewayNames;
import io.fairlead.compile.base.HostNames;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.service.ClusterCompiler;
import io.fairlead.compile.service.HashKeyCompiler;
import io.fairlead.compile.service.RegisteredService;
import io.fairlead.compile.service.ServiceRegistry;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Destination;
import io.fairlead.resource.LoadBalancerSettings.ConsistentHashLb;
import io.fairlead.routing.Cluster;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Destinations, by the name of their cluster. Source: Istio {@code GetDestinationCluster}. */
final class DestinationCompiler {
    private final ServiceRegistry registry;
    private final Map<String, Cluster> clusters;
    private final HashKeyCompiler hashKeys;
    private final Findings findings;

    DestinationCompiler(
            ServiceRegistry registry, Map<String, Cluster> clusters, HashKeyCompiler hashKeys, Findings findings) {
        this.registry = registry;
        this.clusters = clusters;
        this.hashKeys = hashKeys;
        this.findings = findings;
    }

    /**
     * The name of the destination's cluster, which is reported if there is none: requests then get 503.
     *
     * @param scope for the namespaces that complete names and are searched first, and for the port that stands in for one
     *     that is not written
     */
    String cluster(Destination destination, Rule.Scope scope, Place place) {
        return cluster(destination, Caller.of(scope), place);
    }

    /** The name of the destination's cluster, which is reported if there is none: connections are then closed. */
    String cluster(Destination destination, Caller caller, Place place) {
        Target target = target(destination, caller);
        if (!clusters.containsKey(target.cluster())) {
            reportMissing(destination, target.host(), target.port(), place);
        }
        return target.cluster();
    }

    /** The name of the destination's cluster, whether there is one or not. */
    String name(Destination destination, Rule.Scope scope) {
        return target(destination, Caller.of(scope)).cluster();
    }

    /** The service that a destination means, null if there is none. */
    @Nullable
    RegisteredService service(Destination destination, Caller caller) {
        String host = HostNames.complete(destination.host(), caller.namespace());
        return caller.gateway().equals(GatewayNames.MESH)
                ? registry.findImported(host)
                : registry.find(host, caller.searchedFirst());
    }

    /**
     * Who names a destination.
     *
     * @param namespace completes short names
     * @param searchedFirst the namespace that is searched first
     * @param gateway {@code namespace/name}, or {@code mesh}
     * @param port stands in for one that is not written
     */
    record Caller(String namespace, String searchedFirst, String gateway, int port) {
        static Caller of(Rule.Scope scope) {
            return new Caller(
                    scope.rule().namespace(),
                    scope.service().namespace(),
                    scope.server().gateway(),
                    scope.server().port());
        }
    }

    private record Target(String host, int port, String cluster) {}

    private Target target(Destination destination, Caller caller) {
        String host = HostNames.complete(destination.host(), caller.namespace());
        RegisteredService service = service(destination, caller);
        String target = service != null && service.alias() != null ? service.alias() : host;
        int port = caller.port();
        Destination.PortSelector written = destination.port();
        if (written != null) {
            port = (int) Math.min(written.number(), 65536);
        } else if (service != null && service.ports().size() == 1) {
            port = service.ports().get(0).number();
        }
        return new Target(target, port, ClusterCompiler.name(port, destination.subset(), target));
    }

    /** The settings of consistent hashing for the destination; null for none. */
    @Nullable
    ConsistentHashLb consistentHash(Destination destination, Rule.Scope scope) {
        RegisteredService service = service(destination, Caller.of(scope));
        return service == null ? null : hashKeys.find(service, destination);
    }

    /** Whether connections are bound to their source address; {@code subset} is "" where it does not count. */
    boolean bindsConnections(Destination destination, String subset, Caller caller) {
        RegisteredService service = service(destination, caller);
        return service != null && hashKeys.bindsConnections(service, subset);
    }

    private void reportMissing(Destination destination, String host, int port, Place place) {
        if (!registry.isKnown(host)) {
            findings.warn(
                    Code.NOT_FOUND,
                    place.field("host"),
                    "There is no service " + host + "; requests get 503.",
                    "Add a ServiceEntry or Service, or write the full host name.");
        } else if (port == 0) {
            findings.warn(
                    Code.NOT_FOUND,
                    place.field("port"),
                    "No port is written for " + host
                            + ", which has several or is not imported, and the HTTP proxy port stands for none; requests get"
                            + " 503.",
                    "Write the number of one of the service's ports.");
        } else if (!clusters.containsKey(ClusterCompiler.name(port, "", host))) {
            findings.warn(
                    Code.NOT_FOUND,
                    place.field("port"),
                    "Service " + host + " has no port " + port + " with endpoints to be found; requests get 503.",
                    "Write the number of one of the service's ports.");
        } else {
            findings.warn(
                    Code.NOT_FOUND,
                    place.field("subset"),
                    "No DestinationRule in force for " + host + " has a subset '" + destination.subset()
                            + "'; requests get 503.",
                    "Add the subset, or a DestinationRule that this namespace sees.");
        }
    }
}
