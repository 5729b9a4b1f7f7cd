package io.fairlead.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some endpoints of a Kubernetes Service, which the label {@code kubernetes.io/service-name} names. Kubernetes:
 * {@code discovery/v1}.
 *
 * @param addressType {@code IPv4}, {@code IPv6} or {@code FQDN}
 * @param ports of every endpoint of the slice
 */
@WireObject(place = WireObject.Place.TOP_LEVEL)
public record EndpointSlice(String addressType, List<Endpoint> endpoints, List<EndpointPort> ports)
        implements ResourceSpec {
    /** The label that names the Service. */
    public static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    public EndpointSlice {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /**
     * One endpoint.
     *
     * @param addresses all of the same endpoint; the first is used
     * @param conditions null means ready
     * @param hostname "" means none
     * @param targetRef the pod, null if there is none
     * @param nodeName "" if not known
     * @param zone "" if not known
     */
    @WireObject(ignored = {"hints"})
    public record Endpoint(
            List<String> addresses,
            @Nullable EndpointConditions conditions,
            String hostname,
            @Nullable ObjectReference targetRef,
            String nodeName,
            String zone,
            Map<String, String> deprecatedTopology) {
        public Endpoint {
            addresses = List.copyOf(addresses);
            deprecatedTopology = Map.copyOf(deprecatedTopology);
        }
    }

    /**
     * The state of an endpoint.
     *
     * @param ready null means true
     * @param serving null means as {@code ready}
     * @param terminating null means false
     */
    public record EndpointConditions(
            @Nullable Boolean ready,
            @Nullable Boolean serving,
            @Nullable Boolean terminating) {}

    /** The object behind an endpoint. */
    @WireObject(ignored = {"apiVersion", "resourceVersion", "fieldPath"})
    public record ObjectReference(String kind, String namespace, String name, String uid) {}

    /**
     * A port of a slice.
     *
     * @param name joins it with the Service's port
     * @param protocol "" means {@code TCP}
     * @param port null means any
     * @param appProtocol null means by name
     */
    public record EndpointPort(
            String name,
            String protocol,
            @Nullable Integer port,
            @Nullable String appProtocol) {}
}
