package io.fairlead.compile.service;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.HostNames;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.base.Visibility;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.TrafficPolicy;
import io.fairlead.routing.Viewpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The DestinationRules, and which of them holds for a service.
 *
 * <p>Three pools are asked in turn, and the first that has a rule for the host (the same name, else the longest wildcard)
 * decides alone: the rules of the workload's namespace, those that the service's namespace shows to it, and those that
 * the root namespace shows to it. Within a pool, rules for the same host are united if they are shown to the same
 * namespaces and are for the same workloads; else they stay apart, and the one that selects the workload wins. Istio's
 * own merge of rules whose {@code exportTo} merely contains the other's loses visibility and is not repeated here.
 * Source: Istio {@code push_context.go}, {@code destination_rule.go}.
 */
public final class DestinationRuleIndex {
    /** The namespace whose rules hold for all others. */
    static final String ROOT_NAMESPACE = "istio-system";

    private static final class Pool {
        private final Map<String, List<ConsolidatedRule>> byHost = new HashMap<>();

        /** The rules for the host itself, else for the longest wildcard that covers it; empty if there are none. */
        List<ConsolidatedRule> mostSpecific(String host) {
            List<ConsolidatedRule> exact = byHost.get(host);
            if (exact != null) {
                return exact;
            }
            for (int i = HostNames.isWildcard(host) ? 1 : 0; i <= host.length(); i++) {
                List<ConsolidatedRule> wildcard = byHost.get("*" + host.substring(i));
                if (wildcard != null) {
                    return wildcard;
                }
            }
            return List.of();
        }
    }

    private final Viewpoint viewpoint;
    private final Findings findings;
    private final Map<String, Pool> local = new HashMap<>();
    private final Map<String, Pool> exported = new HashMap<>();
    private final Pool privateToRoot = new Pool();

    /** The index of all rules, given in the order of age, as the viewpoint sees them. */
    public DestinationRuleIndex(List<Resource<DestinationRule>> rules, Viewpoint viewpoint, Findings findings) {
        this.viewpoint = viewpoint;
        this.findings = findings;
        // Rules for selected workloads come first, each group in the order of age.
        rules.stream().filter(rule -> rule.spec().workloadSelector() != null).forEach(this::add);
        rules.stream().filter(rule -> rule.spec().workloadSelector() == null).forEach(this::add);
    }

    private void add(Resource<DestinationRule> rule) {
        String namespace = rule.ref().namespace();
        String host = HostNames.complete(rule.spec().host(), namespace);
        Set<String> exportTo =
                rule.spec().workloadSelector() == null ? Set.copyOf(rule.spec().exportTo()) : Set.of(".");
        boolean own = exportTo.contains(".") || exportTo.contains(namespace);
        if (exportTo.isEmpty() || exportTo.contains("*") || own) {
            merge(local.computeIfAbsent(namespace, key -> new Pool()), host, rule, exportTo);
        }
        if (exportTo.size() != 1 || !own) {
            merge(exported.computeIfAbsent(namespace, key -> new Pool()), host, rule, exportTo);
        } else if (namespace.equals(ROOT_NAMESPACE)) {
            merge(privateToRoot, host, rule, exportTo);
        }
    }

    private void merge(Pool pool, String host, Resource<DestinationRule> rule, Set<String> exportTo) {
        List<ConsolidatedRule> existing = pool.byHost.computeIfAbsent(host, key -> new ArrayList<>());
        for (ConsolidatedRule older : existing) {
            if (older.exportTo().equals(exportTo)
                    && Objects.equals(older.selector(), ConsolidatedRule.selector(rule.spec()))) {
                reportDuplicates(rule, older.add(rule.spec()));
                return;
            }
        }
        existing.add(new ConsolidatedRule(rule, exportTo));
    }

    private void reportDuplicates(Resource<DestinationRule> rule, Set<String> names) {
        for (int i = 0; i < rule.spec().subsets().size(); i++) {
            String name = rule.spec().subsets().get(i).name();
            if (names.contains(name)) {
                findings.warn(
                        Code.CONFLICT,
                        new Place(rule, FieldPath.of("spec", "subsets").index(i).field("name")),
                        "An older DestinationRule for " + rule.spec().host() + " has a subset '" + name
                                + "' too; this one is not used.",
                        "Remove one of the two.");
            }
        }
    }

    /** The rule that holds for a service, null if there is none. */
    @Nullable
    ConsolidatedRule find(RegisteredService service) {
        return select(candidates(service));
    }

    /** What the rule for a service says of the whole host, null if there is none; null for no service. */
    public @Nullable TrafficPolicy policy(@Nullable RegisteredService service) {
        ConsolidatedRule rule = service == null ? null : find(service);
        return rule == null ? null : rule.policy();
    }

    private List<ConsolidatedRule> candidates(RegisteredService service) {
        String viewer = viewpoint.namespace();
        Pool first = viewer.equals(ROOT_NAMESPACE) ? privateToRoot : local.get(viewer);
        if (first != null) {
            List<ConsolidatedRule> found = first.mostSpecific(service.host());
            if (!found.isEmpty()) {
                return found;
            }
        }
        List<ConsolidatedRule> theirs = shown(service.namespace(), service.host());
        return theirs.isEmpty() ? shown(ROOT_NAMESPACE, service.host()) : theirs;
    }

    private List<ConsolidatedRule> shown(String owner, String host) {
        Pool pool = exported.get(owner);
        if (pool == null) {
            return List.of();
        }
        return pool.mostSpecific(host).stream()
                .filter(rule -> Visibility.of(rule.exportTo(), owner, viewpoint.namespace()) != Visibility.HIDDEN)
                .toList();
    }

    private @Nullable ConsolidatedRule select(List<ConsolidatedRule> candidates) {
        ConsolidatedRule forAll = null;
        for (ConsolidatedRule rule : candidates) {
            Map<String, String> selector = rule.selector();
            if (selector == null) {
                forAll = rule;
            } else if (rule.namespace().equals(viewpoint.namespace())
                    && viewpoint.labels().entrySet().containsAll(selector.entrySet())) {
                return rule;
            }
        }
        return forAll;
    }
}
