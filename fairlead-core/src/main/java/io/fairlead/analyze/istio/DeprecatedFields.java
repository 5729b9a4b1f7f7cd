package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpFaultInjection;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Sidecar;
import io.fairlead.resource.VirtualService;
import io.fairlead.store.PlainObject;
import java.util.Set;

/** Fields and kinds that Istio has given up. Source: Istio {@code analyzers/deprecation/deprecation.go}. */
final class DeprecatedFields implements Analyzer {
    private static final Set<String> REMOVED_KINDS =
            Set.of("ClusterRbacConfig", "RbacConfig", "ServiceRole", "ServiceRoleBinding");

    @Override
    public void analyze(Inventory inventory, Report report) {
        inventory.all(VirtualService.class).forEach(service -> analyze(service, report));
        for (Resource<Sidecar> sidecar : inventory.all(Sidecar.class)) {
            Sidecar.OutboundTrafficPolicy policy = sidecar.spec().outboundTrafficPolicy();
            if (policy != null && policy.egressProxy() != null) {
                report.add(
                        FindingCode.DEPRECATED,
                        sidecar,
                        FieldPath.ROOT,
                        "The field outboundTrafficPolicy.egressProxy has no effect any more.",
                        "Remove it, and route through an egress gateway with a VirtualService.");
            }
        }
        for (PlainObject definition : inventory.all(Inventory.CUSTOM_RESOURCE_DEFINITION)) {
            String kind = definition.text("spec", "names", "kind");
            if (definition.text("spec", "group").equals("rbac.istio.io") && REMOVED_KINDS.contains(kind)) {
                report.add(
                        FindingCode.DEPRECATED,
                        definition,
                        FieldPath.ROOT,
                        "Istio has no kind rbac.istio.io " + kind + " any more.",
                        "Use AuthorizationPolicy, and remove the definition.");
            }
        }
    }

    private static void analyze(Resource<VirtualService> service, Report report) {
        for (HttpRoute route : service.spec().http()) {
            HttpFaultInjection fault = route.fault();
            HttpFaultInjection.Delay delay = fault == null ? null : fault.delay();
            if (delay != null && delay.percent() > 0) {
                report.add(
                        FindingCode.DEPRECATED,
                        service,
                        FieldPath.ROOT,
                        "The field fault.delay.percent of an HTTP rule is deprecated.",
                        "Write fault.delay.percentage.value.");
            }
        }
    }
}
