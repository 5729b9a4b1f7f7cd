package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ServiceEntry;

/** Whether ServiceEntries with TCP ports have addresses. Source: Istio {@code analyzers/serviceentry/protocoladdresses.go}. */
final class ServiceEntryAddresses implements Analyzer {
    @Override
    public void analyze(Inventory inventory, Report report) {
        for (Resource<ServiceEntry> resource : inventory.all(ServiceEntry.class)) {
            ServiceEntry entry = resource.spec();
            boolean assigned =
                    entry.status() != null && !entry.status().addresses().isEmpty();
            if (!entry.addresses().isEmpty() || assigned) {
                continue;
            }
            for (int i = 0; i < entry.ports().size(); i++) {
                String protocol = entry.ports().get(i).protocol();
                if (protocol.isEmpty() || protocol.equalsIgnoreCase("TCP")) {
                    report.add(
                            FindingCode.ADDRESSES_REQUIRED,
                            resource,
                            FieldPath.of("spec", "ports").index(i).field("name"),
                            "The port " + entry.ports().get(i).number() + " is TCP, but the ServiceEntry has no address"
                                    + " to tell its connections by.",
                            "Write addresses, or the protocol if it is not plain TCP.");
                }
            }
        }
    }
}
