package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.service.ClusterCompiler;
import io.fairlead.compile.service.DestinationRuleIndex;
import io.fairlead.compile.service.ServiceRegistry;
import io.fairlead.compile.service.ServiceRegistryBuilder;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.Gateway;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.HttpListener;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.store.ResourceSet;
import io.fairlead.validate.ValidatedResources;
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
        ServiceRegistry registry = new ServiceRegistryBuilder(resources, viewpoint.namespace(), findings).build();
        DestinationRuleIndex rules =
                new DestinationRuleIndex(resources.all(DestinationRule.class), viewpoint, findings);
        Map<String, Cluster> clusters = new ClusterCompiler(registry, rules).compile();
        VirtualHostCompiler hosts = new VirtualHostCompiler(
                new VirtualServiceIndex(resources, viewpoint.namespace(), findings),
                new RouteCompiler(
                        new MatchCompiler(viewpoint, findings),
                        new DestinationCompiler(registry, clusters, findings),
                        findings));
        List<HttpListener> listeners = new GatewayCompiler(viewpoint, findings)
                .compile(resources.all(Gateway.class)).stream()
                        .map(hosts::compile)
                        .toList();
        new NotServed(findings).report(resources);
        return new CompiledRouting(new RoutingSnapshot(resources.version(), listeners, clusters), findings.all());
    }
}
