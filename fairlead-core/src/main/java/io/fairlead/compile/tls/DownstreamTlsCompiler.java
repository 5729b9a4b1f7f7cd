package io.fairlead.compile.tls;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.resource.ServerTlsSettings;
import io.fairlead.resource.ServerTlsSettings.Mode;
import io.fairlead.resource.ServerTlsSettings.TlsCertificate;
import io.fairlead.resource.ServerTlsSettings.TlsProtocol;
import io.fairlead.routing.tls.DownstreamTls;
import io.fairlead.routing.tls.DownstreamTls.ClientCertificate;
import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PeerCheck;
import io.fairlead.routing.tls.PemSource;
import io.fairlead.routing.tls.TlsParameters;
import io.fairlead.routing.tls.TlsParameters.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the TLS settings of a Gateway's server plain data. Source: Istio {@code buildGatewayListenerTLSContext}. */
public final class DownstreamTlsCompiler {
    /** What clients may choose by ALPN. */
    private static final List<String> APPLICATION_PROTOCOLS = List.of("h2", "http/1.1");

    private final Credentials credentials;
    private final MeshCertificates mesh;
    private final Findings findings;

    /** A compiler that finds certificates in these places. */
    public DownstreamTlsCompiler(Credentials credentials, MeshCertificates mesh, Findings findings) {
        this.credentials = credentials;
        this.mesh = mesh;
        this.findings = findings;
    }

    /** Whether TLS is ended in this mode. */
    public static boolean isEnded(Mode mode) {
        return mode != Mode.PASSTHROUGH && mode != Mode.AUTO_PASSTHROUGH;
    }

    /**
     * The settings of a server whose mode {@link #isEnded ends} TLS.
     *
     * @param place of the settings
     */
    public DownstreamTls compile(ServerTlsSettings tls, Place place) {
        if (tls.mode() == Mode.ISTIO_MUTUAL) {
            return new DownstreamTls(
                    List.of(mesh.keyPair()),
                    ClientCertificate.REQUIRED,
                    new PeerCheck(mesh.authorities(), null, List.of(), List.of(), PeerCheck.Failure.REFUSED),
                    TlsParameters.DEFAULT,
                    APPLICATION_PROTOCOLS);
        }
        return new DownstreamTls(
                certificates(tls, place),
                clientCertificate(tls.mode()),
                tls.mode() == Mode.SIMPLE ? null : check(tls, place),
                parameters(tls, place),
                APPLICATION_PROTOCOLS);
    }

    private static ClientCertificate clientCertificate(Mode mode) {
        return switch (mode) {
            case MUTUAL -> ClientCertificate.REQUIRED;
            case OPTIONAL_MUTUAL -> ClientCertificate.OPTIONAL;
            default -> ClientCertificate.NONE;
        };
    }

    private List<KeyPair> certificates(ServerTlsSettings tls, Place place) {
        List<KeyPair> pairs = new ArrayList<>();
        if (!tls.credentialName().isEmpty()) {
            pairs.add(credentials.keyPair(tls.credentialName(), place.field("credentialName")));
        }
        for (int i = 0; i < tls.credentialNames().size(); i++) {
            pairs.add(credentials.keyPair(
                    tls.credentialNames().get(i), place.field("credentialNames").index(i)));
        }
        if (pairs.isEmpty()) {
            for (TlsCertificate certificate : tls.tlsCertificates()) {
                pairs.add(files(certificate.serverCertificate(), certificate.privateKey()));
            }
        }
        return pairs.isEmpty() ? List.of(files(tls.serverCertificate(), tls.privateKey())) : pairs;
    }

    private static KeyPair files(String certificate, String key) {
        return new KeyPair(new PemSource.File(certificate), new PemSource.File(key));
    }

    private PeerCheck check(ServerTlsSettings tls, Place place) {
        String credential = credential(tls);
        List<PeerCheck.Pin> pins = new ArrayList<>();
        if (credential != null) {
            tls.verifyCertificateSpki().forEach(pin -> pins.add(new PeerCheck.Pin.Spki(pin)));
            tls.verifyCertificateHash().forEach(pin -> pins.add(new PeerCheck.Pin.Certificate(pin)));
        }
        return new PeerCheck(
                authorities(tls, credential, place),
                revocations(tls, credential),
                tls.subjectAltNames(),
                pins,
                Boolean.TRUE.equals(tls.insecureSkipVerify()) ? PeerCheck.Failure.ACCEPTED : PeerCheck.Failure.REFUSED);
    }

    /** The credential whose CA counts, null if certificates come from files. */
    private static @Nullable String credential(ServerTlsSettings tls) {
        if (!tls.credentialName().isEmpty()) {
            return tls.credentialName();
        }
        return tls.credentialNames().isEmpty() ? null : tls.credentialNames().get(0);
    }

    private PemSource authorities(ServerTlsSettings tls, @Nullable String credential, Place place) {
        if (!tls.caCertCredentialName().isEmpty()) {
            return credentials.authoritiesOf(tls.caCertCredentialName(), place.field("caCertCredentialName"));
        }
        if (credential == null) {
            return new PemSource.File(tls.caCertificates());
        }
        Place at = tls.credentialName().isEmpty()
                ? place.field("credentialNames").index(0)
                : place.field("credentialName");
        return credentials.authorities(credential, at);
    }

    private @Nullable PemSource revocations(ServerTlsSettings tls, @Nullable String credential) {
        if (!tls.caCrl().isEmpty()) {
            return new PemSource.File(tls.caCrl());
        }
        return credential == null ? null : credentials.revocations(credential);
    }

    private TlsParameters parameters(ServerTlsSettings tls, Place place) {
        return new TlsParameters(
                version(tls.minProtocolVersion(), Version.TLS_1_2),
                version(tls.maxProtocolVersion(), Version.TLS_1_3),
                CipherSuites.compile(tls.cipherSuites(), place.field("cipherSuites"), findings),
                tls.ecdhCurves());
    }

    private static Version version(TlsProtocol written, Version otherwise) {
        return switch (written) {
            case TLS_AUTO -> otherwise;
            case TLSV1_0 -> Version.TLS_1_0;
            case TLSV1_1 -> Version.TLS_1_1;
            case TLSV1_2 -> Version.TLS_1_2;
            case TLSV1_3 -> Version.TLS_1_3;
        };
    }
}
