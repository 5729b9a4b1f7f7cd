package io.fairlead.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.yaml.ReadMode;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import io.fairlead.yaml.tree.ReadLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row is a {@code spec} in flow style and the field that is wrong in it, or nothing if it is right. */
class RulesTest {
    private static final String RULE = "http: [{route: [{destination: {host: a}}]}]";

    private static List<String> errors(String kind, String spec) {
        return found(kind, spec, Severity.ERROR);
    }

    private static List<String> found(String kind, String spec, Severity severity) {
        String text = "apiVersion: networking.istio.io/v1\nkind: " + kind
                + "\nmetadata: {name: x, namespace: default}\nspec: {" + spec + "}\n";
        ReadResult read = new ResourceReader(ReadLimits.DEFAULT, ReadMode.ISTIO).read("test.yaml", text);
        assertThat(read.diagnostics().stream().filter(Diagnostic::isError)).isEmpty();
        return ResourceValidator.validate(read.resources().get(0)).stream()
                .filter(diagnostic -> diagnostic.severity() == severity)
                .map(diagnostic -> diagnostic.path().toString().replaceFirst("^spec\\.?", ""))
                .toList();
    }

    private static void check(String kind, String spec, @Nullable String field) {
        List<String> errors = errors(kind, spec);
        if (field == null) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors).contains(field);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hosts: [a.test], gateways: [gw]|",
                "hosts: ['*'], gateways: [ns/gw]|",
                "hosts: ['*']|hosts[0]",
                "hosts: ['*'], gateways: [gw, mesh]|hosts[0]",
                "hosts: [.a]|hosts[0]",
                "hosts: ['*.a.test', b.a.test]|hosts[1]",
                "hosts: [a, a]|hosts[1]",
                "hosts: ['*.a.test', a.test]|",
                "gateways: [gw]|gateways",
                "tcp: [{route: [{destination: {host: a}}]}]|tcp",
                "hosts: [a], gateways: [./gw]|gateways[0]",
                "hosts: [a], exportTo: ['*', b]|exportTo[0]",
                "hosts: [a], exportTo: ['~']|exportTo[0]",
                "hosts: [a], exportTo: [., default]|exportTo[1]",
            })
    void virtualServices(String spec, @Nullable String field) {
        check("VirtualService", spec + ", " + RULE, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "route: [{destination: {host: a, subset: v1, port: {number: 80}}}], timeout: 1s|",
                "match: [{uri: {prefix: ''}}], route: [{destination: {host: a}}]|",
                "name: x|``",
                "redirect: {uri: /a}, route: [{destination: {host: a}}]|redirect",
                "directResponse: {status: 200}, rewrite: {uri: /}|directResponse",
                "redirect: {uri: /a}, directResponse: {status: 200}|redirect",
                "redirect: {}|redirect",
                "redirect: {uri: /a, prefixRewrite: /b}|redirect.prefixRewrite",
                "match: [{uri: {exact: /a}}], redirect: {prefixRewrite: /b}|redirect.prefixRewrite",
                "redirect: {scheme: ftp}|redirect.scheme",
                "redirect: {uri: /a, redirectCode: 299}|redirect.redirectCode",
                "redirect: {uri: /a, redirectCode: 304}|",
                "redirect: {port: 65536}|redirect.port",
                "directResponse: {status: 199}|directResponse.status",
                "directResponse: {status: 600}|",
                "delegate: {name: b}, route: [{destination: {host: a}}]|route",
                "delegate: {name: b}, redirect: {uri: /}|redirect",
                "delegate: {name: b}, directResponse: {status: 200}|",
                "route: [{destination: {host: '*'}}]|route[0].destination.host",
                "route: [{destination: {host: a, subset: a_b}}]|route[0].destination.subset",
                "route: [{destination: {host: a, port: {}}}]|route[0].destination.port.number",
                "route: [{weight: 1}]|route[0].destination",
                "route: [{destination: {host: a}}, {destination: {host: b}}]|route",
                "route: [{destination: {host: a}, weight: -1}]|route[0].weight",
                "mirror: {host: a}, mirrors: [{destination: {host: b}}]|mirror",
                "mirrors: [{percentage: {value: 101}}]|mirrors[0].percentage.value",
                "mirrors: [{}]|mirrors[0].destination",
                "mirror: {host: a}, mirrorPercent: 101|mirrorPercent",
                "timeout: 0s|timeout",
                "timeout: 1500us|timeout",
                "retries: {attempts: -1}|retries.attempts",
                "retries: {retryOn: 5xx}|retries.attempts",
                "retries: {attempts: 1, retryOn: '5xx, 503'}|retries.retryOn",
                "retries: {attempts: 1, retryOn: '5xx,503'}, route: [{destination: {host: a}}]|",
                "fault: {}|fault",
                "fault: {abort: {httpStatus: 601}}|fault.abort.httpStatus",
                "fault: {abort: {grpcStatus: unavailable}}|fault.abort.grpcStatus",
                "fault: {delay: {fixedDelay: 0s}}|fault.delay.fixedDelay",
                "fault: {delay: {fixedDelay: 1s, percentage: {value: 0.00001}}}|fault.delay.percentage.value",
                "corsPolicy: {allowOrigins: [{}]}|corsPolicy.allowOrigins[0]",
                "corsPolicy: {allowMethods: [get]}|corsPolicy.allowMethods[0]",
                "corsPolicy: {allowHeaders: ['a b']}|corsPolicy.allowHeaders[0]",
                "corsPolicy: {maxAge: 1500ms}|corsPolicy.maxAge",
                "rewrite: {}|rewrite",
                "rewrite: {uri: /a, uriRegexRewrite: {match: a, rewrite: b}}|rewrite.uriRegexRewrite",
                "rewrite: {uriRegexRewrite: {match: '(', rewrite: b}}|rewrite.uriRegexRewrite.match",
                "rewrite: {uriRegexRewrite: {match: a}}|rewrite.uriRegexRewrite.rewrite",
                "rewrite: {authority: a}, headers: {request: {set: {Host: b}}}|headers.request.set.Host",
                "headers: {request: {set: {Host: a}, add: {':authority': b}}}|headers.request.add[:authority]",
                "headers: {request: {set: {':path': a}}}|headers.request.set[:path]",
                "headers: {request: {remove: [Host]}}|headers.request.remove[0]",
                "headers: {response: {set: {host: a}}}|headers.response.set.host",
                "headers: {response: {set: {x: '%A'}}}|headers.response.set.x",
                "headers: {response: {set: {x: '%A%'}}}, route: [{destination: {host: a}}]|",
            })
    void httpRules(String rule, @Nullable String field) {
        @Nullable String path = field == null ? null : field.isEmpty() ? "http[0]" : "http[0]." + field;
        check("VirtualService", "hosts: [a], http: [{" + rule + "}]", path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "headers: {':path': {exact: a}, x: {}}, withoutHeaders: {x: {regex: '*'}}|",
                "headers: {x: {prefix: ''}}|headers.x.prefix",
                "headers: {x: {regex: '*'}}|headers.x.regex",
                "headers: {x: {regex: '(?=a)'}}|headers.x.regex",
                "headers: {'a b': {}}|headers[a b]",
                "headers: {'@request.auth.claims.a': {exact: b}}|headers[@request.auth.claims.a]",
                "queryParams: {x: {prefix: ''}}|queryParams.x.prefix",
                "method: {prefix: ''}|method.prefix",
                "uri: {regex: ''}|uri.regex",
                "port: 65536|port",
                "sourceLabels: {'-a': b}|sourceLabels[-a]",
                "sourceNamespace: a.b|sourceNamespace",
                "gateways: [a/b/c]|gateways[0]",
            })
    void matches(String match, @Nullable String field) {
        String spec = "hosts: [a], http: [{match: [{" + match + "}], route: [{destination: {host: a}}]}]";
        check("VirtualService", spec, field == null ? null : "http[0].match[0]." + field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tls: [{match: [{sniHosts: [a.test]}], route: [{destination: {host: a}}]}]|",
                "tls: [{route: [{destination: {host: a}}]}]|tls[0].match",
                "tls: [{match: [{}], route: [{destination: {host: a}}]}]|tls[0].match[0].sniHosts",
                "tls: [{match: [{sniHosts: [b.test]}], route: [{destination: {host: a}}]}]|tls[0].match[0].sniHosts[0]",
                "tls: [{match: [{sniHosts: [a.test], destinationSubnets: [x]}]}]|tls[0].match[0].destinationSubnets[0]",
                "tls: [{match: [{sniHosts: [a.test]}]}]|tls[0].route",
                "tcp: [{match: [{port: 70000}], route: [{destination: {host: a}}]}]|tcp[0].match[0].port",
                "tcp: [{route: [{destination: {host: a}}, {destination: {host: a}}]}]|tcp[0].route",
                "exportTo: [.]|``",
            })
    void layerFourRules(String rules, @Nullable String field) {
        check("VirtualService", "hosts: [a.test], " + rules, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "host: a, subsets: [{name: v1, labels: {a: b}}], trafficPolicy: {tls: {}}|",
                "host: a_b|host",
                "host: a, subsets: [{name: v1}, {name: v1}]|subsets[1].name",
                "host: a, subsets: [{name: v1, trafficPolicy: {}}]|subsets[0].trafficPolicy",
                "host: a, trafficPolicy: {connectionPool: {}}|trafficPolicy.connectionPool",
                "host: a, trafficPolicy: {connectionPool: {tcp: {connectTimeout: 0s}}}|trafficPolicy.connectionPool.tcp.connectTimeout",
                "host: a, trafficPolicy: {connectionPool: {tcp: {idleTimeout: 0s}}}|",
                "host: a, trafficPolicy: {connectionPool: {http: {maxRetries: -1}}}|trafficPolicy.connectionPool.http.maxRetries",
                "host: a, trafficPolicy: {loadBalancer: {consistentHash: {maglev: {tableSize: 10}}}}|trafficPolicy.loadBalancer.consistentHash.maglev.tableSize",
                "host: a, trafficPolicy: {loadBalancer: {consistentHash: {maglev: {tableSize: 65537}}}}|",
                "host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a, to: {b: 90}}]}}}|trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to",
                "host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {failover: [{from: a, to: a}]}}}|trafficPolicy.loadBalancer.localityLbSetting.failover[0]",
                "host: a, trafficPolicy: {loadBalancer: {warmup: {}}}|trafficPolicy.loadBalancer.warmup.duration",
                "host: a, trafficPolicy: {outlierDetection: {maxEjectionPercent: 101}}|trafficPolicy.outlierDetection.maxEjectionPercent",
                "host: a, trafficPolicy: {portLevelSettings: [{port: {number: 80}}]}|trafficPolicy.portLevelSettings[0]",
                "host: a, trafficPolicy: {portLevelSettings: [{tls: {}}]}|trafficPolicy.portLevelSettings[0].port",
                "host: a, trafficPolicy: {tls: {mode: MUTUAL}}|trafficPolicy.tls.clientCertificate",
                "host: a, trafficPolicy: {tls: {mode: SIMPLE, credentialName: c, caCertificates: f}}|trafficPolicy.tls.credentialName",
                "host: a, trafficPolicy: {tunnel: {targetHost: b, targetPort: 0}}|trafficPolicy.tunnel.targetPort",
                "host: a, trafficPolicy: {tunnel: {targetHost: b, targetPort: 1}, proxyProtocol: {}}|trafficPolicy.tunnel",
                "host: a, workloadSelector: {matchLabels: {a: b}}, exportTo: ['*']|exportTo",
            })
    void destinationRules(String spec, @Nullable String field) {
        check("DestinationRule", spec, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "port: {number: 80, name: a, protocol: http}, hosts: [ns/*, ./a.test, '*/b.test']|",
                "port: {number: 80, name: a, protocol: HTTP}|hosts",
                "hosts: ['*']|port",
                "port: {number: 0, name: a, protocol: HTTP}, hosts: ['*']|port.number",
                "port: {number: 80, name: a, protocol: SMTP}, hosts: ['*']|port.protocol",
                "port: {number: 80, protocol: HTTP}, hosts: ['*']|port.name",
                "port: {number: 80, name: a, protocol: HTTP, targetPort: 1}, hosts: ['*']|port.targetPort",
                "port: {number: 80, name: a, protocol: HTTP}, hosts: [a]|hosts[0]",
                "port: {number: 80, name: a, protocol: HTTP}, hosts: ['*a.test']|hosts[0]",
                "port: {number: 80, name: a, protocol: HTTP}, hosts: [a_b/a.test]|hosts[0]",
                "port: {number: 80, name: a, protocol: HTTP}, hosts: ['*'], bind: x|bind",
                "port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*']|tls",
                "port: {number: 80, name: a, protocol: HTTP}, hosts: ['*'], tls: {mode: SIMPLE, credentialName: c}|tls",
                "port: {number: 80, name: a, protocol: HTTP}, hosts: ['*'], tls: {httpsRedirect: true}|",
                "port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*'], tls: {mode: SIMPLE}|tls.serverCertificate",
                "port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*'], tls: {mode: SIMPLE, credentialName: c, credentialNames: [d]}|tls",
                "port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*'], tls: {mode: MUTUAL, serverCertificate: c, privateKey: k}|tls.caCertificates",
                "port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*'], tls: {mode: ISTIO_MUTUAL, credentialName: c}|tls",
            })
    void servers(String server, @Nullable String field) {
        check("Gateway", "servers: [{" + server + "}]", field == null ? null : "servers[0]." + field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hosts: [a.test], resolution: STATIC, endpoints: [{address: 10.0.0.1, ports: {http: 1}}]|",
                "resolution: DNS|hosts",
                "hosts: ['*'], resolution: STATIC|hosts[0]",
                "hosts: [a.test], addresses: [x], resolution: STATIC|addresses[0]",
                "hosts: [a.test], addresses: [10.0.0.0/8], resolution: DNS|addresses[0]",
                "hosts: [a.test], endpoints: [{address: 10.0.0.1}]|endpoints",
                "hosts: [a.test], resolution: STATIC, endpoints: [{address: b.test}]|endpoints[0].address",
                "hosts: [a.test], resolution: STATIC, endpoints: [{address: 10.0.0.1, ports: {x: 1}}]|endpoints[0].ports.x",
                "hosts: ['*.a.test'], resolution: DNS|hosts[0]",
                "hosts: [a.test], resolution: DNS_ROUND_ROBIN, endpoints: [{address: b}, {address: c}]|endpoints",
                "hosts: [a.test], resolution: DYNAMIC_DNS|hosts[0]",
                "hosts: [a.test], resolution: STATIC, endpoints: [{address: 10.0.0.1}], workloadSelector: {labels: {a: b}}|workloadSelector",
                "hosts: [a.test], exportTo: ['~'], resolution: STATIC|",
            })
    void serviceEntries(String spec, @Nullable String field) {
        check("ServiceEntry", spec + ", ports: [{number: 80, name: http, protocol: HTTP}]", field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{number: 80, name: a, protocol: HTTP}, {number: 80, name: b, protocol: HTTP}|ports[1].number",
                "{number: 80, name: a, protocol: HTTP}, {number: 81, name: a, protocol: HTTP}|ports[1].name",
                "{number: 80, name: a, protocol: FTP}|ports[0].protocol",
                "{number: 0, name: a, protocol: HTTP}|ports[0].number",
            })
    void servicePorts(String ports, @Nullable String field) {
        check("ServiceEntry", "hosts: [a.test], resolution: STATIC, ports: [" + ports + "]", field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "address: 10.0.0.1, ports: {http: 80}, labels: {a: b}|",
                "address: a.test|",
                "network: net|",
                "labels: {a: b}|address",
                "address: 'unix:///a', ports: {http: 80}|address",
                "address: 'unix://a'|address",
                "address: 10.0.0.1, ports: {http: 65536}|ports.http",
            })
    void workloadEntries(String spec, @Nullable String field) {
        check("WorkloadEntry", spec, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "egress: [{hosts: ['./*', '~prod/a.test']}]|",
                "workloadSelector: {labels: {a: b}}|``",
                "egress: [{hosts: [a]}]|egress[0].hosts[0]",
                "egress: [{hosts: ['./*']}, {hosts: ['./*']}]|egress[1]",
                "egress: [{port: {number: 0, protocol: HTTP}, hosts: ['./*']}]|egress[0].bind",
                "ingress: [{defaultEndpoint: '127.0.0.1:80'}]|ingress[0].port",
                "ingress: [{port: {number: 80, protocol: HTTP}, defaultEndpoint: '10.0.0.1:80'}]|ingress[0].defaultEndpoint",
                "outboundTrafficPolicy: {egressProxy: {host: a.test, port: {number: 1}}}|outboundTrafficPolicy.egressProxy",
            })
    void sidecars(String spec, @Nullable String field) {
        check("Sidecar", spec, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hosts: [a], gateways: [gw.ns], " + RULE + "|gateways[0]",
                "hosts: [a], http: [{route: [{destination: {host: a}}]}, {route: [{destination: {host: a}}]}]|http[1]",
                "hosts: [a], http: [{match: [{uri: {exact: /a}}, {name: twin, uri: {exact: /a}}], route: [{destination: {host: a}}]}]|http[0].match[1]",
                "hosts: [a], http: [{redirect: {uri: /a, redirectCode: 304}}]|http[0].redirect.redirectCode",
                "hosts: [a], http: [{mirror: {host: b}, mirrorPercent: 1, route: [{destination: {host: a}}]}]|http[0].mirrorPercent",
            })
    void warnings(String spec, String field) {
        assertThat(found("VirtualService", spec, Severity.WARNING)).containsExactly(field);
        assertThat(errors("VirtualService", spec)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "%A%|true",
                "100%%|true",
                "%A(b)%|true",
                "%A( b)%|true",
                "%A(b) %|true",
                "%A([\"b\", \"c\"])%|true",
                "%A(b\\)c)%|true",
                "%A()%|false",
                "%A|false",
                "%|false",
                "%A(b)c%|false",
                "%A(\"b\")%|false",
                "%A([b])%|false",
                "%A([\"b\" \"c\"])%|false"
            })
    void headerValues(String value, boolean valid) {
        String quoted = "'" + value + "'";
        List<String> errors = errors(
                "VirtualService",
                "hosts: [a], http: [{headers: {request: {set: {x: " + quoted
                        + "}}}, route: [{destination: {host: a}}]}]");
        assertThat(errors.isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "r1/z1, r1/z2|true",
                "r1/z1, r1/*|true",
                "r1, '*'|true",
                "r1/z1/s1, r1/z1/s2|true",
                "r1/z1/s1, r1/z1/*|true",
                "r1/*, r1/z1|false",
                "'*', r1|false",
                "r1, r1|false",
                "r1, r1/z1|false",
                "r1/z1, r1|false",
                "r1/z1/*, r1/z1/s1|false",
                "r1/z1/s1/x, r1/z1/s1/x|false",
                "r1//s1|false",
                "r*/z|false",
                "r1/z1/s1/|true"
            })
    void localities(String from, boolean valid) {
        StringBuilder entries = new StringBuilder();
        for (String each : from.split(", ", -1)) {
            entries.append("{from: ").append(each).append(", to: {x: 100}}, ");
        }
        List<String> errors = errors(
                "DestinationRule",
                "host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [" + entries + "]}}}");
        assertThat(errors.isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x: 50, y: 50|true",
                "x: 50, x/*: 50|false",
                "'*': 50, x: 50|false",
                "x/*: 50, x/y: 50|false",
                "x: 60, y: 50|false",
                "x: 100, y: 0|false"
            })
    void localityTargets(String to, boolean valid) {
        List<String> errors = errors(
                "DestinationRule",
                "host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a, to: {" + to
                        + "}}]}}}");
        assertThat(errors.isEmpty()).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "127.0.0.1:80|true",
                "'[::1]:80'|true",
                "'[::]:+80'|true",
                "':80'|true",
                "0.0.0.0:000080|true",
                "unix:///a|true",
                "127.0.0.1|false",
                "127.0.0.1:0|false",
                "127.0.0.1:65536|false",
                "127.0.0.1:http|false",
                "'::1:80'|false",
                "10.0.0.1:80|false",
                "unix://a|false"
            })
    void defaultEndpoints(String endpoint, boolean valid) {
        List<String> errors = errors(
                "Sidecar",
                "ingress: [{port: {number: 80, protocol: HTTP, name: a}, defaultEndpoint: " + endpoint + "}]");
        assertThat(errors.isEmpty()).isEqualTo(valid);
    }

    @Test
    void whatIstioConvertedItselfBreaksOnlyOurOwnRules() {
        String text = """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: x, annotations: {internal.istio.io/route-semantics: gateway}}
                spec: {hosts: [a], gateways: [ns/a.b], http: [{route: [{destination: {host: '*'}}]}]}
                """;
        ReadResult read = new ResourceReader().read("test.yaml", text);
        assertThat(ResourceValidator.validate(read.resources().get(0)))
                .hasSize(2)
                .allSatisfy(finding -> {
                    assertThat(finding.isError()).isTrue();
                    assertThat(finding.code()).isEqualTo(Code.NOT_SERVED);
                });
    }

    @Test
    void httpSettingsOfAPoolNeedAnHttpPort() {
        String tcp = "ingress: [{port: {number: 80, protocol: TCP, name: a}, connectionPool: {http: {maxRetries: 1}}}]";
        assertThat(found("Sidecar", tcp, Severity.WARNING)).containsExactly("ingress[0].connectionPool.http");
        assertThat(found("Sidecar", tcp.replace("TCP", "GRPC"), Severity.WARNING))
                .isEmpty();
    }
}
