package io.fairlead.proxy.tls;

import io.fairlead.resource.Bytes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads certificates, revocation lists and private keys from text in PEM form (RFC 7468). Text around the blocks is passed
 * over, as are blocks of another kind. Stateless.
 */
final class PemDecoder {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private record Block(String label, Bytes content) {}

    private PemDecoder() {}

    /** The certificates, one at least, in the order in which they are written. */
    static List<X509Certificate> certificates(Pem pem) throws TlsProblem {
        List<X509Certificate> certificates = new ArrayList<>();
        CertificateFactory factory = factory();
        for (Block block : blocks(pem)) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("TRUSTED CERTIFICATE")) {
                try {
                    certificates.add((X509Certificate) factory.generateCertificate(
                            new ByteArrayInputStream(block.content().toArray())));
                } catch (CertificateException e) {
                    throw new TlsProblem(pem.origin() + " has a damaged certificate (" + e.getMessage() + ")");
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsProblem(pem.origin() + " has no certificate in PEM form");
        }
        return certificates;
    }

    /** The revocation lists, one at least. */
    static List<CRL> revocations(Pem pem) throws TlsProblem {
        List<CRL> lists = new ArrayList<>();
        for (Block block : blocks(pem)) {
            if (block.label().equals("X509 CRL")) {
                try {
                    lists.add(factory()
                            .generateCRL(
                                    new ByteArrayInputStream(block.content().toArray())));
                } catch (GeneralSecurityException e) {
                    throw new TlsProblem(pem.origin() + " has a damaged revocation list (" + e.getMessage() + ")");
                }
            }
        }
        if (lists.isEmpty()) {
            throw new TlsProblem(pem.origin() + " has no revocation list in PEM form");
        }
        return lists;
    }

    /** The first private key. */
    static PrivateKey privateKey(Pem pem) throws TlsProblem {
        for (Block block : blocks(pem)) {
            byte[] der = block.content().toArray();
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return PrivateKeys.ofPkcs8(der, pem.origin());
                }
                case "RSA PRIVATE KEY" -> {
                    return PrivateKeys.ofPkcs8(PrivateKeys.wrapRsa(der), pem.origin());
                }
                case "EC PRIVATE KEY" -> {
                    return PrivateKeys.ofPkcs8(PrivateKeys.wrapEc(der, pem.origin()), pem.origin());
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new TlsProblem(pem.origin() + " has a key that is encrypted by a password");
                default -> {}
            }
        }
        throw new TlsProblem(pem.origin() + " has no private key in PEM form");
    }

    private static CertificateFactory factory() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException("the Java runtime knows no X.509 certificates", e);
        }
    }

    private static List<Block> blocks(Pem pem) throws TlsProblem {
        String text = new String(pem.content(), StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
            String end = "-----END " + label + DASHES;
            int bodyEnd = labelEnd < 0 ? -1 : text.indexOf(end, labelEnd);
            if (bodyEnd < 0) {
                throw new TlsProblem(pem.origin() + " ends in the middle of a block");
            }
            blocks.add(new Block(label, Bytes.of(decode(text.substring(labelEnd + DASHES.length(), bodyEnd), pem))));
            at = text.indexOf(BEGIN, bodyEnd + end.length());
        }
        return blocks;
    }

    private static byte[] decode(String body, Pem pem) throws TlsProblem {
        // Old encrypted keys have header lines, which are not base64.
        if (body.indexOf(':') >= 0) {
            throw new TlsProblem(pem.origin() + " has a key that is encrypted by a password");
        }
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new TlsProblem(pem.origin() + " is not in PEM form (" + e.getMessage() + ")");
        }
    }
}
