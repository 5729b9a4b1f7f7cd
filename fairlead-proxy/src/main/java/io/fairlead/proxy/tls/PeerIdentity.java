package io.fairlead.proxy.tls;

import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who a client says it is by its certificate. Immutable.
 *
 * @param certificate the client's
 * @param ownUris the URIs of the certificate that it was shown
 */
public record PeerIdentity(X509Certificate certificate, List<String> ownUris) {
    private static final Map<String, String> ATTRIBUTE_NAMES = Map.of("1.2.840.113549.1.9.1", "emailAddress");

    public PeerIdentity {
        ownUris = List.copyOf(ownUris);
    }

    /** Who is at the other end of a connection whose handshake is over; null if it showed no certificate. */
    public static @Nullable PeerIdentity of(SslHandler handler, ServerTls server) {
        if (server.config().check() == null) {
            return null;
        }
        try {
            Certificate[] chain = handler.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf
                    ? new PeerIdentity(leaf, server.ownUris())
                    : null;
        } catch (SSLPeerUnverifiedException noCertificate) {
            return null;
        }
    }

    /**
     * The value of {@code x-forwarded-client-cert} as Istio's gateways have it, in ASCII: who was called, and the hash,
     * certificate, subject, URIs and DNS names of the caller. Source: Envoy {@code mutateXfccRequestHeader}.
     */
    public byte[] forwardedClientCert() {
        StringBuilder value = new StringBuilder();
        ownUris.forEach(uri -> value.append("By=").append(uri).append(';'));
        byte[] encoded = encoded();
        value.append("Hash=").append(HexFormat.of().formatHex(sha256(encoded)));
        value.append(";Cert=\"").append(urlEncodedPem(encoded)).append('"');
        String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, ATTRIBUTE_NAMES);
        value.append(";Subject=\"").append(printable(subject)).append('"');
        SubjectAltNames.uris(certificate).forEach(uri -> value.append(";URI=").append(printable(uri)));
        SubjectAltNames.dns(certificate).forEach(dns -> value.append(";DNS=").append(printable(dns)));
        return value.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime has no SHA-256", e);
        }
    }

    private static String urlEncodedPem(byte[] encoded) {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END CERTIFICATE-----\n";
        return pem.replace("\n", "%0A")
                .replace(" ", "%20")
                .replace("+", "%2B")
                .replace("/", "%2F")
                .replace("=", "%3D");
    }

    /** A name from a certificate as a header may have it: its bytes in UTF-8, control characters as question marks. */
    private static String printable(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ' || bytes[i] == 0x7F) {
                bytes[i] = '?';
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
