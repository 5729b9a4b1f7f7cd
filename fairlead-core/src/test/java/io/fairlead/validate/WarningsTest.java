package io.fairlead.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row is a {@code spec} in flow style and the field that is warned about, or nothing if there is none. */
class WarningsTest {
    private static final String TO = "route: [{destination: {host: a}}]";

    private static List<Diagnostic> warnings(String kind, String spec) {
        String text = "apiVersion: networking.istio.io/v1\nkind: " + kind
                + "\nmetadata: {name: x, namespace: default}\nspec: {" + spec + "}\n";
        ReadResult read = new ResourceReader().read("test.yaml", text);
        return ResourceValidator.validate(read.resources().get(0)).stream()
                .filter(diagnostic -> !diagnostic.isError())
                .toList();
    }

    private static void check(String kind, String spec, Code code, @Nullable String field) {
        assertThat(warnings(kind, spec).stream()
                        .filter(warning -> warning.code() == code)
                        .map(warning -> warning.path().toString().replaceFirst("^spec\\.?", "")))
                .containsExactlyElementsOf(field == null ? List.of() : List.of(field.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http: [{TO}, {TO}]|http[1]",
                "http: [{TO}, {match: [{uri: {exact: /}}], TO}]|http[1]",
                "http: [{match: [{uri: {exact: /}}], TO}, {TO}]|",
                "http: [{match: [{uri: {exact: /}}], TO}, {match: [{uri: {exact: /}, name: second}], TO}]"
                        + "|http[1].match[0] http[1]",
                "http: [{match: [{uri: {exact: /}}, {uri: {exact: /}}], TO}]|http[0].match[1]",
                "http: [{TO}, {match: [{uri: {exact: /}}, {uri: {exact: /}}], TO}]|http[1]",
                "http: [{match: [{uri: {prefix: /a}}], TO}, {match: [{uri: {prefix: /a/b}}], TO}]|http[1].match[0]",
                "http: [{match: [{uri: {prefix: /a/b}}], TO}, {match: [{uri: {prefix: /a}}], TO}]|",
                "http: [{match: [{uri: {prefix: /a}, port: 80}], TO}, {match: [{uri: {prefix: /a/b}}], TO}]|",
                "http: [{match: [{uri: {prefix: /a}, method: {exact: GET}}], TO}, {match: [{uri: {prefix: /ab}}], TO}]"
                        + "|http[1].match[0]",
                "http: [{match: [{uri: {prefix: /a}, headers: {x: {exact: v}}}], TO},"
                        + " {match: [{uri: {prefix: /ab}, headers: {x: {exact: v}}}], TO}]|http[1].match[0]",
                "http: [{match: [{uri: {prefix: /a}, headers: {x: {exact: v}}}], TO},"
                        + " {match: [{uri: {prefix: /ab}, headers: {y: {exact: v}}}], TO}]|",
                "http: [{TO}, {match: [{uri: {prefix: /a}}], TO}, {match: [{uri: {prefix: /ab}}], TO}]"
                        + "|http[1] http[2]",
                "tcp: [{TO}, {TO}]|tcp[1]",
                "tcp: [{match: [{port: 1}], TO}, {match: [{port: 1}], TO}]|tcp[1].match[0] tcp[1]",
                "tls: [{match: [{sniHosts: [a]}], TO}, {match: [{sniHosts: [a]}], TO}]|tls[1].match[0] tls[1]",
            })
    void rulesThatNothingReaches(String spec, @Nullable String field) {
        check("VirtualService", "hosts: [a], " + spec.replace("TO", TO), Code.UNREACHABLE, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cipherSuites: [ALL, '-SHA', AES128-SHA]|",
                "cipherSuites: [AES128-SHA, aes128-sha]|servers[0].tls.cipherSuites[1]",
                "cipherSuites: [AES128-SHA, AES128-SHA]|servers[0].tls.cipherSuites[1]",
                "minProtocolVersion: TLSV1_0|servers[0].tls.minProtocolVersion",
                "httpsRedirect: true|servers[0].tls.httpsRedirect",
            })
    void gateways(String tls, @Nullable String field) {
        String spec = "servers: [{port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*'], "
                + "tls: {mode: SIMPLE, credentialName: c, " + tls + "}}]";
        check("Gateway", spec, Code.INVALID, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "./a.test, ./b.test|",
                "./a.test, default/a.test|egress[0].hosts[1]",
                "./*, ./a.test|egress[0].hosts[1]",
                "./a.test, ./*|egress[0].hosts[1]",
                "./a.test, ~/a.test|",
                "'*/*', ./a.test|egress[0].hosts",
                "'*/*'|",
            })
    void sidecars(String hosts, @Nullable String field) {
        check("Sidecar", "egress: [{hosts: [" + hosts + "]}]", Code.INVALID, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hosts: [a.test], resolution: NONE, ports: [{number: 1, name: a, protocol: TCP}]|ports[0]",
                "hosts: [a.test], resolution: NONE, ports: [{number: 1, name: a}]|ports[0]",
                "hosts: [a.test], resolution: NONE, ports: [{number: 1, name: a, protocol: tcp}]|",
                "hosts: [a.test], resolution: NONE, addresses: [10.0.0.1], ports: [{number: 1, name: a}]|",
                "hosts: [a.test], resolution: DNS, ports: [{number: 1, name: a, protocol: TCP}]|",
                "hosts: [a.test, b.test], resolution: DNS, addresses: [10.0.0.1],"
                        + " ports: [{number: 1, name: a, protocol: TLS}]|hosts",
                "hosts: [a.test], resolution: DNS, addresses: [10.0.0.1], ports: [{number: 1, name: a, protocol: TLS}]|",
            })
    void serviceEntries(String spec, @Nullable String field) {
        check("ServiceEntry", spec, Code.INVALID, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trafficPolicy: {outlierDetection: {consecutiveErrors: 1}}|trafficPolicy.outlierDetection.consecutiveErrors",
                "trafficPolicy: {portLevelSettings: [{port: {number: 1}, outlierDetection: {consecutiveErrors: 1}}]}|",
                "subsets: [{name: v1, trafficPolicy: {outlierDetection: {consecutiveErrors: 1}}}]|",
            })
    void warningsThatIstioDropsAreDropped(String spec, @Nullable String field) {
        check("DestinationRule", "host: a, " + spec, Code.DEPRECATED, field);
    }
}
