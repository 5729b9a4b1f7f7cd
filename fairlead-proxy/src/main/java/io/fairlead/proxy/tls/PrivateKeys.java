package io.fairlead.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes private keys from their DER form. The JDK reads PKCS #8 (RFC 5208) only; the older forms of RSA (RFC 8017) and
 * elliptic curve keys (RFC 5915) are put into it. Stateless.
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int PARAMETERS = 0xA0;
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_ALGORITHM = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PrivateKeys() {}

    static PrivateKey ofPkcs8(byte[] der, String origin) throws TlsProblem {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException otherAlgorithm) {
                // The next one is tried; a key of none of them is reported below.
            }
        }
        throw new TlsProblem(origin + " has a private key that is damaged or of an unknown algorithm");
    }

    /** Whether a key is the other half of a public one: what it signs must verify. */
    static boolean belongsTo(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] probe = {1, 2, 3};
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(probe);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certified);
            verifying.update(probe);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    /** PKCS #1 as PKCS #8. */
    static byte[] wrapRsa(byte[] der) {
        return value(SEQUENCE, VERSION_0, RSA_ALGORITHM, value(OCTET_STRING, der));
    }

    /** {@code ECPrivateKey}, which must name its curve, as PKCS #8. */
    static byte[] wrapEc(byte[] der, String origin) throws TlsProblem {
        byte[] algorithm = value(SEQUENCE, EC_ALGORITHM, curve(der, origin));
        return value(SEQUENCE, VERSION_0, algorithm, value(OCTET_STRING, der));
    }

    /** The object identifier, with its header, in the {@code parameters} of an {@code ECPrivateKey}. */
    private static byte[] curve(byte[] der, String origin) throws TlsProblem {
        try {
            int at = contentOf(der, 0);
            at = next(der, at); // version
            at = next(der, at); // privateKey
            if ((der[at] & 0xFF) == PARAMETERS) {
                int from = contentOf(der, at);
                if (der[from] == OBJECT_IDENTIFIER) {
                    return Arrays.copyOfRange(der, from, next(der, from));
                }
            }
        } catch (ArrayIndexOutOfBoundsException damaged) {
            throw new TlsProblem(origin + " has a damaged elliptic curve key");
        }
        throw new TlsProblem(origin + " has an elliptic curve key that does not name its curve");
    }

    private static int contentOf(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private static int next(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        int length = first;
        if (first >= 0x80) {
            length = 0;
            for (int i = 0; i < (first & 0x7F); i++) {
                length = length << 8 | der[at + 2 + i] & 0xFF;
            }
        }
        return contentOf(der, at) + length;
    }

    private static byte[] value(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        int length = content.size();
        if (length >= 0x80) {
            int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            all.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                all.write(length >> shift);
            }
        } else {
            all.write(length);
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }
}
