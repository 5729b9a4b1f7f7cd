package io.fairlead.proxy.tls;

import io.fairlead.routing.tls.PeerCheck;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes certificates by a {@link PeerCheck}: the chain must lead to an authority, no revocation list may have it, and
 * names and pins must be met. The name of the server that a connection is for counts only where it is told to: the JDK's
 * own check of host names is not used. Immutable; any thread.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    /** Whether the certificate must be for the host that the engine was made for. */
    enum HostName {
        IGNORED,
        REQUIRED
    }

    private final X509TrustManager chains;
    private final PeerCheck check;
    private final HostName hostName;
    private final Set<String> spkiPins = new HashSet<>();
    private final Set<String> certificatePins = new HashSet<>();

    /**
     * Trust in {@code authorities}.
     *
     * @param revocations empty if none are looked at; else every certificate needs a list of its issuer
     */
    PeerTrust(PeerCheck check, List<X509Certificate> authorities, List<CRL> revocations, HostName hostName)
            throws TlsProblem {
        this.check = check;
        this.hostName = hostName;
        this.chains = chains(authorities, revocations);
        for (PeerCheck.Pin pin : check.pins()) {
            if (pin instanceof PeerCheck.Pin.Spki spki) {
                spkiPins.add(spki.sha256());
            } else if (pin instanceof PeerCheck.Pin.Certificate certificate) {
                certificatePins.add(certificate.sha256().replace(":", "").toLowerCase(Locale.ROOT));
            }
        }
    }

    private static X509TrustManager chains(List<X509Certificate> authorities, List<CRL> revocations) throws TlsProblem {
        try {
            Set<TrustAnchor> anchors = new HashSet<>();
            authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(!revocations.isEmpty());
            if (!revocations.isEmpty()) {
                parameters.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(revocations)));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager found) {
                    return found;
                }
            }
        } catch (GeneralSecurityException e) {
            throw new TlsProblem("the authorities cannot be used (" + e.getMessage() + ")");
        }
        throw new IllegalStateException("the Java runtime has no PKIX trust manager");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        try {
            chains.checkClientTrusted(chain, authType);
            checkLeaf(chain[0], null);
        } catch (CertificateException e) {
            refuse(e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        try {
            chains.checkServerTrusted(chain, authType);
            checkLeaf(chain[0], engine == null ? null : engine.getPeerHost());
        } catch (CertificateException e) {
            refuse(e);
        }
    }

    private void refuse(CertificateException reason) throws CertificateException {
        if (check.failure() == PeerCheck.Failure.REFUSED) {
            throw reason;
        }
    }

    private void checkLeaf(X509Certificate leaf, @Nullable String host) throws CertificateException {
        List<String> names = check.subjectAltNames();
        if (!names.isEmpty() && names.stream().noneMatch(name -> SubjectAltNames.has(leaf, name))) {
            throw new CertificateException("no subject alternative name of the certificate is among " + names);
        }
        if (hostName == HostName.REQUIRED && (host == null || !SubjectAltNames.has(leaf, host))) {
            throw new CertificateException("the certificate is not for " + host);
        }
        boolean pinned = check.pins().isEmpty()
                || certificatePins.contains(HexFormat.of().formatHex(sha256(leaf.getEncoded())))
                || spkiPins.contains(Base64.getEncoder()
                        .encodeToString(sha256(leaf.getPublicKey().getEncoded())));
        if (!pinned) {
            throw new CertificateException("the certificate is none of those that are pinned");
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime has no SHA-256", e);
        }
    }

    /** What clients are told to choose their certificate by. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }

    // ---- what only blocking sockets ask for

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkServerTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType, (SSLEngine) null);
    }
}
