package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.service.ClusterCompiler;
import io.fairlead.compile.service.DestinationRuleIndex;
import io.fairlead.compile.service.EgressScope;
import io.fairlead.compile.service.HashKeyCompiler;
import io.fairlead.compile.service.ServiceRegistry;
import io.fairlead.compile.service.ServiceRegistryBuilder;
import io.fairlead.compile.tls.Credentials;
import io.fairlead.compile.tls.DownstreamTlsCompiler;
import io.fairlead.compile.tls.MeshCertificates;
import io.fairlead.compile.tls.UpstreamTlsCompiler;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.Secret;
import io.fairlead.resource.Sidecar;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.store.ResourceSet;
import io.fairlead.validate.ValidatedResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the routing of one workload from all resources. Pure and total: no content of a validated resource makes it
 * throw, and equal input gives equal output.
 */
public final class RoutingCompiler {
    private RoutingCompiler() {}

    /** The routing that the resources mean for the viewpoint. The snapshot has the version of the resources. */
    public static CompiledRouting compile(ValidatedResources validated, Viewpoint viewpoint) {
        ResourceSet resources = validated.good();
        Findings findings = new Findings();
        EgressScope egress = new EgressScope(resources.all(Sidecar.class), viewpoint);
        ServiceRegistry registry = new ServiceRegistryBuilder(resources, egress, findings).build();
        DestinationRuleIndex rules =
                new DestinationRuleIndex(resources.all(DestinationRule.class), viewpoint, findings);
        Credentials credentials = new Credentials(resources.all(Secret.class), viewpoint.namespace(), findings);
        MeshCertificates mesh = new MeshCertificates(viewpoint.meshCertificates());
        UpstreamTlsCompiler upstreamTls = new UpstreamTlsCompiler(credentials, mesh);
        resources.all(DestinationRule.class).forEach(upstreamTls::report);
        Map<String, Cluster> clusters = new ClusterCompiler(registry, rules, viewpoint, upstreamTls).compile();
        HashKeyCompiler hashKeys = new HashKeyCompiler(rules);
        VirtualServiceIndex services = new VirtualServiceIndex(resources, viewpoint, findings);
        DestinationCompiler destinations = new DestinationCompiler(registry, clusters, hashKeys, findings);
        RouteCompiler routes = new RouteCompiler(new MatchCompiler(viewpoint, findings), destinations, findings);
        ListenerCompiler compiler = new ListenerCompiler(
                new VirtualHostCompiler(services, routes),
                new DownstreamTlsCompiler(credentials, mesh, findings),
                new L4RouteCompiler(services, destinations, rules, findings),
                findings);
        List<Listener> listeners = new ArrayList<>();
        new GatewayCompiler(viewpoint, findings)
                .compile(resources.all(Gateway.class))
                .forEach(binding -> compiler.compile(binding).ifPresent(listeners::add));
        Integer port = viewpoint.httpProxyPort();
        if (port != null) {
            listeners.add(new MeshCompiler(services, routes, registry, egress, hashKeys).compile(port));
            clusters.put(MeshCompiler.PASSTHROUGH, ClusterCompiler.withoutEndpoints(MeshCompiler.PASSTHROUGH));
        }
        new NotServed(findings, viewpoint).report(resources);
        return new CompiledRouting(new RoutingSnapshot(resources.version(), listeners, clusters), findings.all());
    }
}
