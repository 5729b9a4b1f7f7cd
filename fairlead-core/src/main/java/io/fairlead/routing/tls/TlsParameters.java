package io.fairlead.routing.tls;

import java.util.List;

/**
 * Versions and algorithms of TLS.
 *
 * @param cipherSuites for versions before 1.3, by the names of IANA's registry; empty for the defaults
 * @param curves empty for the defaults
 */
public record TlsParameters(Version minimum, Version maximum, List<String> cipherSuites, List<String> curves) {
    /** A version of TLS. */
    public enum Version {
        /** RFC 2246. */
        TLS_1_0,
        /** RFC 4346. */
        TLS_1_1,
        /** RFC 5246. */
        TLS_1_2,
        /** RFC 8446. */
        TLS_1_3
    }

    /** 1.2 and 1.3, with the defaults. */
    public static final TlsParameters DEFAULT =
            new TlsParameters(Version.TLS_1_2, Version.TLS_1_3, List.of(), List.of());

    public TlsParameters {
        cipherSuites = List.copyOf(cipherSuites);
        curves = List.copyOf(curves);
    }
}
