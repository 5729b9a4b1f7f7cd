package io.fairlead.validate;

import io.fairlead.resource.ServerTlsSettings;
import io.fairlead.resource.ServerTlsSettings.Mode;
import io.fairlead.resource.ServerTlsSettings.TlsCertificate;
import io.fairlead.resource.ServerTlsSettings.TlsProtocol;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules on TLS of listeners. Source: Istio {@code validateTLSOptions}. */
final class ServerTlsRules {
    private static final int MAX_CERTIFICATES = 2;

    /** Source: Istio {@code pkg/config/security/security.go}. */
    private static final Set<String> CIPHERS = Set.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305",
            "ECDHE-ECDSA-AES128-SHA",
            "ECDHE-RSA-AES128-SHA",
            "ECDHE-ECDSA-AES256-SHA",
            "ECDHE-RSA-AES256-SHA",
            "AES128-GCM-SHA256",
            "AES256-GCM-SHA384",
            "AES128-SHA",
            "AES256-SHA",
            "DES-CBC3-SHA");

    private ServerTlsRules() {}

    static void check(Field field, ServerTlsSettings tls) {
        boolean old =
                tls.minProtocolVersion() == TlsProtocol.TLSV1_0 || tls.minProtocolVersion() == TlsProtocol.TLSV1_1;
        if (old && tls.cipherSuites().isEmpty()) {
            field.field("minProtocolVersion").warn("TLS below 1.2 needs cipherSuites.", "Write them, or use TLSV1_2.");
        }
        ciphers(field.field("cipherSuites"), tls.cipherSuites());
        boolean files = !tls.serverCertificate().isEmpty()
                || !tls.privateKey().isEmpty()
                || !tls.caCertificates().isEmpty();
        boolean certificates = files
                || !tls.tlsCertificates().isEmpty()
                || !tls.credentialName().isEmpty()
                || !tls.credentialNames().isEmpty();
        if (tls.mode() == Mode.ISTIO_MUTUAL) {
            if (certificates) {
                field.error("Mode ISTIO_MUTUAL has no certificates of its own.", "Remove them.");
            }
            return;
        }
        if (tls.mode() == Mode.PASSTHROUGH || tls.mode() == Mode.AUTO_PASSTHROUGH) {
            if (certificates || !tls.caCrl().isEmpty()) {
                field.warn("In a passthrough mode certificates are not used.", "Remove them, or use mode SIMPLE.");
            }
        }
        sources(field, tls);
        boolean ends = tls.mode() == Mode.SIMPLE || tls.mode() == Mode.MUTUAL || tls.mode() == Mode.OPTIONAL_MUTUAL;
        boolean secret =
                !tls.credentialName().isEmpty() || !tls.credentialNames().isEmpty();
        if (ends && secret) {
            return;
        }
        if (ends) {
            required(field, tls);
        }
        if (!tls.caCrl().isEmpty() && (!tls.credentialName().isEmpty() || tls.mode() == Mode.SIMPLE)) {
            field.field("caCrl").error("There is no client certificate that could be revoked.", "Remove it.");
        }
    }

    private static void ciphers(Field field, List<String> names) {
        Set<String> known = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!isCipher(name)) {
                field.index(i).warn(Texts.quote(name) + " is no cipher suite.", "Use a name of BoringSSL.");
            } else if (!known.add(name)) {
                field.index(i).warn(Texts.quote(name) + " occurs twice.", "Remove one.");
            }
        }
    }

    /** What begins with an operator, for example {@code -ALL}, is not looked into. */
    private static boolean isCipher(String name) {
        return name.isEmpty()
                || name.equals("ALL")
                || !Character.isLetterOrDigit(name.charAt(0))
                || CIPHERS.contains(name);
    }

    private static void sources(Field field, ServerTlsSettings tls) {
        int sources = 0;
        if (!tls.serverCertificate().isEmpty() && !tls.privateKey().isEmpty()) {
            sources++;
        }
        if (!tls.credentialName().isEmpty()) {
            sources++;
        }
        if (!tls.credentialNames().isEmpty()) {
            sources++;
        }
        if (!tls.tlsCertificates().isEmpty()) {
            sources++;
        }
        if (sources > 1) {
            field.error(
                    "There is more than one source of certificates.",
                    "Keep one of credentialName, credentialNames, tlsCertificates and files.");
        }
    }

    private static void required(Field field, ServerTlsSettings tls) {
        if (tls.mode() != Mode.SIMPLE && tls.caCertificates().isEmpty()) {
            field.field("caCertificates").error("The mode needs the CA of clients.", "Write it, or a credentialName.");
        }
        List<TlsCertificate> certificates = tls.tlsCertificates();
        if (certificates.size() > MAX_CERTIFICATES) {
            field.field("tlsCertificates").warn("Only two certificates are used.", "Remove the others.");
        }
        if (certificates.isEmpty()) {
            file(field.field("serverCertificate"), tls.serverCertificate());
            file(field.field("privateKey"), tls.privateKey());
        }
        for (int i = 0; i < certificates.size(); i++) {
            Field at = field.field("tlsCertificates").index(i);
            file(at.field("serverCertificate"), certificates.get(i).serverCertificate());
            file(at.field("privateKey"), certificates.get(i).privateKey());
        }
    }

    private static void file(Field field, String path) {
        if (path.isEmpty()) {
            field.error("The mode needs the file.", "Write its path, or a credentialName.");
        }
    }
}
