package io.fairlead.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards a host. Files are paths in the proxy's file system, "" where not written.
 *
 * @param caCertificates "" means the system's
 * @param credentialName the name of a Secret
 * @param subjectAltNames empty means the ServiceEntry's, else the host
 * @param sni "" means the Host header
 * @param insecureSkipVerify null means false
 */
public record ClientTlsSettings(
        Mode mode,
        String clientCertificate,
        String privateKey,
        String caCertificates,
        String credentialName,
        List<String> subjectAltNames,
        String sni,
        @Nullable Boolean insecureSkipVerify,
        String caCrl) {
    public ClientTlsSettings {
        subjectAltNames = List.copyOf(subjectAltNames);
    }

    /** Who shows a certificate. */
    public enum Mode {
        /** No TLS. */
        DISABLE,
        /** The server. */
        SIMPLE,
        /** Both. */
        MUTUAL,
        /** Both, with the mesh's certificates. */
        ISTIO_MUTUAL
    }
}
