package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Bytes;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PeerCheck;
import io.fairlead.routing.tls.PemSource;
import io.fairlead.routing.tls.PemText;
import io.fairlead.routing.tls.UpstreamTls;
import io.fairlead.routing.tls.UpstreamTls.ServerName;
import io.fairlead.routing.tls.UpstreamTls.Verification;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpstreamTlsTest {
    private static final String HOST = "up.default.svc.cluster.local";

    private static String service(String protocol, String more) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: up, namespace: default}
                spec:
                  hosts: [%s]
                  resolution: STATIC
                  location: MESH_INTERNAL
                  ports: [{number: 443, name: a, protocol: %s}]
                  endpoints: [{address: 10.0.0.1}]
                %s
                """.formatted(HOST, protocol, more);
    }

    private static String rule(String tls) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: up, namespace: default}
                spec: {host: up, trafficPolicy: {tls: {%s}}}
                """.formatted(tls);
    }

    private static @Nullable UpstreamTls compile(String protocol, String more, String tls, String... texts) {
        String[] all = new String[texts.length + 2];
        all[0] = service(protocol, more);
        all[1] = rule(tls);
        System.arraycopy(texts, 0, all, 2, texts.length);
        return Compilation.of(new Viewpoint("default", Map.of(), "").withMeshCertificates("/mesh"), all)
                .cluster("outbound|443||" + HOST)
                .tls();
    }

    private static UpstreamTls tls(String settings, String... texts) {
        return Objects.requireNonNull(compile("HTTP", "", settings, texts));
    }

    private static PeerCheck check(@Nullable PemSource authorities, String... names) {
        return new PeerCheck(authorities, null, List.of(names), List.of(), PeerCheck.Failure.REFUSED);
    }

    private static PemSource file(String path) {
        return new PemSource.File(path);
    }

    @Test
    void disabledTlsIsNone() {
        assertThat(compile("HTTP", "", "mode: DISABLE")).isNull();
        assertThat(compile("HTTP", "", "sni: a.test")).isNull();
    }

    @Test
    void withoutAServerNameTheHostOfTheRequestIsAskedForAndVerified() {
        assertThat(tls("mode: SIMPLE"))
                .isEqualTo(new UpstreamTls(
                        null,
                        check(null),
                        new ServerName.OfRequest(Verification.SUBJECT_ALT_NAMES),
                        List.of("http/1.1")));
        assertThat(tls("mode: SIMPLE, subjectAltNames: [b.test], caCertificates: /ca"))
                .isEqualTo(new UpstreamTls(
                        null,
                        check(file("/ca"), "b.test"),
                        new ServerName.OfRequest(Verification.NONE),
                        List.of("http/1.1")));
    }

    @Test
    void aServerNameIsAskedForAndNotVerified() {
        assertThat(tls("mode: SIMPLE, sni: a.test, caCertificates: system"))
                .isEqualTo(new UpstreamTls(null, check(null), new ServerName.Fixed("a.test"), List.of("http/1.1")));
    }

    @Test
    void nothingIsCheckedIfVerificationIsSkipped() {
        assertThat(tls("mode: SIMPLE, insecureSkipVerify: true"))
                .isEqualTo(
                        new UpstreamTls(null, null, new ServerName.OfRequest(Verification.NONE), List.of("http/1.1")));
    }

    @Test
    void mutualShowsTheCertificateOfFiles() {
        UpstreamTls tls = tls("mode: MUTUAL, clientCertificate: /c, privateKey: /k, caCertificates: /ca, caCrl: /crl");

        assertThat(tls.certificate()).isEqualTo(new KeyPair(file("/c"), file("/k")));
        assertThat(tls.check())
                .isEqualTo(new PeerCheck(file("/ca"), file("/crl"), List.of(), List.of(), PeerCheck.Failure.REFUSED));
        assertThat(tls("mode: SIMPLE, clientCertificate: /c, privateKey: /k").certificate())
                .isNull();
    }

    @Test
    void credentialsComeFromSecrets() {
        String secret = """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: c, namespace: default}
                stringData: {tls.crt: C, tls.key: K, ca.crt: A}
                """;
        UpstreamTls tls = tls("mode: MUTUAL, credentialName: c", secret);

        assertThat(tls.certificate())
                .isEqualTo(new KeyPair(text("Secret/default/c tls.crt", "C"), text("Secret/default/c tls.key", "K")));
        assertThat(Objects.requireNonNull(tls.check()).authorities()).isEqualTo(text("Secret/default/c ca.crt", "A"));
    }

    private static PemSource text(String origin, String content) {
        return new PemSource.Text(origin, PemText.of(Bytes.ofUtf8(content)));
    }

    @Test
    void aMissingCredentialIsReportedWhereItIsWritten() {
        Compilation compiled =
                Compilation.of(service("HTTP", ""), rule("mode: MUTUAL, credentialName: none, sni: a.test"));

        assertThat(compiled.found(Code.NOT_FOUND))
                .containsExactly("DestinationRule/default/up spec.trafficPolicy.tls.credentialName");
        assertThat(Objects.requireNonNull(Objects.requireNonNull(compiled.cluster("outbound|443||" + HOST)
                                        .tls())
                                .certificate())
                        .key())
                .isInstanceOf(PemSource.Missing.class);
    }

    @Test
    void theNamesOfAServiceEntryStandInForThoseOfTheRule() {
        String names = "  subjectAltNames: [\"spiffe://up\"]";

        assertThat(Objects.requireNonNull(compile("HTTP", names, "mode: SIMPLE")))
                .isEqualTo(new UpstreamTls(
                        null,
                        check(null, "spiffe://up"),
                        new ServerName.OfRequest(Verification.NONE),
                        List.of("http/1.1")));
    }

    @Test
    void istioMutualIsTheMeshsOwn() {
        assertThat(tls("mode: ISTIO_MUTUAL"))
                .isEqualTo(new UpstreamTls(
                        new KeyPair(file("/mesh/cert-chain.pem"), file("/mesh/key.pem")),
                        check(file("/mesh/root-cert.pem")),
                        new ServerName.Fixed("outbound_.443_._." + HOST),
                        List.of("istio-http/1.1", "istio", "http/1.1")));
        assertThat(tls("mode: ISTIO_MUTUAL, sni: other").serverName()).isEqualTo(new ServerName.Fixed("other"));
    }

    @Test
    void bytesHaveNoHostToAskFor() {
        assertThat(compile("TCP", "", "mode: SIMPLE, caCertificates: /ca"))
                .isEqualTo(new UpstreamTls(null, check(file("/ca")), new ServerName.Fixed(""), List.of()));
    }
}
