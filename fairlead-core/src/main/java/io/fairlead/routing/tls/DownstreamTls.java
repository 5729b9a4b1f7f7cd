package io.fairlead.routing.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How TLS of clients is ended.
 *
 * @param certificates of which the one that suits the client's algorithms is shown; empty if none could be found: no
 *     connection is accepted then
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
        /** They may; one that fails the check ends the connection. */
        OPTIONAL,
        /** They may; one that fails the check is treated as none. */
        UNVERIFIED,
        /** They must. */
        REQUIRED
    }

    public DownstreamTls {
        certificates = List.copyOf(certificates);
        applicationProtocols = List.copyOf(applicationProtocols);
    }
}
