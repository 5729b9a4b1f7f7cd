package io.fairlead.resource;

import java.util.Map;

/**
 * A choice of workloads in the object's own namespace.
 *
 * @param labels all of these; empty means every workload
 */
public record WorkloadSelector(Map<String, String> labels) {
    public WorkloadSelector {
        labels = Map.copyOf(labels);
    }
}
