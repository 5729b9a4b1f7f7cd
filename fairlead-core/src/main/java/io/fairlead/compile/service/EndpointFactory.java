package io.fairlead.compile.service;

import io.fairlead.resource.EndpointSlice;
import io.fairlead.resource.WorkloadEntry;
import io.fairlead.routing.Endpoint;
import java.util.HashMap;
import java.util.Map;

/** Endpoints from the objects that describe them. */
final class EndpointFactory {
    private static final String LOCALITY_LABEL = "topology.istio.io/locality";
    private static final String OLD_LOCALITY_LABEL = "istio-locality";

    private EndpointFactory() {}

    /**
     * The endpoint of a workload outside Kubernetes.
     *
     * @param labels all of the workload's
     * @param workload its name
     */
    static Endpoint of(WorkloadEntry entry, int port, Map<String, String> labels, String workload) {
        boolean unixSocket = entry.address().startsWith("unix://");
        int weight = (int) Math.min(Math.max(entry.weight(), 1), Integer.MAX_VALUE);
        String locality = locality(entry.locality(), labels);
        Map<String, String> augmented = Locality.of(locality).augment(labels);
        if (!entry.network().isEmpty() && !augmented.containsKey(Locality.NETWORK_LABEL)) {
            augmented = new HashMap<>(augmented);
            augmented.put(Locality.NETWORK_LABEL, entry.network());
        }
        return new Endpoint(entry.address(), unixSocket ? 0 : port, weight, augmented, locality, workload);
    }

    /** The endpoint of a pod, or of whatever else a slice lists. */
    static Endpoint of(EndpointSlice.Endpoint endpoint, int port, Map<String, String> labels, String service) {
        String locality = endpoint.zone().isEmpty()
                ? byTopology(labels)
                : labels.getOrDefault(Locality.REGION_LABEL, "") + "/" + endpoint.zone();
        EndpointSlice.ObjectReference target = endpoint.targetRef();
        String workload = target == null || target.name().isEmpty() ? workload(service, labels) : target.name();
        return new Endpoint(
                endpoint.addresses().get(0), port, 1, Locality.of(locality).augment(labels), locality, workload);
    }

    /** The name of a workload that has none of its own: the service's with the version. */
    static String workload(String service, Map<String, String> labels) {
        String version = labels.getOrDefault("version", "");
        return version.isEmpty() ? service : service + "-" + version;
    }

    /** The labels of a WorkloadEntry object: those of its metadata win. */
    static Map<String, String> labels(Map<String, String> spec, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return spec;
        }
        Map<String, String> labels = new HashMap<>(spec);
        labels.putAll(metadata);
        return labels;
    }

    private static String locality(String written, Map<String, String> labels) {
        if (!written.isEmpty()) {
            return written;
        }
        String label = labels.getOrDefault(LOCALITY_LABEL, labels.getOrDefault(OLD_LOCALITY_LABEL, ""));
        if (label.isEmpty()) {
            return byTopology(labels);
        }
        // A label's value cannot hold a slash.
        return label.indexOf('/') < 0 ? label.replace('.', '/') : label;
    }

    private static String byTopology(Map<String, String> labels) {
        String region = labels.getOrDefault(Locality.REGION_LABEL, "");
        String zone = labels.getOrDefault(Locality.ZONE_LABEL, "");
        String subzone = labels.getOrDefault(Locality.SUBZONE_LABEL, "");
        if (!subzone.isEmpty()) {
            return region + "/" + zone + "/" + subzone;
        }
        return zone.isEmpty() ? region : region + "/" + zone;
    }
}
