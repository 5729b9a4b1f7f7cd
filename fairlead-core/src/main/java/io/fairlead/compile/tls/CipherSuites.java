package io.fairlead.compile.tls;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.diagnostic.Code;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of cipher suites that a Gateway may write, as OpenSSL has them. Source: Istio {@code
 * pkg/config/security ValidCipherSuites}.
 */
final class CipherSuites {
    private static final Map<String, String> IANA_NAMES = Map.ofEntries(
            Map.entry("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
            Map.entry("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            Map.entry("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
            Map.entry("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
            Map.entry("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
            Map.entry("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
            Map.entry("ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
            Map.entry("ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
            Map.entry("ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
            Map.entry("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
            Map.entry("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
            Map.entry("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
            Map.entry("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
            Map.entry("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"));

    private CipherSuites() {}

    /** The IANA names of those that are known, each once; others are reported. */
    static List<String> compile(List<String> written, Place place, Findings findings) {
        Set<String> suites = new LinkedHashSet<>();
        for (int i = 0; i < written.size(); i++) {
            for (String name : alternatives(written.get(i))) {
                String known = IANA_NAMES.get(name);
                if (known == null) {
                    findings.warn(
                            Code.NOT_SERVED,
                            place.index(i),
                            "Cipher suite " + name + " is not known and left out.",
                            "Use for example ECDHE-RSA-AES128-GCM-SHA256.");
                } else {
                    suites.add(known);
                }
            }
        }
        return List.copyOf(suites);
    }

    /** A group of equal rank in brackets is taken as a list: {@code [A|B]}. */
    private static List<String> alternatives(String written) {
        if (!written.startsWith("[") || !written.endsWith("]")) {
            return List.of(written);
        }
        List<String> names = new ArrayList<>();
        int from = 1;
        for (int i = 1; i < written.length(); i++) {
            if (written.charAt(i) == '|' || i == written.length() - 1) {
                names.add(written.substring(from, i));
                from = i + 1;
            }
        }
        return names;
    }
}
