package io.fairlead.analyze.base;

import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pods by their labels, so that a selector is not checked against each of them. Immutable; any thread. */
public final class Pods {
    private final List<Pod> all;
    private final Map<Label, List<Pod>> byLabel = new HashMap<>();

    private record Label(String key, String value) {}

    /**
     * A pod and what selects it.
     *
     * @param labels its own, and those that are added by whoever asks
     */
    public record Pod(PlainObject object, Map<String, String> labels) {
        public Pod {
            labels = Map.copyOf(labels);
        }

        /** The pod's namespace. */
        public String namespace() {
            return object.metadata().namespace();
        }

        /** The pod's name. */
        public String name() {
            return object.metadata().name();
        }
    }

    private Pods(List<Pod> pods) {
        this.all = pods;
        for (Pod pod : pods) {
            pod.labels()
                    .forEach((key, value) -> byLabel.computeIfAbsent(new Label(key, value), label -> new ArrayList<>())
                            .add(pod));
        }
    }

    /** These pods. */
    public static Pods of(List<Pod> pods) {
        return new Pods(List.copyOf(pods));
    }

    /** The pods of an inventory with their own labels. */
    public static Pods of(Inventory inventory) {
        return of(inventory.all(Inventory.POD).stream()
                .map(pod -> new Pod(pod, pod.metadata().labels()))
                .toList());
    }

    /** The pods that a selector selects, in the order read; all of them if it is empty. */
    public List<Pod> selected(LabelSelector selector) {
        List<Pod> candidates = all;
        for (Map.Entry<String, String> label : selector.labels().entrySet()) {
            List<Pod> some = byLabel.getOrDefault(new Label(label.getKey(), label.getValue()), List.of());
            candidates = some.size() < candidates.size() ? some : candidates;
        }
        return candidates.stream().filter(pod -> selector.matches(pod.labels())).toList();
    }
}
