package io.fairlead.analyze.base;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Labels that an object must have, all of them. Prints as Kubernetes prints it: {@code app=web,tier=front}. Immutable. */
public record LabelSelector(Map<String, String> labels) {
    public LabelSelector {
        labels = Map.copyOf(labels);
    }

    /** Whether it selects everything. */
    public boolean isEmpty() {
        return labels.isEmpty();
    }

    /** Whether an object with these labels is selected. */
    public boolean matches(Map<String, String> object) {
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (!label.getValue().equals(object.get(label.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** The first of the keys in alphabetical order, "" if there is none. */
    public String firstKey() {
        return labels.isEmpty() ? "" : new TreeMap<>(labels).firstKey();
    }

    @Override
    public String toString() {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
    }
}
