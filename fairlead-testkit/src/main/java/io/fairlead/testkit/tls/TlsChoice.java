package io.fairlead.testkit.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a test client wants of TLS. It goes on with a certificate that it does not believe, and tells so.
 *
 * @param serverName "" for none
 * @param applicationProtocols for ALPN; empty for none
 * @param credential shown if the server asks; null for none
 * @param authoritiesPem what it believes
 * @param versions for example {@code TLSv1.2}; empty for the JDK's own choice
 */
public record TlsChoice(
        String serverName,
        List<String> applicationProtocols,
        @Nullable Credential credential,
        String authoritiesPem,
        List<String> versions) {
    public TlsChoice {
        applicationProtocols = List.copyOf(applicationProtocols);
        versions = List.copyOf(versions);
    }

    /** Asks for a server and believes an authority. */
    public static TlsChoice to(String serverName, String authoritiesPem) {
        return new TlsChoice(serverName, List.of(), null, authoritiesPem, List.of());
    }

    /** This choice with a certificate to show. */
    public TlsChoice as(Credential shown) {
        return new TlsChoice(serverName, applicationProtocols, shown, authoritiesPem, versions);
    }

    /** This choice with other application protocols. */
    public TlsChoice speaking(String... protocols) {
        return new TlsChoice(serverName, List.of(protocols), credential, authoritiesPem, versions);
    }

    /** This choice with other versions. */
    public TlsChoice in(String... wanted) {
        return new TlsChoice(serverName, applicationProtocols, credential, authoritiesPem, List.of(wanted));
    }

    /**
     * What a client saw of a handshake.
     *
     * @param certificate the server's
     * @param verified whether it leads to an authority and is for the server name
     * @param applicationProtocol "" for none
     * @param version for example {@code TLSv1.3}
     */
    public record Seen(X509Certificate certificate, boolean verified, String applicationProtocol, String version) {}

    /** A connection with TLS on top. */
    public record Secured(SSLSocket socket, Seen seen) {}

    /** Begins TLS on a connected socket, which it closes with its own. */
    public Secured secure(Socket socket) throws IOException {
        Recorder recorder = new Recorder(trust(), serverName);
        SSLSocket secured =
                (SSLSocket) context(recorder).getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        if (!versions.isEmpty()) {
            parameters.setProtocols(versions.toArray(String[]::new));
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        String protocol = secured.getApplicationProtocol();
        X509Certificate certificate = recorder.certificate;
        if (certificate == null) {
            throw new IOException("the server showed no certificate");
        }
        return new Secured(
                secured,
                new Seen(
                        certificate,
                        recorder.verified,
                        protocol == null ? "" : protocol,
                        secured.getSession().getProtocol()));
    }

    private SSLContext context(TrustManager trust) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = credential == null ? null : credential.keyManagers();
            context.init(keys, new TrustManager[] {trust}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private X509TrustManager trust() throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : Credential.certificates(authoritiesPem)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Believes everything, and remembers what it should not have believed. */
    private static final class Recorder extends X509ExtendedTrustManager {
        private final X509TrustManager chains;
        private final String serverName;
        private @Nullable X509Certificate certificate;
        private boolean verified;

        Recorder(X509TrustManager chains, String serverName) {
            this.chains = chains;
            this.serverName = serverName;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            certificate = chain[0];
            try {
                chains.checkServerTrusted(chain, authType);
                verified = names(chain[0]).stream().anyMatch(this::covers);
            } catch (CertificateException notBelieved) {
                verified = false;
            }
        }

        private static List<String> names(X509Certificate certificate) throws CertificateException {
            if (certificate.getSubjectAlternativeNames() == null) {
                return List.of();
            }
            return certificate.getSubjectAlternativeNames().stream()
                    .filter(name -> name.get(0).equals(2))
                    .map(name -> (String) name.get(1))
                    .toList();
        }

        private boolean covers(String pattern) {
            int dot = serverName.indexOf('.');
            return pattern.equals(serverName)
                    || pattern.startsWith("*.")
                            && dot > 0
                            && serverName.substring(dot).equals(pattern.substring(1));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("a client has no clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
