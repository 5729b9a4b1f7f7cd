package io.fairlead.routing.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How TLS of clients is ended.
 *
 * @param certificates one at least, of which the first that suits the client's algorithms is shown
 * @param check what is asked of a client's certificate; null where clients are not asked for one
 * @param applicationProtocols for ALPN (RFC 7301), the preferred one first; empty for no ALPN
 */
public record DownstreamTls(
        List<KeyPair> certificates,
        ClientCertificate clientCertificate,
        @Nullable PeerCheck check,
        TlsParameters parameters,
        List<String> applicationProtocols) {
    /** Whether clients show a certificate. */
    public enum ClientCertificate {
        /** They are not asked for one. */
        NONE,
        /** They may. */
        OPTIONAL,
        /** They must. */
        REQUIRED
    }

    public DownstreamTls {
        certificates = List.copyOf(certificates);
        applicationProtocols = List.copyOf(applicationProtocols);
    }
}
