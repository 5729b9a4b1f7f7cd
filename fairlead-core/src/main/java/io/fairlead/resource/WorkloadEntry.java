package io.fairlead.resource;

import java.util.Map;

/**
 * One endpoint outside Kubernetes, as an object or in a ServiceEntry. Istio: {@code workload_entry.proto}.
 *
 * @param address an IP address, a DNS name or {@code unix://}; "" only with a network
 * @param ports numbers by port name
 * @param locality {@code region/zone/subzone}, "" means by label
 * @param weight 0 means 1
 */
public record WorkloadEntry(
        String address,
        Map<String, Long> ports,
        Map<String, String> labels,
        String network,
        String locality,
        long weight,
        String serviceAccount)
        implements ResourceSpec {
    public WorkloadEntry {
        ports = Map.copyOf(ports);
        labels = Map.copyOf(labels);
    }
}
