package io.fairlead.analyze.istio;

import static io.fairlead.analyze.Findings.istio;
import static io.fairlead.analyze.Findings.object;
import static io.fairlead.analyze.Findings.pod;
import static io.fairlead.analyze.Findings.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.analyze.ConfigAnalysis;
import io.fairlead.analyze.Findings;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayAnalyzersTest {
    private static final String POD = pod("edge/gw-0", "istio: gw, app: edge");
    private static final String SERVICE = service(
            "edge/gw",
            "selector: {istio: gw}, ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080},"
                    + " {name: https, port: 443, protocol: TCP, targetPort: web}]");

    private static List<String> found(String... texts) {
        return Findings.of(ConfigAnalysis.Checks.ISTIO, texts);
    }

    private static String gateway(String name, String selector, String server) {
        return istio("Gateway", name, "selector: {" + selector + "}, servers: [" + server + "]");
    }

    private static String http(long port, String hosts) {
        return "{port: {number: " + port + ", name: p, protocol: HTTP}, hosts: [" + hosts + "]}";
    }

    private static String https(String tls) {
        return "{port: {number: 443, name: s, protocol: HTTPS}, hosts: [h" + tls.length()
                + ".test], tls: {mode: SIMPLE, " + tls + "}}";
    }

    @Test
    void theSelectorSelectsPodsAndServicesLeadToThePorts() {
        assertThat(found(POD, SERVICE, gateway("a", "istio: other", http(80, "a.test"))))
                .containsExactly("IST0101 shop/a");
        for (long port : new long[] {80, 8080, 443}) {
            assertThat(found(POD, SERVICE, gateway("a", "istio: gw", http(port, "a.test"))))
                    .isEmpty();
        }
        assertThat(found(POD, SERVICE, gateway("a", "istio: gw", http(81, "a.test"))))
                .containsExactly("IST0162 shop/a");
        assertThat(found(POD, SERVICE, gateway("a", "istio: gw", ""))).contains("IST0101 shop/a", "IST0106 shop/a");
    }

    @Test
    void gatewaysOfAWorkloadShareNoHostOnAPort() {
        assertThat(found(
                        POD,
                        SERVICE,
                        gateway("a", "istio: gw", http(80, "a.test, b.test")),
                        gateway("b", "istio: gw", http(80, "b.test")),
                        gateway("c", "istio: gw", http(8080, "b.test")),
                        gateway("d", "istio: gw", http(80, "d.test"))))
                .containsExactly("IST0145 shop/a", "IST0145 shop/b");
        assertThat(found(
                        POD,
                        SERVICE,
                        gateway("a", "istio: gw", http(80, "a.test")),
                        gateway("b", "app: edge, istio: gw", http(80, "a.test")),
                        gateway("c", "app: edge", http(80, "a.test"))))
                .containsExactly("IST0145 shop/a", "IST0145 shop/b", "IST0145 shop/c");
        String bound = http(80, "a.test").replace("hosts:", "bind: 127.0.0.1, hosts:");
        assertThat(found(POD, SERVICE, gateway("a", "istio: gw", http(80, "a.test")), gateway("b", "istio: gw", bound)))
                .isEmpty();
    }

    @Test
    void gatewaysOfAWorkloadShareNoCertificate() {
        String files = "serverCertificate: /c, privateKey: /k";
        assertThat(found(
                        POD,
                        SERVICE,
                        gateway("a", "istio: gw", https(files)),
                        gateway("b", "istio: gw, app: edge", https(files + ", caCertificates: /x")),
                        gateway("c", "istio: gw", https("serverCertificate: /c, privateKey: /other"))))
                .containsExactly("IST0138 shop/a");
    }

    @Test
    void credentialsExistAndHoldACertificateThatIsValidNow() {
        String gateway = gateway("a", "istio: gw", https("credentialName: c"));
        assertThat(found(POD, SERVICE, gateway)).containsExactly("IST0101 shop/a");
        assertThat(found(POD, SERVICE, gateway, secret("shop/c", CERTIFICATE))).containsExactly("IST0101 shop/a");
        assertThat(found(POD, SERVICE, gateway, secret("edge/c", CERTIFICATE))).isEmpty();
        assertThat(found(POD, SERVICE, gateway, secret("edge/c", "no certificate")))
                .containsExactly("IST0161 shop/a");
        assertThat(found(POD, SERVICE, gateway, secret("edge/c", EXPIRED))).containsExactly("IST0161 shop/a");
        assertThat(found(POD, SERVICE, gateway, secret("edge/c", CERTIFICATE).replace("tls.key", "tls.kez")))
                .containsExactly("IST0161 shop/a");
        assertThat(found(
                        POD,
                        SERVICE,
                        gateway,
                        secret("edge/c", CERTIFICATE).replace("tls.crt", "cert").replace("tls.key", "key")))
                .isEmpty();
    }

    private static String secret(String name, String certificate) {
        Base64.Encoder base64 = Base64.getEncoder();
        return object(
                "v1",
                "Secret",
                name,
                "data: {tls.crt: "
                        + base64.encodeToString(certificate.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        + ", tls.key: " + base64.encodeToString(new byte[] {1}) + "}");
    }

    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBOTCB4KADAgECAgkAqS+50SEZ0PgwCgYIKoZIzj0EAwIwETEPMA0GA1UEAxMG
            YS50ZXN0MB4XDTI1MDEwMTE3NTYwMVoXDTQ0MTIyNzE3NTYwMVowETEPMA0GA1UE
            AxMGYS50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErfvwbhheulAt6iJV
            6CD/DviwnXagmiE6cQPormdicVWGxnhyS7t4FeSRGGHnGcE8iDHkPtDeCxReEF9G
            ZpJJ0KMhMB8wHQYDVR0OBBYEFDGbxUYhnZ6Cjdj8DuobgjVhdlMsMAoGCCqGSM49
            BAMCA0gAMEUCIF7RDAr4UFr5+93moiB4LTEoBR3ObZ6+NHe2Tn2pQoAsAiEA7S8n
            kuplQUmUhoXUSsYfKIj9DclUe/jskUD+KudryPU=
            -----END CERTIFICATE-----
            """;

    private static final String EXPIRED = """
            -----BEGIN CERTIFICATE-----
            MIIBODCB36ADAgECAghgeyHP3tvocTAKBggqhkjOPQQDAjARMQ8wDQYDVQQDEwZh
            LnRlc3QwHhcNMjAwMTAxMTc1NjA1WhcNMjAxMjMxMTc1NjA1WjARMQ8wDQYDVQQD
            EwZhLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASUQz/wodP3SrR0j1Uu
            3SbemiBvOtt53yxwaKKgLWCJb5Yijr+99dQda/HTcgzV1aC/jIHRIqFB5fAYmvQ5
            7XRXoyEwHzAdBgNVHQ4EFgQUL0yTm2FVvP7xzIC/cXccMn4g0U0wCgYIKoZIzj0E
            AwIDSAAwRQIhAO7g+NgVIhqJWSfBeEVIkX4HfnD6bI5YEeUvIv1UZ+N4AiBxlZEg
            0MSHDtwF20c2u0yLfZzoRclylDtORL0jWQbRDQ==
            -----END CERTIFICATE-----
            """;
}
