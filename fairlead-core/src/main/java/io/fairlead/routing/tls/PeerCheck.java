package io.fairlead.routing.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the certificate that the other side shows.
 *
 * @param authorities who must have signed it; null for those that the system trusts
 * @param revocations lists of certificates that are not believed any more; null for none
 * @param subjectAltNames one of which the certificate must have; empty for any. A name compares as a whole; one in the
 *     certificate may stand for a label by an asterisk
 * @param pins one of which the certificate must meet; empty for any
 */
public record PeerCheck(
        @Nullable PemSource authorities,
        @Nullable PemSource revocations,
        List<String> subjectAltNames,
        List<Pin> pins,
        Failure failure) {
    /** A certificate, or its key, by its SHA-256. */
    public sealed interface Pin {
        /** The key ({@code SubjectPublicKeyInfo}), in base64. */
        record Spki(String sha256) implements Pin {}

        /** The certificate, in hexadecimal, with or without colons. */
        record Certificate(String sha256) implements Pin {}
    }

    /** What becomes of a connection whose certificate does not pass. */
    public enum Failure {
        /** It ends. */
        REFUSED,
        /** It goes on as if the certificate were believed. */
        ACCEPTED
    }

    public PeerCheck {
        subjectAltNames = List.copyOf(subjectAltNames);
        pins = List.copyOf(pins);
    }
}
