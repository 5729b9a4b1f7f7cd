package io.fairlead.testkit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** How a test server ends TLS. Thread-safe. */
public final class TlsServing {
    private final SSLContext context;
    private final List<String> applicationProtocols;
    private final boolean needsClient;

    /**
     * A server.
     *
     * @param credential what it shows
     * @param authoritiesPem who must have signed the certificate that clients must show; null if they need none
     * @param applicationProtocols for ALPN
     */
    public TlsServing(Credential credential, @Nullable String authoritiesPem, String... applicationProtocols) {
        this.applicationProtocols = List.of(applicationProtocols);
        this.needsClient = authoritiesPem != null;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(
                    credential.keyManagers(),
                    authoritiesPem == null ? null : trust(authoritiesPem),
                    new SecureRandom());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("no TLS with this credential", e);
        }
    }

    private static TrustManager[] trust(String authoritiesPem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate certificate : Credential.certificates(authoritiesPem)) {
            store.setCertificateEntry("ca" + number++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    /**
     * What a server saw of a handshake.
     *
     * @param serverName "" for none
     * @param applicationProtocol "" for none
     * @param clientName the common name of the client's certificate, "" for none
     */
    public record Seen(String serverName, String applicationProtocol, String clientName) {
        /** No TLS. */
        public static final Seen NOTHING = new Seen("", "", "");
    }

    /** A connection with TLS on top. */
    public record Secured(SSLSocket socket, Seen seen) {}

    /**
     * Does the handshake on an accepted socket.
     *
     * @param consumed what was read of it already
     */
    public Secured secure(Socket accepted, InputStream consumed) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, consumed, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        parameters.setNeedClientAuth(needsClient);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        String protocol = socket.getApplicationProtocol();
        return new Secured(
                socket,
                new Seen(
                        serverName((ExtendedSSLSession) socket.getSession()),
                        protocol == null ? "" : protocol,
                        clientName(socket)));
    }

    private static String serverName(ExtendedSSLSession session) {
        for (SNIServerName name : session.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                return host.getAsciiName();
            }
        }
        return "";
    }

    private static String clientName(SSLSocket socket) {
        try {
            return commonName((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException none) {
            return "";
        }
    }

    /** The common name of a certificate that has one and nothing else. */
    public static String commonName(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return subject.startsWith("CN=") ? subject.substring(3) : subject;
    }
}
