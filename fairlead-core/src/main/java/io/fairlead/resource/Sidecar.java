package io.fairlead.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies of some workloads know and accept. Istio: {@code sidecar.proto}.
 *
 * @param workloadSelector null means every workload of the namespace
 * @param egress empty means everything
 * @param outboundTrafficPolicy null means that of the mesh
 */
public record Sidecar(
        @Nullable WorkloadSelector workloadSelector,
        List<IstioIngressListener> ingress,
        List<IstioEgressListener> egress,
        @Nullable ConnectionPoolSettings inboundConnectionPool,
        @Nullable OutboundTrafficPolicy outboundTrafficPolicy)
        implements ResourceSpec {
    public Sidecar {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }

    /**
     * A port for traffic to the workload.
     *
     * @param port null if not written, which is invalid
     * @param bind "" means the workload's address
     * @param defaultEndpoint "" means the original destination
     */
    public record IstioIngressListener(
            @Nullable SidecarPort port,
            String bind,
            CaptureMode captureMode,
            String defaultEndpoint,
            @Nullable ServerTlsSettings tls,
            @Nullable ConnectionPoolSettings connectionPool) {}

    /**
     * A port for traffic from the workload.
     *
     * @param port null means every port that no other listener names
     * @param hosts {@code namespace/host}, with {@code ~} for exclusion
     */
    public record IstioEgressListener(
            @Nullable SidecarPort port, String bind, CaptureMode captureMode, List<String> hosts) {
        public IstioEgressListener {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * A port of a Sidecar's listener.
     *
     * @param targetPort deprecated, 0 if not written
     */
    public record SidecarPort(long number, String protocol, String name, long targetPort) {}

    /** How traffic reaches a listener. */
    public enum CaptureMode {
        /** As the mesh says. */
        DEFAULT,
        /** Redirected by the kernel. */
        IPTABLES,
        /** The application connects to it. */
        NONE
    }

    /** What happens to traffic for hosts that are not known. */
    public record OutboundTrafficPolicy(
            @WireField(closed = true) Mode mode, @Nullable Destination egressProxy) {
        /** Whether hosts that are not known can be reached. */
        public enum Mode {
            /** They cannot. */
            REGISTRY_ONLY,
            /** They can. */
            ALLOW_ANY
        }
    }
}
