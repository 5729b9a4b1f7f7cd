package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.KnownHosts;
import io.fairlead.analyze.base.LabelSelector;
import io.fairlead.analyze.base.Pods;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the subsets of DestinationRules select pods. Source: Istio {@code analyzers/destinationrule/subset.go}. */
final class SubsetPods implements Analyzer {
    private static final String REGION = "topology.kubernetes.io/region";
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String SUBZONE = "topology.istio.io/subzone";
    private static final String NODE = "kubernetes.io/hostname";

    @Override
    public void analyze(Inventory inventory, Report report) {
        KnownHosts hosts = KnownHosts.of(inventory);
        Pods pods = podsWithPlaces(inventory);
        for (Resource<DestinationRule> rule : inventory.all(DestinationRule.class)) {
            String host = rule.spec().host();
            KnownHosts.KnownHost known =
                    hosts.find(rule.ref().namespace(), rule.spec().exportTo(), host);
            if (known == null) {
                report.add(
                        FindingCode.UNKNOWN_RULE_HOST,
                        rule,
                        FieldPath.ROOT,
                        "The host " + DestinationHosts.quoted(host) + " of the DestinationRule is not known.",
                        "Mend the name, or add a Service or ServiceEntry for it.");
            } else {
                checkSubsets(rule, known, pods, report);
            }
        }
    }

    private static void checkSubsets(
            Resource<DestinationRule> rule, KnownHosts.KnownHost host, Pods pods, Report report) {
        Map<String, LabelSelector> selectors = new LinkedHashMap<>();
        for (DestinationRule.Subset subset : rule.spec().subsets()) {
            Map<String, String> labels = new HashMap<>(host.workloadLabels());
            labels.putAll(subset.labels());
            selectors.put(subset.name(), new LabelSelector(labels));
        }
        selectors.forEach((name, selector) -> {
            if (pods.selected(selector).isEmpty()) {
                report.add(
                        FindingCode.EMPTY_SUBSET,
                        rule,
                        FieldPath.ROOT,
                        "The subset " + DestinationHosts.quoted(name) + " selects no pod.",
                        "Give pods the labels " + selector + ", or remove the subset.");
            }
        });
    }

    /** The pods with the labels that Istio adds for the node that each runs on. */
    private static Pods podsWithPlaces(Inventory inventory) {
        Map<String, Map<String, String>> nodes = new HashMap<>();
        for (PlainObject node : inventory.all(Inventory.NODE)) {
            nodes.put(node.metadata().name(), node.metadata().labels());
        }
        List<Pods.Pod> pods = new ArrayList<>();
        for (PlainObject pod : inventory.all(Inventory.POD)) {
            Map<String, String> labels = new HashMap<>(pod.metadata().labels());
            String node = pod.text("spec", "nodeName");
            addPlace(labels, nodes.getOrDefault(node, Map.of()));
            if (!node.isEmpty()) {
                labels.put(NODE, node);
            }
            pods.add(new Pods.Pod(pod, labels));
        }
        return Pods.of(pods);
    }

    /** A locality ends at its first part that is empty. */
    private static void addPlace(Map<String, String> labels, Map<String, String> node) {
        String region = node.getOrDefault(REGION, "");
        String zone = node.getOrDefault(ZONE, "");
        String subzone = node.getOrDefault(SUBZONE, "");
        if (!region.isEmpty()) {
            labels.put(REGION, region);
        }
        if (!zone.isEmpty()) {
            labels.put(ZONE, zone);
            if (!subzone.isEmpty()) {
                labels.put(SUBZONE, subzone);
            }
        }
    }
}
