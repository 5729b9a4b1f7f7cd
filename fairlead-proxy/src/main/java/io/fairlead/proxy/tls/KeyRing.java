package io.fairlead.proxy.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates to show: the first whose key is of the kind that is asked for. Which issuers the other side says it
 * believes does not count, as in Envoy. Immutable; any thread.
 */
final class KeyRing extends X509ExtendedKeyManager {
    /**
     * A certificate with its key.
     *
     * @param chain the certificate first
     */
    record Entry(List<X509Certificate> chain, PrivateKey key) {
        Entry {
            chain = List.copyOf(chain);
        }
    }

    private final List<Entry> entries;

    KeyRing(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    private @Nullable String alias(String keyType) {
        for (int i = 0; i < entries.size(); i++) {
            String algorithm = entries.get(i).key().getAlgorithm();
            boolean fits = keyType.equals(algorithm)
                    || keyType.equals("EdDSA") && algorithm.equals("Ed25519")
                    || keyType.startsWith("EC_") && algorithm.equals("EC");
            if (fits) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (String keyType : keyTypes) {
            String alias = alias(keyType);
            if (alias != null) {
                return alias;
            }
        }
        return null;
    }

    private @Nullable Entry entry(@Nullable String alias) {
        return alias == null ? null : entries.get(Integer.parseInt(alias));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.key();
    }

    // ---- what only blocking sockets and key stores ask for

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return getServerAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }
}
