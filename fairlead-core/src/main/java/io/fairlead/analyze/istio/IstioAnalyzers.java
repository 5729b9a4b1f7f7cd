package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Istio's analyzers of traffic management. Source: Istio {@code analyzers/all.go}. */
public final class IstioAnalyzers {
    private IstioAnalyzers() {}

    /** Those that need nothing but the objects of Istio. */
    public static List<Analyzer> withoutWorkloads() {
        return List.of(
                new DeprecatedFields(),
                new RuleTls(),
                new GatewayCertificates(),
                new MeshHosts(),
                new DestinationSubsets(),
                new VirtualServiceGateways(),
                new ServiceEntryAddresses(),
                new ServiceEntryProtocols(),
                new SchemaRules());
    }

    /**
     * All of them, with those that need Services, Pods, Namespaces, Nodes or Secrets.
     *
     * @param clock what certificates must be valid at
     */
    public static List<Analyzer> all(InstantSource clock) {
        List<Analyzer> all = new ArrayList<>(withoutWorkloads());
        all.add(new DeploymentServices());
        all.add(new SubsetPods());
        all.add(new GatewayWorkloads());
        all.add(new GatewayCredentials(clock));
        all.add(new GatewayConflicts());
        all.add(new PortNames());
        all.add(new SidecarSelectors());
        all.add(new DestinationHosts());
        all.add(new ClaimRouting());
        return all;
    }
}
