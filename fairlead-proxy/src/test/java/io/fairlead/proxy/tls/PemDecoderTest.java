package io.fairlead.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import io.fairlead.testkit.tls.Credential;
import io.fairlead.testkit.tls.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PemDecoderTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("ca");
    private static final Credential EC = AUTHORITY.issue("ec", "ec.test");
    private static final Credential RSA = AUTHORITY.issue(TestAuthority.Algorithm.RSA, "rsa", "rsa.test");

    private static Pem pem(String text) {
        return new Pem("file", text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String block(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
    }

    /** The content of the last OCTET STRING of a PKCS #8 key: the older form of the key. */
    private static byte[] inner(PrivateKey key, byte... begin) {
        byte[] whole = key.getEncoded();
        for (int at = 0; at < whole.length; at++) {
            if (Arrays.equals(Arrays.copyOfRange(whole, at, at + begin.length), begin)) {
                return Arrays.copyOfRange(whole, at + begin.length, whole.length);
            }
        }
        throw new AssertionError("no key within");
    }

    @Test
    void keysAreReadInAllTheirForms() throws Exception {
        byte[] pkcs1 = inner(RSA.key(), (byte) 4, (byte) 0x82);
        byte[] rsa = Arrays.copyOfRange(pkcs1, 2, pkcs1.length);

        assertThat(PemDecoder.privateKey(pem(EC.keyPem()))).isEqualTo(EC.key());
        assertThat(PemDecoder.privateKey(pem(RSA.keyPem()))).isEqualTo(RSA.key());
        assertThat(PemDecoder.privateKey(pem(block("RSA PRIVATE KEY", rsa)))).isEqualTo(RSA.key());
        assertThat(PemDecoder.privateKey(pem("some text\n" + EC.certificatePem() + EC.keyPem())))
                .isEqualTo(EC.key());
    }

    @Test
    void anEllipticCurveKeyInItsOldFormNamesItsCurve() throws Exception {
        // From: openssl ecparam -name prime256v1 -genkey -noout
        String key = """
                -----BEGIN EC PRIVATE KEY-----
                MHcCAQEEIEaGaOGfMPS5lL7NvPVNFCXMtgp7QiDdmDdECNkMcFcHoAoGCCqGSM49
                AwEHoUQDQgAEvN1hyi4RzGCj26Bc6tEQniFSnCEXIvaFepAoSDlyGlFPvf+hqHyh
                NAcHYaeI8+ulbDgVbAd6/A4rWBgiqUXd6Q==
                -----END EC PRIVATE KEY-----
                """;

        assertThat(PemDecoder.privateKey(pem(key)).getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void aChainIsReadInItsOrder() throws Exception {
        assertThat(PemDecoder.certificates(pem(EC.certificatePem())))
                .hasSize(2)
                .first()
                .isEqualTo(EC.certificate());
    }

    @Test
    void revocationListsAreRead() throws Exception {
        assertThat(PemDecoder.revocations(pem(AUTHORITY.revoking(EC))))
                .singleElement()
                .satisfies(list -> {
                    assertThat(list.isRevoked(EC.certificate())).isTrue();
                    assertThat(list.isRevoked(RSA.certificate())).isFalse();
                });
    }

    @Test
    void whatIsWrongIsSaidWithoutTheContent() {
        assertProblem("", "file has no private key in PEM form");
        assertProblem(EC.certificatePem(), "file has no private key in PEM form");
        assertProblem("-----BEGIN PRIVATE KEY-----\nAAAA", "file ends in the middle of a block");
        assertProblem(block("PRIVATE KEY", new byte[] {1}), "file has a private key that is damaged");
        assertProblem(block("EC PRIVATE KEY", new byte[] {48, 3, 2, 1}), "file has a damaged elliptic curve key");
        assertProblem(block("ENCRYPTED PRIVATE KEY", new byte[] {1}), "file has a key that is encrypted");
        assertProblem(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                "file has a key that is encrypted");
    }

    private static void assertProblem(String text, String message) {
        assertThatThrownBy(() -> PemDecoder.privateKey(pem(text)))
                .isInstanceOf(TlsProblem.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void noTextMakesItFailOtherwise() {
        String text = EC.certificatePem() + RSA.keyPem() + AUTHORITY.revoking(EC);
        Gen<String> damaged = choices -> {
            StringBuilder changed = new StringBuilder(text);
            for (long i = choices.upTo(4); i >= 0; i--) {
                changed.setCharAt((int) choices.upTo(text.length() - 1), (char) choices.upTo(255));
            }
            return choices.upTo(3) == 0 ? changed.substring(0, (int) choices.upTo(text.length())) : changed.toString();
        };
        Property.of(damaged).check(changed -> {
            Pem pem = pem(changed);
            try {
                PemDecoder.certificates(pem);
                PemDecoder.privateKey(pem);
                PemDecoder.revocations(pem);
            } catch (TlsProblem expected) {
                assertThat(expected.reason()).startsWith("file ");
            }
        });
    }
}
