package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.ClientTlsSettings;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.TrafficPolicy;
import org.jspecify.annotations.Nullable;

/** Whether TLS verifies the server. Source: Istio {@code analyzers/destinationrule/ca-certificates.go}. */
final class RuleTls implements Analyzer {
    private static final FieldPath POLICY = FieldPath.of("spec", "trafficPolicy");

    @Override
    public void analyze(Inventory inventory, Report report) {
        for (Resource<DestinationRule> rule : inventory.all(DestinationRule.class)) {
            TrafficPolicy policy = rule.spec().trafficPolicy();
            if (policy == null) {
                continue;
            }
            check(rule, policy.tls(), FindingCode.UNVERIFIED_SERVER, POLICY, report);
            for (int i = 0; i < policy.portLevelSettings().size(); i++) {
                FieldPath path = POLICY.field("portLevelSettings").index(i);
                ClientTlsSettings tls = policy.portLevelSettings().get(i).tls();
                check(rule, tls, FindingCode.UNVERIFIED_SERVER_PORT, path, report);
            }
        }
    }

    private static void check(
            Resource<DestinationRule> rule,
            @Nullable ClientTlsSettings tls,
            FindingCode code,
            FieldPath path,
            Report report) {
        if (tls == null
                || tls.mode() != ClientTlsSettings.Mode.SIMPLE && tls.mode() != ClientTlsSettings.Mode.MUTUAL
                || !tls.caCertificates().isEmpty()) {
            return;
        }
        boolean fromSecret = !tls.credentialName().isEmpty() && rule.spec().workloadSelector() != null;
        if (!fromSecret) {
            report.add(
                    code,
                    rule,
                    path.field("tls").field("caCertificates"),
                    "TLS of mode " + tls.mode() + " to "
                            + DestinationHosts.quoted(rule.spec().host())
                            + " names no certificate authority to verify the server with.",
                    "Write caCertificates, for example system.");
        }
    }
}
