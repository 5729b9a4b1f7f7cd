package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.HostPattern;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.LabelSelector;
import io.fairlead.analyze.base.Pods;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.VirtualService;
import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether requests that are routed by JWT claims are authenticated. Source: Istio
 * {@code analyzers/virtualservice/jwtclaimroute.go}.
 */
final class ClaimRouting implements Analyzer {
    private static final String ROOT_NAMESPACE = "istio-system";
    private static final String CLAIMS = "@request.auth.claims";

    @Override
    public void analyze(Inventory inventory, Report report) {
        Map<String, List<LabelSelector>> authentications = new HashMap<>();
        for (PlainObject authentication : inventory.all(Inventory.REQUEST_AUTHENTICATION)) {
            authentications
                    .computeIfAbsent(authentication.metadata().namespace(), namespace -> new ArrayList<>())
                    .add(new LabelSelector(authentication.texts("spec", "selector", "matchLabels")));
        }
        Pods pods = Pods.of(inventory);
        for (Resource<VirtualService> service : inventory.all(VirtualService.class)) {
            Set<String> claims = claims(service.spec());
            if (!claims.isEmpty()) {
                for (String gateway : service.spec().gateways()) {
                    HostPattern.ServiceName name =
                            HostPattern.nameOrPath(service.ref().namespace(), gateway);
                    Resource<?> found = inventory.find(ResourceKind.GATEWAY, name.namespace(), name.name());
                    if (!gateway.equals("mesh") && found != null && found.spec() instanceof Gateway spec) {
                        List<Pods.Pod> open = pods.selected(new LabelSelector(spec.selector())).stream()
                                .filter(pod -> !isAuthenticated(pod, authentications))
                                .toList();
                        report(service, claims, open, report);
                    }
                }
            }
        }
    }

    private static void report(
            Resource<VirtualService> service, Set<String> claims, List<Pods.Pod> open, Report report) {
        for (Pods.Pod pod : open) {
            report.add(
                    FindingCode.CLAIM_WITHOUT_AUTHENTICATION,
                    service,
                    FieldPath.ROOT,
                    "Requests are routed by " + String.join(", ", claims) + ", but no RequestAuthentication applies to"
                            + " the gateway's pod " + pod.namespace() + "/" + pod.name() + ".",
                    "Add a RequestAuthentication that selects the pod.");
        }
    }

    private static boolean isAuthenticated(Pods.Pod pod, Map<String, List<LabelSelector>> authentications) {
        List<LabelSelector> selectors = new ArrayList<>(authentications.getOrDefault(ROOT_NAMESPACE, List.of()));
        selectors.addAll(authentications.getOrDefault(pod.namespace(), List.of()));
        return selectors.stream().anyMatch(selector -> selector.matches(pod.labels()));
    }

    private static Set<String> claims(VirtualService service) {
        Set<String> claims = new TreeSet<>();
        for (HttpRoute route : service.http()) {
            for (HttpMatchRequest match : route.match()) {
                match.headers().keySet().stream().filter(ClaimRouting::isClaim).forEach(claims::add);
                match.withoutHeaders().keySet().stream()
                        .filter(ClaimRouting::isClaim)
                        .forEach(claims::add);
            }
        }
        return claims;
    }

    /** {@code @request.auth.claims.name} or {@code @request.auth.claims[name]}. */
    private static boolean isClaim(String header) {
        if (!header.toLowerCase(Locale.ROOT).startsWith(CLAIMS)) {
            return false;
        }
        String name = header.substring(CLAIMS.length());
        return name.startsWith(".") && name.length() > 1
                || name.startsWith("[") && name.endsWith("]") && name.length() > 2;
    }
}
