package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.LabelSelector;
import io.fairlead.analyze.base.Pods;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Sidecar;
import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether each pod has one Sidecar, and each Sidecar a pod. Source: Istio {@code analyzers/sidecar/selector.go}. */
final class SidecarSelectors implements Analyzer {
    @Override
    public void analyze(Inventory inventory, Report report) {
        Pods pods = Pods.of(inventory);
        Map<Pods.Pod, List<Resource<Sidecar>>> byPod = new LinkedHashMap<>();
        Map<String, List<Resource<Sidecar>>> byNamespace = new LinkedHashMap<>();
        for (Resource<Sidecar> sidecar : inventory.all(Sidecar.class)) {
            LabelSelector selector = selector(sidecar.spec());
            if (selector.isEmpty()) {
                byNamespace
                        .computeIfAbsent(sidecar.ref().namespace(), namespace -> new ArrayList<>())
                        .add(sidecar);
                continue;
            }
            List<Pods.Pod> selected = pods.selected(selector).stream()
                    .filter(pod -> pod.namespace().equals(sidecar.ref().namespace()))
                    .toList();
            selected.forEach(
                    pod -> byPod.computeIfAbsent(pod, key -> new ArrayList<>()).add(sidecar));
            if (selected.isEmpty()) {
                report.add(
                        FindingCode.NOT_FOUND,
                        sidecar,
                        FieldPath.of("spec", "workloadSelector", "labels", selector.firstKey()),
                        "The selector " + DestinationHosts.quoted(selector.toString())
                                + " of the Sidecar selects no pod of its namespace.",
                        "Mend the labels, or remove the Sidecar.");
            }
        }
        byPod.forEach((pod, sidecars) -> checkPod(pod, sidecars, report));
        byNamespace.forEach((namespace, sidecars) ->
                checkNamespace(inventory.find(Inventory.NAMESPACE, "", namespace), sidecars, report));
    }

    private static LabelSelector selector(Sidecar sidecar) {
        return new LabelSelector(
                sidecar.workloadSelector() == null
                        ? Map.of()
                        : sidecar.workloadSelector().labels());
    }

    private static void checkPod(Pods.Pod pod, List<Resource<Sidecar>> sidecars, Report report) {
        boolean ambient = "enabled".equals(pod.object().metadata().annotations().get("ambient.istio.io/redirection"));
        for (Resource<Sidecar> sidecar : sidecars) {
            if (ambient) {
                reportNoEffect(sidecar, "The pod " + pod.name(), report);
            } else if (sidecars.size() > 1) {
                report.add(
                        FindingCode.SIDECAR_CONFLICT,
                        sidecar,
                        FieldPath.of("metadata", "name"),
                        "The Sidecars " + names(sidecars) + " all select the pod " + pod.name() + ".",
                        "Let each pod be selected by one of them.");
            }
        }
    }

    private static void checkNamespace(
            @Nullable PlainObject namespace, List<Resource<Sidecar>> sidecars, Report report) {
        for (Resource<Sidecar> sidecar : sidecars) {
            if (isAmbient(namespace)) {
                reportNoEffect(sidecar, "The namespace " + sidecar.ref().namespace(), report);
            } else if (sidecars.size() > 1) {
                report.add(
                        FindingCode.DEFAULT_SIDECAR_CONFLICT,
                        sidecar,
                        FieldPath.ROOT,
                        "The Sidecars " + names(sidecars) + " all are for the whole namespace "
                                + sidecar.ref().namespace() + ".",
                        "Keep one of them, or give the others a workloadSelector.");
            }
        }
    }

    private static boolean isAmbient(@Nullable PlainObject namespace) {
        if (namespace == null) {
            return false;
        }
        Map<String, String> labels = namespace.metadata().labels();
        return !"enabled".equals(labels.get("istio-injection"))
                && labels.getOrDefault("istio.io/rev", "").isEmpty()
                && "ambient".equals(labels.get("istio.io/dataplane-mode"));
    }

    private static void reportNoEffect(Resource<Sidecar> sidecar, String where, Report report) {
        report.add(
                FindingCode.NO_EFFECT,
                sidecar,
                FieldPath.ROOT,
                where + " is in ambient mode, where no sidecar reads a Sidecar.",
                "Remove the Sidecar.");
    }

    private static String names(List<Resource<Sidecar>> sidecars) {
        return String.join(
                ", ",
                sidecars.stream().map(sidecar -> sidecar.ref().name()).sorted().toList());
    }
}
