package io.fairlead.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener. Files are paths in the proxy's file system, "" where not written.
 *
 * @param httpsRedirect answers plain requests with a redirect to https
 * @param credentialName the name of a Secret
 * @param credentialNames at most two, one RSA and one ECDSA
 * @param caCertCredentialName a Secret with the CA for client certificates
 * @param subjectAltNames what a client certificate must say; empty means anything
 * @param verifyCertificateSpki base64 SHA-256 of client public keys
 * @param verifyCertificateHash hexadecimal SHA-256 of client certificates
 * @param insecureSkipVerify null means false
 */
public record ServerTlsSettings(
        boolean httpsRedirect,
        Mode mode,
        String serverCertificate,
        String privateKey,
        String caCertificates,
        String caCrl,
        String credentialName,
        List<String> credentialNames,
        String caCertCredentialName,
        List<TlsCertificate> tlsCertificates,
        List<String> subjectAltNames,
        List<String> verifyCertificateSpki,
        List<String> verifyCertificateHash,
        TlsProtocol minProtocolVersion,
        TlsProtocol maxProtocolVersion,
        List<String> cipherSuites,
        List<String> ecdhCurves,
        @Nullable Boolean insecureSkipVerify) {
    public ServerTlsSettings {
        credentialNames = List.copyOf(credentialNames);
        tlsCertificates = List.copyOf(tlsCertificates);
        subjectAltNames = List.copyOf(subjectAltNames);
        verifyCertificateSpki = List.copyOf(verifyCertificateSpki);
        verifyCertificateHash = List.copyOf(verifyCertificateHash);
        cipherSuites = List.copyOf(cipherSuites);
        ecdhCurves = List.copyOf(ecdhCurves);
    }

    /** What is done with TLS. */
    public enum Mode {
        /** It is passed on by server name, without being ended. */
        PASSTHROUGH,
        /** It is ended; the server shows a certificate. */
        SIMPLE,
        /** It is ended; both show a certificate. */
        MUTUAL,
        /** It is passed on to the service that the server name spells. */
        AUTO_PASSTHROUGH,
        /** It is ended; both show the mesh's certificates. */
        ISTIO_MUTUAL,
        /** It is ended; a client's certificate is checked if there is one. */
        OPTIONAL_MUTUAL
    }

    /** A version of TLS. */
    public enum TlsProtocol {
        /** The default. */
        TLS_AUTO,
        /** 1.0. */
        TLSV1_0,
        /** 1.1. */
        TLSV1_1,
        /** 1.2. */
        TLSV1_2,
        /** 1.3. */
        TLSV1_3
    }

    /** A certificate with its key, as files. */
    public record TlsCertificate(String serverCertificate, String privateKey, String caCertificates) {}
}
