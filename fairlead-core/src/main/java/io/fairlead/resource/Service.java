package io.fairlead.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes Service, as far as routing has a use for it. Kubernetes: {@code core/v1}.
 *
 * @param type "" means {@code ClusterIP}
 * @param clusterIP "" if not assigned, {@code None} for a headless Service
 * @param externalName the DNS name of a Service of type {@code ExternalName}, else ""
 * @param selector labels of the pods that serve it
 * @param internalTrafficPolicy "" means {@code Cluster}
 * @param trafficDistribution "" means none
 */
@WireObject(
        ignored = {
            "allocateLoadBalancerNodePorts",
            "externalTrafficPolicy",
            "healthCheckNodePort",
            "ipFamilies",
            "ipFamilyPolicy",
            "loadBalancerClass",
            "loadBalancerIP",
            "loadBalancerSourceRanges",
            "sessionAffinity",
            "sessionAffinityConfig"
        })
public record Service(
        String type,
        String clusterIP,
        List<String> clusterIPs,
        List<String> externalIPs,
        String externalName,
        List<ServicePort> ports,
        Map<String, String> selector,
        boolean publishNotReadyAddresses,
        String internalTrafficPolicy,
        String trafficDistribution)
        implements ResourceSpec {
    public Service {
        clusterIPs = List.copyOf(clusterIPs);
        externalIPs = List.copyOf(externalIPs);
        ports = List.copyOf(ports);
        selector = Map.copyOf(selector);
    }

    /**
     * A port of a Service.
     *
     * @param name "" for a single port
     * @param protocol "" means {@code TCP}
     * @param port 0 if not written
     * @param targetPort a number or a container port's name, "" means {@code port}
     * @param nodePort 0 means none
     * @param appProtocol null means by name
     */
    public record ServicePort(
            String name,
            String protocol,
            int port,
            @WireField(form = WireField.Form.INT_OR_STRING) String targetPort,
            int nodePort,
            @Nullable String appProtocol) {}
}
