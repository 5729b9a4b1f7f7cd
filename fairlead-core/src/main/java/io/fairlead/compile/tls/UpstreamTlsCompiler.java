package io.fairlead.compile.tls;

import io.fairlead.compile.base.Place;
import io.fairlead.resource.ClientTlsSettings;
import io.fairlead.resource.ClientTlsSettings.Mode;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.TrafficPolicy;
import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PeerCheck;
import io.fairlead.routing.tls.PemSource;
import io.fairlead.routing.tls.UpstreamTls;
import io.fairlead.routing.tls.UpstreamTls.ServerName;
import io.fairlead.routing.tls.UpstreamTls.Verification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS settings of DestinationRules plain data. Source: Istio {@code applyUpstreamTLSSettings}, {@code
 * buildUpstreamTLSSettings}.
 */
public final class UpstreamTlsCompiler {
    /** What Istio's workloads choose by ALPN: that the other side is one of them, and speaks HTTP/1.1. */
    private static final List<String> MESH_PROTOCOLS = List.of("istio-http/1.1", "istio", "http/1.1");

    private static final List<String> HTTP_PROTOCOLS = List.of("http/1.1");

    /** What stands for the certificates of the system where a file is written. */
    private static final String SYSTEM = "system";

    private final Credentials credentials;
    private final MeshCertificates mesh;

    /** A compiler that finds certificates in these places. */
    public UpstreamTlsCompiler(Credentials credentials, MeshCertificates mesh) {
        this.credentials = credentials;
        this.mesh = mesh;
    }

    /**
     * What connections are made for.
     *
     * @param host of the service
     * @param subset "" for none
     * @param subjectAltNames what the service says of its certificates
     * @param carries whether HTTP may be sent
     */
    public record Target(String host, int port, String subset, List<String> subjectAltNames, Carries carries) {
        /** What may be sent. */
        public enum Carries {
            /** HTTP, maybe. */
            HTTP,
            /** Other bytes. */
            BYTES
        }

        public Target {
            subjectAltNames = List.copyOf(subjectAltNames);
        }
    }

    /** The settings for a target, null for connections in clear. What is missing is not reported here. */
    public @Nullable UpstreamTls compile(@Nullable ClientTlsSettings tls, Target target) {
        if (tls == null || tls.mode() == Mode.DISABLE) {
            return null;
        }
        List<String> names = tls.subjectAltNames().isEmpty() ? target.subjectAltNames() : tls.subjectAltNames();
        boolean http = target.carries() == Target.Carries.HTTP;
        if (tls.mode() == Mode.ISTIO_MUTUAL) {
            String name = tls.sni().isEmpty()
                    ? "outbound_." + target.port() + "_." + target.subset() + "_." + target.host()
                    : tls.sni();
            return new UpstreamTls(
                    mesh.keyPair(),
                    check(mesh.authorities(), null, names),
                    new ServerName.Fixed(name),
                    http ? MESH_PROTOCOLS : List.of("istio"));
        }
        PeerCheck check = Boolean.TRUE.equals(tls.insecureSkipVerify()) ? null : check(tls, names);
        return new UpstreamTls(
                tls.mode() == Mode.MUTUAL ? keyPair(tls) : null,
                check,
                serverName(tls, http, check),
                http ? HTTP_PROTOCOLS : List.of());
    }

    /** Without {@code sni} it is the host of each request; without names, too, that must be in the certificate. */
    private static ServerName serverName(ClientTlsSettings tls, boolean http, @Nullable PeerCheck check) {
        if (!tls.sni().isEmpty() || !http) {
            return new ServerName.Fixed(tls.sni());
        }
        return new ServerName.OfRequest(
                check != null && check.subjectAltNames().isEmpty()
                        ? Verification.SUBJECT_ALT_NAMES
                        : Verification.NONE);
    }

    private KeyPair keyPair(ClientTlsSettings tls) {
        return tls.credentialName().isEmpty()
                ? new KeyPair(new PemSource.File(tls.clientCertificate()), new PemSource.File(tls.privateKey()))
                : credentials.keyPair(tls.credentialName(), null);
    }

    private PeerCheck check(ClientTlsSettings tls, List<String> names) {
        PemSource revocations = tls.caCrl().isEmpty() ? null : new PemSource.File(tls.caCrl());
        if (!tls.credentialName().isEmpty()) {
            return check(
                    credentials.authorities(tls.credentialName(), null),
                    revocations == null ? credentials.revocations(tls.credentialName()) : revocations,
                    names);
        }
        String file = tls.caCertificates();
        return check(file.isEmpty() || file.equals(SYSTEM) ? null : new PemSource.File(file), revocations, names);
    }

    private static PeerCheck check(
            @Nullable PemSource authorities, @Nullable PemSource revocations, List<String> names) {
        return new PeerCheck(authorities, revocations, names, List.of(), PeerCheck.Failure.REFUSED);
    }

    /** Reports the credentials that a rule names and that are not there. */
    public void report(Resource<DestinationRule> rule) {
        Place spec = new Place(rule, FieldPath.of("spec"));
        report(rule.spec().trafficPolicy(), spec.field("trafficPolicy"));
        for (int i = 0; i < rule.spec().subsets().size(); i++) {
            report(
                    rule.spec().subsets().get(i).trafficPolicy(),
                    spec.field("subsets").index(i).field("trafficPolicy"));
        }
    }

    private void report(@Nullable TrafficPolicy policy, Place place) {
        if (policy == null) {
            return;
        }
        report(policy.tls(), place.field("tls"));
        for (int i = 0; i < policy.portLevelSettings().size(); i++) {
            report(
                    policy.portLevelSettings().get(i).tls(),
                    place.field("portLevelSettings").index(i).field("tls"));
        }
    }

    private void report(@Nullable ClientTlsSettings tls, Place place) {
        if (tls == null || tls.credentialName().isEmpty()) {
            return;
        }
        Place name = place.field("credentialName");
        if (tls.mode() == Mode.MUTUAL) {
            credentials.keyPair(tls.credentialName(), name);
        }
        boolean checks = tls.mode() == Mode.SIMPLE || tls.mode() == Mode.MUTUAL;
        if (checks && !Boolean.TRUE.equals(tls.insecureSkipVerify())) {
            credentials.authorities(tls.credentialName(), name);
        }
    }
}
