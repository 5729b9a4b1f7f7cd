package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.HostPattern;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.Destination;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import java.util.HashSet;
import java.util.Set;

/** Whether the subsets that VirtualServices name exist. Source: Istio {@code analyzers/virtualservice/destinationrules.go}. */
final class DestinationSubsets implements Analyzer {
    private record Subset(HostPattern.ServiceName host, String name) {}

    @Override
    public void analyze(Inventory inventory, Report report) {
        Set<Subset> known = new HashSet<>();
        for (Resource<DestinationRule> rule : inventory.all(DestinationRule.class)) {
            HostPattern.ServiceName host =
                    HostPattern.serviceName(rule.ref().namespace(), rule.spec().host());
            rule.spec().subsets().forEach(subset -> known.add(new Subset(host, subset.name())));
        }
        for (Resource<VirtualService> service : inventory.all(VirtualService.class)) {
            for (Destinations.Named named : Destinations.of(service.spec())) {
                Destination destination = named.destination();
                HostPattern.ServiceName host =
                        HostPattern.serviceName(service.ref().namespace(), destination.host());
                if (!destination.subset().isEmpty() && !known.contains(new Subset(host, destination.subset()))) {
                    report.add(
                            FindingCode.NOT_FOUND,
                            service,
                            named.path(),
                            "No DestinationRule gives the host " + DestinationHosts.quoted(destination.host())
                                    + " a subset " + DestinationHosts.quoted(destination.subset()) + ".",
                            "Mend the name, or add the subset to a DestinationRule for the host.");
                }
            }
        }
    }
}
