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
 * @param priority 0 is used first; others as those before lack healthy endpoints
 */
public record Endpoint(
        String address,
        int port,
        int weight,
        Map<String, String> labels,
        String locality,
        String workload,
        int priority) {
    public Endpoint {
        labels = Map.copyOf(labels);
    }

    /** An endpoint of the first priority. */
    public Endpoint(
            String address, int port, int weight, Map<String, String> labels, String locality, String workload) {
        this(address, port, weight, labels, locality, workload, 0);
    }

    /** This endpoint in another priority. */
    public Endpoint withPriority(int wanted) {
        return wanted == priority ? this : new Endpoint(address, port, weight, labels, locality, workload, wanted);
    }
}
