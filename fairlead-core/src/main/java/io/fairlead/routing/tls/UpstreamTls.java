package io.fairlead.routing.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How connections to a cluster are encrypted.
 *
 * @param certificate what is shown if the server asks for it; null for none
 * @param check what is asked of the server's certificate; null for nothing
 * @param applicationProtocols for ALPN (RFC 7301), the preferred one first; empty for no ALPN
 */
public record UpstreamTls(
        @Nullable KeyPair certificate,
        @Nullable PeerCheck check,
        ServerName serverName,
        List<String> applicationProtocols) {
    /** The server name (RFC 6066) that is asked for. */
    public sealed interface ServerName {
        /** Always this one. */
        record Fixed(String name) implements ServerName {}

        /**
         * The host that the request is for; none where that is an IP address. Connections are used again only for the same
         * host.
         *
         * @param verification whether the certificate must be for that host
         */
        record OfRequest(Verification verification) implements ServerName {}
    }

    /** Whether the name is compared with the certificate. */
    public enum Verification {
        /** It is not. */
        NONE,
        /** It must be among the certificate's subject alternative names. */
        SUBJECT_ALT_NAMES
    }

    public UpstreamTls {
        applicationProtocols = List.copyOf(applicationProtocols);
    }
}
