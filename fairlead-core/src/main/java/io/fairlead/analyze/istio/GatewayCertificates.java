package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.LabelSelector;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ServerTlsSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether gateways of the same workload share a certificate. Source: Istio {@code analyzers/gateway/certificate.go}. */
final class GatewayCertificates implements Analyzer {
    /** What makes two servers' certificates the same. */
    private record Certificate(String credentialName, String serverCertificate, String privateKey) {}

    private record Use(Resource<Gateway> gateway, LabelSelector selector) {}

    @Override
    public void analyze(Inventory inventory, Report report) {
        Map<Certificate, List<Use>> uses = new LinkedHashMap<>();
        for (Resource<Gateway> gateway : inventory.all(Gateway.class)) {
            for (Gateway.Server server : gateway.spec().servers()) {
                ServerTlsSettings tls = server.tls();
                if (tls != null && isComparable(tls)) {
                    uses.computeIfAbsent(certificate(tls), certificate -> new ArrayList<>())
                            .add(new Use(
                                    gateway, new LabelSelector(gateway.spec().selector())));
                }
            }
        }
        uses.values().forEach(sharing -> report(sharing, report));
    }

    private static boolean isComparable(ServerTlsSettings tls) {
        return !tls.credentialName().isEmpty()
                || !tls.serverCertificate().isEmpty() && !tls.privateKey().isEmpty();
    }

    private static Certificate certificate(ServerTlsSettings tls) {
        return tls.credentialName().isEmpty()
                ? new Certificate("", tls.serverCertificate(), tls.privateKey())
                : new Certificate(tls.credentialName(), "", "");
    }

    private static void report(List<Use> uses, Report report) {
        for (Use own : uses) {
            for (Use other : uses) {
                boolean different = !own.gateway().ref().equals(other.gateway().ref());
                if (different && own.selector().matches(other.selector().labels())) {
                    report.add(
                            FindingCode.SHARED_CERTIFICATE,
                            own.gateway(),
                            FieldPath.of("metadata", "name"),
                            "The gateway shares a certificate with "
                                    + other.gateway().ref().namespace() + "/"
                                    + other.gateway().ref().name()
                                    + ", so that HTTP/2 clients may take one's connection for the other's hosts.",
                            "Join the gateways, or give each a certificate of its own.");
                }
            }
        }
    }
}
