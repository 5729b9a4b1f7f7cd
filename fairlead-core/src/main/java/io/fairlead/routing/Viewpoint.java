package io.fairlead.routing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose routing it is: the compiler's only input beside the resources.
 *
 * @param namespace the workload's
 * @param labels the workload's; empty means that no gateway selector is checked
 * @param locality {@code region/zone/subzone}, "" if unknown
 * @param httpProxyPort the port on loopback where the workload sends its own requests to, as to a sidecar; null for none
 * @param meshCertificates the folder of the workload's certificate for mode ISTIO_MUTUAL: {@code cert-chain.pem}, {@code
 *     key.pem} and {@code root-cert.pem}
 */
public record Viewpoint(
        String namespace,
        Map<String, String> labels,
        String locality,
        @Nullable Integer httpProxyPort,
        String meshCertificates) {
    /** Where Istio's agent has certificates mounted. */
    public static final String MESH_CERTIFICATES = "/etc/certs";

    public Viewpoint {
        labels = Map.copyOf(labels);
    }

    /** A gateway, without a proxy for a workload's own requests. */
    public Viewpoint(String namespace, Map<String, String> labels, String locality) {
        this(namespace, labels, locality, null, MESH_CERTIFICATES);
    }

    /** This viewpoint with a port for the workload's own requests. */
    public Viewpoint withHttpProxyPort(int port) {
        return new Viewpoint(namespace, labels, locality, port, meshCertificates);
    }

    /** This viewpoint with another folder for the workload's certificate. */
    public Viewpoint withMeshCertificates(String folder) {
        return new Viewpoint(namespace, labels, locality, httpProxyPort, folder);
    }
}
