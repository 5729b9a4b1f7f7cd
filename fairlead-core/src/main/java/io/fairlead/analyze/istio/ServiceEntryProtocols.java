package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.KnownHosts;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.ServiceEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether ServiceEntries agree on the protocol of a host's port. Source: Istio
 * {@code analyzers/serviceentry/conflictingserviceentries.go}.
 */
final class ServiceEntryProtocols implements Analyzer {
    private record Port(String scope, String host, long number) {}

    private record Claim(String protocol, Resource<ServiceEntry> entry) {}

    @Override
    public void analyze(Inventory inventory, Report report) {
        Map<Port, List<Claim>> claims = new LinkedHashMap<>();
        for (Resource<ServiceEntry> entry : inventory.all(ServiceEntry.class)) {
            for (String scope :
                    KnownHosts.scopes(entry.spec().exportTo(), entry.ref().namespace())) {
                for (String host : entry.spec().hosts()) {
                    for (ServiceEntry.ServicePort port : entry.spec().ports()) {
                        claims.computeIfAbsent(new Port(scope, host, port.number()), key -> new ArrayList<>())
                                .add(new Claim(port.protocol().toUpperCase(Locale.ROOT), entry));
                    }
                }
            }
        }
        Set<ResourceRef> reported = new HashSet<>();
        claims.forEach((port, own) -> {
            List<Claim> seen = new ArrayList<>(own);
            if (!port.scope().equals(KnownHosts.EVERYWHERE)) {
                seen.addAll(
                        claims.getOrDefault(new Port(KnownHosts.EVERYWHERE, port.host(), port.number()), List.of()));
            }
            report(port, seen, reported, report);
        });
    }

    private static void report(Port port, List<Claim> claims, Set<ResourceRef> reported, Report report) {
        Set<String> protocols = new TreeSet<>();
        Set<String> names = new TreeSet<>();
        for (Claim claim : claims) {
            protocols.add(claim.protocol());
            names.add(
                    claim.entry().ref().namespace() + "/" + claim.entry().ref().name());
        }
        if (protocols.size() < 2) {
            return;
        }
        for (Claim claim : claims) {
            if (reported.add(claim.entry().ref())) {
                report.add(
                        FindingCode.PROTOCOL_CONFLICT,
                        claim.entry(),
                        FieldPath.of("metadata", "name"),
                        "The ServiceEntries " + String.join(", ", names) + " give the port " + port.number() + " of "
                                + DestinationHosts.quoted(port.host()) + " the protocols "
                                + String.join(" and ", protocols) + ".",
                        "Agree on one protocol.");
            }
        }
    }
}
