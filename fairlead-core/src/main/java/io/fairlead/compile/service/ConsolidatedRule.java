package io.fairlead.compile.service;

import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.DestinationRule.Subset;
import io.fairlead.resource.Resource;
import io.fairlead.resource.TrafficPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The DestinationRules of one namespace for one host that count as one: the subsets of all, of equal names the oldest,
 * and the oldest policy as a whole. Source: Istio {@code mergeDestinationRule}.
 */
final class ConsolidatedRule {
    private final String namespace;
    private final Set<String> exportTo;
    private final @Nullable Map<String, String> selector;
    private final Map<String, Subset> subsets = new LinkedHashMap<>();
    private @Nullable TrafficPolicy policy;

    ConsolidatedRule(Resource<DestinationRule> rule, Set<String> exportTo) {
        this.namespace = rule.ref().namespace();
        this.exportTo = exportTo;
        this.selector = selector(rule.spec());
        add(rule.spec());
    }

    /** The labels of the workloads that a rule is for, null for all. */
    static @Nullable Map<String, String> selector(DestinationRule rule) {
        DestinationRule.ClientSelector selector = rule.workloadSelector();
        return selector == null ? null : selector.matchLabels();
    }

    /** Takes in a newer rule. Returns the names of its subsets that an older rule has too, and that are not used. */
    Set<String> add(DestinationRule rule) {
        Set<String> duplicates = new java.util.LinkedHashSet<>();
        for (Subset subset : rule.subsets()) {
            if (subsets.putIfAbsent(subset.name(), subset) != null) {
                duplicates.add(subset.name());
            }
        }
        if (policy == null) {
            policy = rule.trafficPolicy();
        }
        return duplicates;
    }

    String namespace() {
        return namespace;
    }

    Set<String> exportTo() {
        return exportTo;
    }

    /** The labels of the workloads that it is for, null for all. */
    @Nullable
    Map<String, String> selector() {
        return selector;
    }

    Map<String, Subset> subsets() {
        return subsets;
    }

    /** The policy of the host, null if no rule has one. */
    @Nullable
    TrafficPolicy policy() {
        return policy;
    }
}
