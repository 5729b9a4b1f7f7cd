package io.fairlead.validate;

import io.fairlead.resource.ClientTlsSettings;
import io.fairlead.resource.ClientTlsSettings.Mode;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules on TLS towards services. Source: Istio {@code validateTLS}. */
final class ClientTlsRules {
    private ClientTlsRules() {}

    static void check(Field field, @Nullable ClientTlsSettings tls) {
        if (tls == null) {
            return;
        }
        configMap(field, tls.credentialName());
        boolean skips = tls.insecureSkipVerify() != null && tls.insecureSkipVerify();
        boolean names = !tls.subjectAltNames().isEmpty();
        if (skips && tls.mode() == Mode.SIMPLE) {
            boolean others =
                    !tls.caCertificates().isEmpty() || !tls.credentialName().isEmpty() || names;
            excludes(field, others, "caCertificates, credentialName and subjectAltNames");
        } else if (skips && tls.mode() == Mode.MUTUAL) {
            excludes(field, !tls.caCertificates().isEmpty() || names, "caCertificates and subjectAltNames");
        }
        if (tls.mode() != Mode.SIMPLE && tls.mode() != Mode.MUTUAL) {
            return;
        }
        if (!tls.credentialName().isEmpty()) {
            boolean files = !tls.clientCertificate().isEmpty()
                    || !tls.privateKey().isEmpty()
                    || !tls.caCertificates().isEmpty()
                    || !tls.caCrl().isEmpty();
            if (files) {
                field.field("credentialName").error("credentialName excludes files.", "Remove one of the two.");
            }
        } else if (tls.mode() == Mode.MUTUAL) {
            required(field.field("clientCertificate"), tls.clientCertificate());
            required(field.field("privateKey"), tls.privateKey());
        }
    }

    private static void configMap(Field field, String name) {
        if (!name.startsWith("configmap://")) {
            return;
        }
        List<String> parts = Texts.split(name.substring("configmap://".length()), '/');
        boolean own = parts.size() == 2 && parts.get(0).equals(field.namespace());
        if (!own || parts.contains("")) {
            field.field("credentialName")
                    .error(
                            "The ConfigMap must be in the rule's own namespace.",
                            "Write configmap://" + field.namespace() + "/name.");
        }
    }

    private static void excludes(Field field, boolean written, String others) {
        if (written) {
            field.field("insecureSkipVerify")
                    .error("insecureSkipVerify excludes " + others + ".", "Remove one of the two.");
        }
    }

    private static void required(Field field, String file) {
        if (file.isEmpty()) {
            field.error("Mode MUTUAL needs the file.", "Write its path, or a credentialName.");
        }
    }
}
