package io.fairlead.testkit.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A certificate authority that lives as long as a test. Its certificates hold from yesterday for a month, so that they are
 * valid whenever the test runs.
 */
public final class TestAuthority {
    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.identifier("1.2.840.10045.4.3.2"));
    private static final AtomicLong SERIALS = new AtomicLong(1000);

    private final String name;
    private final KeyPair keys;
    private final Credential own;

    /** The algorithm of a certificate's key. */
    public enum Algorithm {
        EC,
        RSA
    }

    /** The time in which a certificate is valid. */
    public record Validity(Instant from, Instant to) {
        /** Around a time. */
        public static Validity around(Instant time) {
            return new Validity(time.minus(Duration.ofDays(1)), time.plus(Duration.ofDays(30)));
        }
    }

    /** An authority with a new key. */
    public TestAuthority(String name) {
        this.name = name;
        this.keys = newKeys(Algorithm.EC);
        byte[] basicConstraints = extension("2.5.29.19", true, Der.sequence(Der.TRUE));
        byte[] keyUsage = extension("2.5.29.15", true, new byte[] {3, 2, 1, 6});
        Validity validity = Validity.around(Instant.now());
        this.own = new Credential(
                certify(name, keys.getPublic(), validity, List.of(basicConstraints, keyUsage)), pem(keys.getPrivate()));
    }

    /** The certificate that others must believe. */
    public String certificatePem() {
        return own.certificatePem();
    }

    /** A certificate with a new key of an elliptic curve; names with a colon are URIs, others DNS names. */
    public Credential issue(String commonName, String... names) {
        return issue(Algorithm.EC, Validity.around(Instant.now()), commonName, names);
    }

    /** A certificate with a new key, valid now. */
    public Credential issue(Algorithm algorithm, String commonName, String... names) {
        return issue(algorithm, Validity.around(Instant.now()), commonName, names);
    }

    /** A certificate with a new key. */
    public Credential issue(Algorithm algorithm, Validity validity, String commonName, String... names) {
        KeyPair fresh = newKeys(algorithm);
        List<byte[]> extensions = new ArrayList<>();
        extensions.add(extension(
                "2.5.29.37",
                false,
                Der.sequence(Der.identifier("1.3.6.1.5.5.7.3.1"), Der.identifier("1.3.6.1.5.5.7.3.2"))));
        if (names.length > 0) {
            byte[][] written = new byte[names.length][];
            for (int i = 0; i < names.length; i++) {
                written[i] = Der.value(names[i].indexOf(':') < 0 ? 0x82 : 0x86, ascii(names[i]));
            }
            extensions.add(extension("2.5.29.17", false, Der.sequence(written)));
        }
        return new Credential(
                certify(commonName, fresh.getPublic(), validity, extensions) + own.certificatePem(),
                pem(fresh.getPrivate()));
    }

    /** A list, in PEM, that revokes these certificates of this authority. */
    public String revoking(Credential... revoked) {
        Validity validity = Validity.around(Instant.now());
        byte[][] entries = new byte[revoked.length][];
        for (int i = 0; i < revoked.length; i++) {
            entries[i] = Der.sequence(
                    Der.value(2, revoked[i].certificate().getSerialNumber().toByteArray()), Der.time(validity.from()));
        }
        byte[] list = entries.length == 0 ? new byte[0] : Der.sequence(entries);
        byte[] content = Der.sequence(
                Der.integer(1), ECDSA_SHA256, subject(name), Der.time(validity.from()), Der.time(validity.to()), list);
        return pem("X509 CRL", signed(content));
    }

    private String certify(String commonName, PublicKey key, Validity validity, List<byte[]> extensions) {
        byte[] content = Der.sequence(
                Der.value(0xA0, Der.integer(2)),
                Der.integer(SERIALS.incrementAndGet()),
                ECDSA_SHA256,
                subject(name),
                Der.sequence(Der.time(validity.from()), Der.time(validity.to())),
                subject(commonName),
                key.getEncoded(),
                Der.value(0xA3, Der.sequence(extensions.toArray(new byte[0][]))));
        return pem("CERTIFICATE", signed(content));
    }

    private byte[] signed(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            return Der.sequence(content, ECDSA_SHA256, Der.bits(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK signs with elliptic curves", e);
        }
    }

    private static KeyPair newKeys(Algorithm algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.name());
            generator.initialize(algorithm == Algorithm.EC ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK makes keys of " + algorithm, e);
        }
    }

    private static byte[] subject(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.identifier("2.5.4.3"), Der.utf8(commonName))));
    }

    private static byte[] extension(String identifier, boolean critical, byte[] content) {
        return Der.sequence(Der.identifier(identifier), critical ? Der.TRUE : new byte[0], Der.octets(content));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
