package io.fairlead.routing;

import java.util.Map;

/**
 * One address of a cluster.
 *
 * @param address an IP address; a DNS name where the cluster's {@link Discovery} is a DNS one; or {@code unix:///path}
 * @param port 1 to 65535, 0 for a Unix socket
 * @param weight 1 or more
 * @param locality {@code region/zone/subzone}, "" if unknown
 * @param workload the name of the workload behind it, "" if unknown
 */
public record Endpoint(
        String address, int port, int weight, Map<String, String> labels, String locality, String workload) {
    public Endpoint {
        labels = Map.copyOf(labels);
    }
}
