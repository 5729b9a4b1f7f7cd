package io.fairlead.testkit.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key.
 *
 * @param certificatePem the certificate, then those that lead to its root
 * @param keyPem in PKCS #8, not encrypted
 */
public record Credential(String certificatePem, String keyPem) {
    /** The files {@code name.pem} and {@code name.key} of a folder. */
    public static Credential read(Path folder, String name) {
        try {
            return new Credential(
                    Files.readString(folder.resolve(name + ".pem")), Files.readString(folder.resolve(name + ".key")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes {@code name.pem} and {@code name.key}; each appears, or is replaced, as a whole. */
    public void write(Path folder, String name) {
        writeFile(folder.resolve(name + ".pem"), certificatePem);
        writeFile(folder.resolve(name + ".key"), keyPem);
    }

    /** Writes a text so that no reader ever sees a part of it. */
    public static void writeFile(Path path, String text) {
        try {
            Path fresh = path.resolveSibling(path.getFileName() + ".new");
            Files.writeString(fresh, text);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return certificates(certificatePem).iterator().next();
    }

    /** The key. */
    public PrivateKey key() {
        byte[] der = Base64.getMimeDecoder()
                .decode(keyPem.lines().filter(line -> !line.startsWith("-----")).collect(Collectors.joining()));
        for (String algorithm : new String[] {"EC", "RSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException otherAlgorithm) {
                // The next one is tried.
            }
        }
        throw new IllegalArgumentException("the key is of no known algorithm");
    }

    /** What shows the certificate, whatever issuers the other side says it believes. */
    public KeyManager[] keyManagers() {
        return new KeyManager[] {new OnlyOne(certificates(certificatePem).toArray(new X509Certificate[0]), key())};
    }

    private static final class OnlyOne extends X509ExtendedKeyManager {
        private static final String ALIAS = "own";

        private final X509Certificate[] chain;
        private final PrivateKey key;

        OnlyOne(X509Certificate[] chain, PrivateKey key) {
            this.chain = chain;
            this.key = key;
        }

        private @Nullable String alias(String... keyTypes) {
            return List.of(keyTypes).contains(key.getAlgorithm()) ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
            return alias(keyTypes);
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
            return alias(keyTypes);
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return alias(keyType);
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return alias(keyType);
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    /** All certificates of a text. */
    @SuppressWarnings("unchecked")
    static Collection<X509Certificate> certificates(String pem) {
        try {
            return (Collection<X509Certificate>) CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no certificates", e);
        }
    }
}
