package io.fairlead.proxy.tls;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The subject alternative names (RFC 5280 section 4.2.1.6) of a certificate. Stateless. */
final class SubjectAltNames {
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int IP_ADDRESS = 7;

    private SubjectAltNames() {}

    /** The DNS names as they are written in the certificate. */
    static List<String> dns(X509Certificate certificate) {
        return ofType(certificate, DNS);
    }

    /** The URIs. */
    static List<String> uris(X509Certificate certificate) {
        return ofType(certificate, URI);
    }

    /**
     * Whether the certificate has a name: DNS names compare without case, and one that begins with {@code *.} stands for
     * exactly one more label; URIs, mail and IP addresses compare as they are. Source: Envoy {@code dnsNameMatch}.
     */
    static boolean has(X509Certificate certificate, String name) {
        for (String dns : dns(certificate)) {
            if (covers(dns.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return uris(certificate).contains(name)
                || ofType(certificate, EMAIL).contains(name)
                || hasAddress(certificate, name);
    }

    private static boolean covers(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.substring(dot).equals(pattern.substring(1));
    }

    private static boolean hasAddress(X509Certificate certificate, String name) {
        byte[] wanted = NetUtil.createByteArrayFromIpAddressString(name);
        if (wanted == null) {
            return false;
        }
        try {
            String text = InetAddress.getByAddress(wanted).getHostAddress();
            for (String address : ofType(certificate, IP_ADDRESS)) {
                byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
                if (bytes != null && text.equals(InetAddress.getByAddress(bytes).getHostAddress())) {
                    return true;
                }
            }
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address of " + wanted.length + " bytes: " + name, impossible);
        }
        return false;
    }

    private static List<String> ofType(X509Certificate certificate, int type) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.get(0) instanceof Integer kind && kind == type && name.get(1) instanceof String text) {
                        names.add(text);
                    }
                }
            }
        } catch (CertificateParsingException damaged) {
            // Names that cannot be read are none: nothing is believed for their sake.
            return List.of();
        }
        return names;
    }
}
