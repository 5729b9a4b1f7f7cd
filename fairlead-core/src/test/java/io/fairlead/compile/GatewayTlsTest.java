package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Bytes;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.tls.DownstreamTls;
import io.fairlead.routing.tls.DownstreamTls.ClientCertificate;
import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PeerCheck;
import io.fairlead.routing.tls.PemSource;
import io.fairlead.routing.tls.PemText;
import io.fairlead.routing.tls.TlsParameters;
import io.fairlead.routing.tls.TlsParameters.Version;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GatewayTlsTest {
    private static final String FILES = "serverCertificate: /c.pem, privateKey: /k.pem";

    private static String gateway(String... servers) {
        return named("gw", servers);
    }

    private static String named(String name, String... servers) {
        StringBuilder text = new StringBuilder("---\napiVersion: networking.istio.io/v1\nkind: Gateway\n");
        text.append("metadata: {name: ").append(name).append(", namespace: default}\nspec:\n  servers:\n");
        for (String server : servers) {
            text.append("  - ").append(server).append('\n');
        }
        return text.toString();
    }

    private static String https(String name, String hosts, String tls) {
        return "{port: {number: 443, name: " + name + ", protocol: HTTPS}, hosts: [" + hosts + "], tls: {" + tls + "}}";
    }

    private static String secret(String namespace, String name, String form, Map<String, String> content) {
        StringBuilder text = new StringBuilder("---\napiVersion: v1\nkind: Secret\nmetadata: {name: ");
        text.append(name)
                .append(", namespace: ")
                .append(namespace)
                .append("}\n")
                .append(form)
                .append(":\n");
        content.forEach((key, value) ->
                text.append("  ").append(key).append(": \"").append(value).append("\"\n"));
        return text.toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Bytes.ofUtf8(text).toArray());
    }

    private static PemSource text(String origin, String content) {
        return new PemSource.Text(origin, PemText.of(Bytes.ofUtf8(content)));
    }

    private static List<FilterChain> chains(Compilation compiled) {
        return compiled.listener(443).chains();
    }

    private static DownstreamTls tls(Compilation compiled) {
        assertThat(chains(compiled)).hasSize(1);
        return Objects.requireNonNull(chains(compiled).get(0).tls());
    }

    private static DownstreamTls tls(String settings, String... more) {
        List<String> texts = new ArrayList<>(List.of(more));
        texts.add(gateway(https("x", "'*'", settings)));
        return tls(Compilation.of(texts.toArray(String[]::new)));
    }

    private static PeerCheck check(DownstreamTls tls) {
        return Objects.requireNonNull(tls.check());
    }

    @Test
    void everyServerWithTlsHasAChainAndARouteTableOfItsOwn() {
        Compilation compiled = Compilation.of(
                gateway(
                        https("wild", "'*.example.com'", "mode: SIMPLE, " + FILES),
                        https("app", "default/App.example.com, b.test", "mode: SIMPLE, " + FILES)),
                ECHO,
                Compilation.virtualService(
                        "default", "b", "b.test", "{route: [{destination: {host: echo, subset: v1}}]}"),
                Compilation.virtualService(
                        "default", "w", "w.example.com", "{route: [{destination: {host: echo, subset: v2}}]}"));

        assertThat(chains(compiled))
                .extracting(FilterChain::serverNames)
                .containsExactly(List.of("*.example.com"), List.of("app.example.com", "b.test"));
        assertThat(chains(compiled))
                .extracting(chain -> chain.content().name())
                .containsExactly("https.443.wild.gw.default", "https.443.app.gw.default");
        assertThat(domains(chains(compiled).get(0))).containsExactly("w.example.com");
        assertThat(domains(chains(compiled).get(1))).containsExactly("b.test");
    }

    private static List<String> domains(FilterChain chain) {
        return ((Content.Http) chain.content())
                .routes().virtualHosts().stream()
                        .flatMap(host -> host.domains().stream())
                        .toList();
    }

    @Test
    void aServerForAnyHostTakesEveryServerName() {
        Compilation compiled = Compilation.of(gateway(https("x", "a.test, '*'", "mode: SIMPLE, " + FILES)));

        assertThat(chains(compiled).get(0).serverNames()).isEmpty();
    }

    @Test
    void anOlderServerKeepsItsServerNames() {
        Compilation compiled = Compilation.of(gateway(
                https("x", "a.test", "mode: SIMPLE, " + FILES),
                https("z", "default/a.test, c.test", "mode: SIMPLE, " + FILES)));

        assertThat(chains(compiled)).hasSize(1);
        assertThat(compiled.found(Code.CONFLICT)).containsExactly("Gateway/default/gw spec.servers[1].hosts");
    }

    @Test
    void newerServersWithTlsDoNotGoWithOlderPlainOnes() {
        String plain = "{port: {number: 443, name: p, protocol: HTTP}, hosts: ['*']}";
        String secure = https("x", "a.test", "mode: SIMPLE, " + FILES);

        Compilation plainFirst = Compilation.of(named("a", plain), named("b", secure));
        Compilation plainLast = Compilation.of(named("a", secure), named("b", plain));

        assertThat(chains(plainFirst))
                .extracting(chain -> chain.content().name())
                .containsExactly("http.443");
        assertThat(plainFirst.found(Code.CONFLICT)).containsExactly("Gateway/default/b spec.servers[0].port");
        assertThat(chains(plainLast)).hasSize(2);
        assertThat(chains(plainLast).get(1).tls()).isNull();
    }

    @Test
    void filesAreReadByTheProxy() {
        DownstreamTls tls = tls("mode: MUTUAL, " + FILES + ", caCertificates: /ca.pem, caCrl: /crl.pem,"
                + " subjectAltNames: [client.test]");

        assertThat(tls.certificates())
                .containsExactly(new KeyPair(new PemSource.File("/c.pem"), new PemSource.File("/k.pem")));
        assertThat(tls.clientCertificate()).isEqualTo(ClientCertificate.REQUIRED);
        assertThat(tls.check())
                .isEqualTo(new PeerCheck(
                        new PemSource.File("/ca.pem"),
                        new PemSource.File("/crl.pem"),
                        List.of("client.test"),
                        List.of(),
                        PeerCheck.Failure.REFUSED));
        assertThat(tls.parameters()).isEqualTo(TlsParameters.DEFAULT);
    }

    @Test
    void modeSaysWhetherClientsShowACertificate() {
        assertThat(tls("mode: SIMPLE, " + FILES).clientCertificate()).isEqualTo(ClientCertificate.NONE);
        assertThat(tls("mode: SIMPLE, " + FILES).check()).isNull();
        assertThat(tls("mode: OPTIONAL_MUTUAL, " + FILES + ", caCertificates: /ca.pem")
                        .clientCertificate())
                .isEqualTo(ClientCertificate.OPTIONAL);
    }

    @Test
    void istioMutualTakesTheWorkloadsOwnCertificate() {
        Viewpoint viewpoint = new Viewpoint("default", Map.of(), "").withMeshCertificates("/mesh");
        DownstreamTls tls = tls(Compilation.of(viewpoint, gateway(https("x", "'*'", "mode: ISTIO_MUTUAL"))));

        assertThat(tls.clientCertificate()).isEqualTo(ClientCertificate.REQUIRED);
        assertThat(tls.certificates())
                .containsExactly(
                        new KeyPair(new PemSource.File("/mesh/cert-chain.pem"), new PemSource.File("/mesh/key.pem")));
        assertThat(check(tls).authorities()).isEqualTo(new PemSource.File("/mesh/root-cert.pem"));
    }

    @Test
    void aTlsSecretHasCertificateKeyAndAuthority() {
        DownstreamTls tls = tls(
                "mode: MUTUAL, credentialName: c",
                secret(
                        "default",
                        "c",
                        "data",
                        Map.of("tls.crt", base64("C"), "tls.key", base64("K"), "ca.crt", base64("A"))));

        assertThat(tls.certificates())
                .containsExactly(
                        new KeyPair(text("Secret/default/c tls.crt", "C"), text("Secret/default/c tls.key", "K")));
        assertThat(check(tls).authorities()).isEqualTo(text("Secret/default/c ca.crt", "A"));
        assertThat(check(tls).revocations()).isNull();
    }

    @Test
    void aGenericSecretHasNamesOfItsOwnAndWins() {
        DownstreamTls tls = tls(
                "mode: MUTUAL, credentialName: kubernetes://default/c",
                secret(
                        "default",
                        "c",
                        "stringData",
                        Map.of("cert", "C", "key", "K", "cacert", "A", "crl", "R", "tls.crt", "X", "tls.key", "Y")));

        assertThat(tls.certificates().get(0).chain()).isEqualTo(text("Secret/default/c cert", "C"));
        assertThat(tls.certificates().get(0).key()).isEqualTo(text("Secret/default/c key", "K"));
        assertThat(check(tls).authorities()).isEqualTo(text("Secret/default/c cacert", "A"));
        assertThat(check(tls).revocations()).isEqualTo(text("Secret/default/c crl", "R"));
    }

    @Test
    void theAuthorityOfACompanionSecretWins() {
        DownstreamTls tls = tls(
                "mode: MUTUAL, credentialName: c",
                secret("default", "c", "stringData", Map.of("cert", "C", "key", "K", "cacert", "A")),
                secret("default", "c-cacert", "stringData", Map.of("ca.crt", "B", "ca.crl", "R")));

        assertThat(check(tls).authorities()).isEqualTo(text("Secret/default/c-cacert ca.crt", "B"));
        assertThat(check(tls).revocations()).isEqualTo(text("Secret/default/c-cacert ca.crl", "R"));
    }

    @Test
    void anAuthorityMayHaveACredentialOfItsOwn() {
        DownstreamTls tls = tls(
                "mode: MUTUAL, credentialName: c, caCertCredentialName: ca, verifyCertificateSpki: [S],"
                        + " verifyCertificateHash: [H]",
                secret("default", "c", "stringData", Map.of("cert", "C", "key", "K", "cacert", "A")),
                secret("default", "ca", "stringData", Map.of("ca.crt", "B")));

        assertThat(check(tls).authorities()).isEqualTo(text("Secret/default/ca ca.crt", "B"));
        assertThat(check(tls).pins()).containsExactly(new PeerCheck.Pin.Spki("S"), new PeerCheck.Pin.Certificate("H"));
    }

    @Test
    void severalCertificatesAreToldApartByTheirAlgorithms() {
        String secrets = secret("default", "r", "stringData", Map.of("cert", "R", "key", "K"))
                + secret("default", "e", "stringData", Map.of("cert", "E", "key", "K"));

        assertThat(tls("mode: SIMPLE, credentialNames: [r, e]", secrets).certificates())
                .extracting(pair -> pair.chain().toString())
                .containsExactly("Secret/default/r cert", "Secret/default/e cert");
        assertThat(tls("mode: SIMPLE, tlsCertificates: [{serverCertificate: /a, privateKey: /b},"
                                + " {serverCertificate: /c, privateKey: /d}]")
                        .certificates())
                .extracting(pair -> pair.key().toString())
                .containsExactly("/b", "/d");
    }

    @Test
    void aMissingCredentialFailsClosedAndLeavesOtherServersAlone() {
        Compilation compiled = Compilation.of(
                gateway(
                        https("one", "a.test", "mode: SIMPLE, credentialName: elsewhere"),
                        https("two", "b.test", "mode: MUTUAL, credentialName: half"),
                        https("three", "c.test", "mode: SIMPLE, " + FILES)),
                secret("prod", "elsewhere", "stringData", Map.of("cert", "C", "key", "K")),
                secret("default", "half", "stringData", Map.of("tls.crt", "C", "tls.key", "")));

        assertThat(chains(compiled)).hasSize(3);
        assertThat(Objects.requireNonNull(chains(compiled).get(0).tls())
                        .certificates()
                        .get(0)
                        .chain())
                .isInstanceOf(PemSource.Missing.class);
        assertThat(check(Objects.requireNonNull(chains(compiled).get(1).tls())).authorities())
                .isInstanceOf(PemSource.Missing.class);
        assertThat(compiled.found(Code.NOT_FOUND))
                .containsExactly(
                        "Gateway/default/gw spec.servers[0].tls.credentialName",
                        "Gateway/default/gw spec.servers[1].tls.credentialName",
                        "Gateway/default/gw spec.servers[1].tls.credentialName");
    }

    @Test
    void versionsAndCipherSuitesAreTakenOverAndUnknownOnesReported() {
        Compilation compiled = Compilation.of(gateway(https(
                "x",
                "'*'",
                "mode: SIMPLE, " + FILES + ", minProtocolVersion: TLSV1_1, maxProtocolVersion: TLSV1_2,"
                        + " cipherSuites: ['[ECDHE-RSA-AES128-GCM-SHA256|ECDHE-RSA-CHACHA20-POLY1305]', NONE-SUCH,"
                        + " AES128-SHA, AES128-SHA], ecdhCurves: [X25519]")));

        assertThat(tls(compiled).parameters())
                .isEqualTo(new TlsParameters(
                        Version.TLS_1_1,
                        Version.TLS_1_2,
                        List.of(
                                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                                "TLS_RSA_WITH_AES_128_CBC_SHA"),
                        List.of("X25519")));
        assertThat(compiled.found(Code.NOT_SERVED))
                .containsExactly("Gateway/default/gw spec.servers[0].tls.cipherSuites[1]");
    }

    @Test
    void keysAreNeverPrinted() {
        Compilation compiled = Compilation.of(
                gateway(https("x", "'*'", "mode: SIMPLE, credentialName: c")),
                secret("default", "c", "stringData", Map.of("cert", "C", "key", "PRIVATE")));

        assertThat(compiled.snapshot().toString())
                .contains("Secret/default/c key")
                .doesNotContain("PRIVATE");
    }
}
