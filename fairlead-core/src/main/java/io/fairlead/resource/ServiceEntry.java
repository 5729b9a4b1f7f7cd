package io.fairlead.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that are added to the registry. Istio: {@code service_entry.proto}.
 *
 * @param addresses virtual addresses or CIDR
 * @param workloadSelector WorkloadEntries that serve it; null means {@code endpoints}
 * @param exportTo empty means everywhere
 * @param subjectAltNames what the server's certificate must say
 * @param status null if not written
 */
public record ServiceEntry(
        List<String> hosts,
        List<String> addresses,
        List<ServicePort> ports,
        Location location,
        @WireField(closed = true) Resolution resolution,
        List<WorkloadEntry> endpoints,
        @Nullable WorkloadSelector workloadSelector,
        List<String> exportTo,
        List<String> subjectAltNames,
        @WireField(form = WireField.Form.STATUS) @Nullable ServiceEntryStatus status)
        implements ResourceSpec {
    public ServiceEntry {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
        exportTo = List.copyOf(exportTo);
        subjectAltNames = List.copyOf(subjectAltNames);
    }

    /** Whether the hosts belong to the mesh. */
    public enum Location {
        /** They do not. */
        MESH_EXTERNAL,
        /** They do. */
        MESH_INTERNAL
    }

    /** Where the endpoints' addresses come from. */
    public enum Resolution {
        /** The address that the client connected to. */
        NONE,
        /** The endpoints as written. */
        STATIC,
        /** DNS, every address. */
        DNS,
        /** DNS, the first address. */
        DNS_ROUND_ROBIN,
        /** DNS, by the name in the request. */
        DYNAMIC_DNS
    }

    /**
     * A port of the hosts.
     *
     * @param protocol "" means to find out
     * @param targetPort 0 means {@code number}
     */
    public record ServicePort(long number, String protocol, String name, long targetPort) {}

    /** What a control plane has added. */
    @WireObject(ignored = {"conditions", "validationMessages", "observedGeneration"})
    public record ServiceEntryStatus(List<Address> addresses) {
        public ServiceEntryStatus {
            addresses = List.copyOf(addresses);
        }
    }

    /** A virtual address that was assigned to a host. */
    public record Address(String value, String host) {}
}
