package io.fairlead.routing;

import java.util.Map;

/**
 * Whose routing it is: the compiler's only input beside the resources.
 *
 * @param namespace the workload's
 * @param labels the workload's; empty means that no gateway selector is checked
 * @param locality {@code region/zone/subzone}, "" if unknown
 */
public record Viewpoint(String namespace, Map<String, String> labels, String locality) {
    public Viewpoint {
        labels = Map.copyOf(labels);
    }
}
