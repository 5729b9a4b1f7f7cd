package io.fairlead.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a host is talked to, and its subsets. Istio: {@code destination_rule.proto}.
 *
 * @param host as written, not completed
 * @param exportTo empty means everywhere
 * @param workloadSelector null means every client
 */
public record DestinationRule(
        String host,
        @Nullable TrafficPolicy trafficPolicy,
        List<Subset> subsets,
        List<String> exportTo,
        @Nullable ClientSelector workloadSelector)
        implements ResourceSpec {
    public DestinationRule {
        subsets = List.copyOf(subsets);
        exportTo = List.copyOf(exportTo);
    }

    /**
     * Some of a host's endpoints.
     *
     * @param labels what an endpoint must have; empty means all endpoints
     * @param trafficPolicy null means the rule's own
     */
    public record Subset(
            String name,
            Map<String, String> labels,
            @Nullable TrafficPolicy trafficPolicy) {
        public Subset {
            labels = Map.copyOf(labels);
        }
    }

    /** The client workloads that a rule is for (Istio: {@code type/v1beta1/selector.proto}). */
    public record ClientSelector(Map<String, String> matchLabels) {
        public ClientSelector {
            matchLabels = Map.copyOf(matchLabels);
        }
    }
}
