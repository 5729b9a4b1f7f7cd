package io.fairlead.validate;

import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.DestinationRule.Subset;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules on DestinationRules. Source: Istio {@code validateDestinationRule}. */
final class DestinationRuleRules {

    private DestinationRuleRules() {}

    static void check(DestinationRule rule, Field spec) {
        if (!HostSyntax.isWildcardName(rule.host())) {
            spec.field("host").error(Texts.quote(rule.host()) + " is not a host.", "Write the name of a service.");
        }
        TrafficPolicyRules.check(spec.field("trafficPolicy"), rule.trafficPolicy());
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rule.subsets().size(); i++) {
            Subset subset = rule.subsets().get(i);
            Field field = spec.field("subsets").index(i);
            if (!HostSyntax.isLabel(subset.name())) {
                field.field("name")
                        .error(
                                Texts.quote(subset.name()) + " is not the name of a subset.",
                                "Use letters, digits and hyphens.");
            }
            if (!names.add(subset.name())) {
                field.field("name").error(Texts.quote(subset.name()) + " occurs twice.", "Rename one of the two.");
            }
            CommonRules.labels(field.field("labels"), subset.labels());
            TrafficPolicyRules.check(field.field("trafficPolicy").errorsOnly(), subset.trafficPolicy());
        }
        CommonRules.exportTo(spec.field("exportTo"), rule.exportTo(), CommonRules.Hiding.FORBIDDEN);
        if (rule.workloadSelector() != null) {
            selector(spec, rule.workloadSelector().matchLabels(), rule.exportTo());
        }
    }

    private static void selector(Field spec, Map<String, String> labels, List<String> exportTo) {
        Field field = spec.field("workloadSelector").field("matchLabels");
        CommonRules.selector(field, labels);
        boolean own = exportTo.isEmpty()
                || exportTo.size() == 1
                        && (exportTo.get(0).equals(".") || exportTo.get(0).equals(spec.namespace()));
        if (!own) {
            spec.field("exportTo")
                    .error("A rule for selected workloads holds in its own namespace only.", "Write '.' alone.");
        }
    }
}
