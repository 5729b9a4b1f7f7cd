package io.fairlead.yaml.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.ResourceKind;
import io.fairlead.yaml.tree.DocumentText;
import io.fairlead.yaml.tree.ParsedText;
import io.fairlead.yaml.tree.ReadLimits;
import io.fairlead.yaml.tree.UnreadableText;
import io.fairlead.yaml.tree.VisitBudget;
import io.fairlead.yaml.tree.YamlNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row is a {@code spec} in flow style and the field for which a server refuses it, or nothing. */
class ApiServerSchemaTest {
    private static List<SchemaFinding> findings(ResourceKind kind, String spec) throws UnreadableText {
        String text = "{metadata: {name: a}, spec: {" + spec + "}}";
        ParsedText parsed =
                DocumentText.split("a", text, ReadLimits.DEFAULT).get(0).parse();
        YamlNode.Fields root = (YamlNode.Fields) parsed.roots().get(0);
        return ApiServerSchema.check(kind, root, new VisitBudget(parsed.nodes(), 0));
    }

    private static void check(ResourceKind kind, String spec, @Nullable String field) throws UnreadableText {
        List<String> fields = findings(kind, spec).stream()
                .map(finding -> finding.path().toString().replaceFirst("^spec\\.?", ""))
                .toList();
        if (field == null) {
            assertThat(fields).isEmpty();
        } else {
            assertThat(fields).contains(field);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http: [{match: [{port: 4294967295}]}]|",
                "http: [{match: [{port: 4294967296}]}]|http[0].match[0].port",
                "http: [{match: [{port: 80.0}]}]|",
                "http: [{match: [{port: 80.5}]}]|http[0].match[0].port",
                "http: [{retries: {attempts: -2147483649}}]|http[0].retries.attempts",
                "http: [{route: [{weight: 1}]}]|http[0].route[0].destination",
                "http: [{route: [{destination: {}}]}]|http[0].route[0].destination.host",
                "http: [{mirrors: [{}]}]|http[0].mirrors[0].destination",
                "http: [{directResponse: {}}]|http[0].directResponse.status",
                "http: [{directResponse: {status: 1, body: {string: a, bytes: YQ==}}}]|http[0].directResponse.body",
                "http: [{fault: {abort: {httpStatus: 1, grpcStatus: a}}}]|http[0].fault.abort",
                "http: [{fault: {delay: {fixedDelay: 1s, exponentialDelay: 1s}}}]|http[0].fault.delay",
                "http: [{fault: {delay: {fixedDelay: 999us}}}]|http[0].fault.delay.fixedDelay",
                "http: [{redirect: {port: 1, derivePort: FROM_REQUEST_PORT}}]|http[0].redirect",
                "http: [{corsPolicy: {unmatchedPreflights: ignore}}]|http[0].corsPolicy.unmatchedPreflights",
                "http: [{mirror_percent: 5}]|",
                "http: [{cors_policy: {}}]|http[0].cors_policy",
                "tls: [{route: []}]|tls[0].match",
                "tls: [{match: [{}]}]|tls[0].match[0].sniHosts",
                "hosts: [1]|hosts[0]",
                "hosts: [null]|hosts[0]",
                "hosts: null|"
            })
    void virtualServices(String spec, @Nullable String field) throws UnreadableText {
        check(ResourceKind.VIRTUAL_SERVICE, spec, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|host",
                "host: a, subsets: [{}]|subsets[0].name",
                "host: a, workloadSelector: {matchLabels: {a: '*'}}|workloadSelector.matchLabels.a",
                "host: a, workloadSelector: {matchLabels: {'a*': b}}|workloadSelector.matchLabels[a*]",
                "host: a, workloadSelector: {matchLabels: {'': b}}|workloadSelector.matchLabels[]",
                "host: a, trafficPolicy: {loadBalancer: {simple: RANDOM, consistentHash: {}}}|trafficPolicy.loadBalancer",
                "host: a, trafficPolicy: {loadBalancer: {consistentHash: {ringHash: {}, maglev: {}}}}|trafficPolicy.loadBalancer.consistentHash",
                "host: a, trafficPolicy: {loadBalancer: {consistentHash: {httpCookie: {}}}}|trafficPolicy.loadBalancer.consistentHash.httpCookie.name",
                "host: a, trafficPolicy: {loadBalancer: {consistentHash: {minimumRingSize: 18446744073709551615}}}|trafficPolicy.loadBalancer.consistentHash.minimumRingSize",
                "host: a, trafficPolicy: {loadBalancer: {warmup: {}}}|trafficPolicy.loadBalancer.warmup.duration",
                "host: a, trafficPolicy: {loadBalancer: {warmup: {duration: 1s, minimumPercent: 101}}}|trafficPolicy.loadBalancer.warmup.minimumPercent",
                "host: a, trafficPolicy: {loadBalancer: {warmup: {duration: 1s, aggression: -0.1}}}|trafficPolicy.loadBalancer.warmup.aggression",
                "host: a, trafficPolicy: {loadBalancer: {zoneAwareLbSetting: {minClusterSize: 0}}}|trafficPolicy.loadBalancer.zoneAwareLbSetting.minClusterSize",
                "host: a, trafficPolicy: {outlierDetection: {outlierDetectionHttpErrorCodes: [99]}}|trafficPolicy.outlierDetection.outlierDetectionHttpErrorCodes[0]",
                "host: a, trafficPolicy: {retryBudget: {percent: 101}}|trafficPolicy.retryBudget.percent",
                "host: a, trafficPolicy: {tunnel: {targetHost: a}}|trafficPolicy.tunnel.targetPort",
                "host: a, trafficPolicy: {connectionPool: {tcp: {idleTimeout: 0s}}}|",
                "host: a, trafficPolicy: {connectionPool: {tcp: {connectTimeout: 0s}}}|trafficPolicy.connectionPool.tcp.connectTimeout"
            })
    void destinationRules(String spec, @Nullable String field) throws UnreadableText {
        check(ResourceKind.DESTINATION_RULE, spec, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "servers: [{port: {number: 80, protocol: HTTP, name: a}, hosts: []}]|",
                "servers: [{hosts: []}]|servers[0].port",
                "servers: [{port: {number: 80, protocol: HTTP, name: a}}]|servers[0].hosts",
                "servers: [{port: {number: 80, name: a}, hosts: []}]|servers[0].port.protocol",
                "servers: [{port: {number: 80, protocol: HTTP, name: a}, hosts: [], tls: {credentialNames: []}}]|servers[0].tls.credentialNames",
                "servers: [{port: {number: 80, protocol: HTTP, name: a}, hosts: [], tls: {credentialNames: [a, b, c]}}]|servers[0].tls.credentialNames",
                "servers: [{port: {number: 80, protocol: HTTP, name: a}, hosts: [], tls: {credentialName: a, credentialNames: [a]}}]|servers[0].tls",
                "servers: [{port: {number: 80, protocol: HTTP, name: a}, hosts: [], tls: {tlsCertificates: [{}], credentialNames: [a]}}]|servers[0].tls",
                "servers: [{port: {number: 80, protocol: HTTP, name: a}, hosts: [], tls: {mode: simple}}]|servers[0].tls.mode"
            })
    void gateways(String spec, @Nullable String field) throws UnreadableText {
        check(ResourceKind.GATEWAY, spec, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hosts: [a]|",
                "hosts: []|hosts",
                "hosts: ['*']|hosts[0]",
                "hosts: [a], ports: [{name: a, number: 0}]|ports[0].number",
                "hosts: [a], ports: [{name: a, number: 80, targetPort: 0}]|ports[0].targetPort",
                "hosts: [a], ports: [{name: a, number: 80}, {name: a, number: 81}]|ports[1].name",
                "hosts: [a], ports: [{name: a, number: 80}, {name: b, number: 0120}]|ports[1].number",
                "hosts: [a], addresses: [10.0.0.0/8]|",
                "hosts: [a], addresses: [10.0.0.0/8], resolution: DNS|addresses[0]",
                "hosts: [a], endpoints: []|endpoints",
                "hosts: [a], resolution: STATIC, endpoints: []|",
                "hosts: [a], resolution: STATIC, endpoints: [], workloadSelector: {}|``",
                "hosts: [a], resolution: DNS_ROUND_ROBIN, endpoints: [{address: a}, {address: b}]|endpoints",
                "hosts: [a], resolution: STATIC, endpoints: [{}]|endpoints[0]",
                "hosts: [a], resolution: STATIC, endpoints: [{network: ''}]|",
                "hosts: [a], resolution: STATIC, endpoints: [{address: 'unix://a'}]|endpoints[0].address",
                "hosts: [a], resolution: STATIC, endpoints: [{address: 'unix:///a/'}]|endpoints[0].address",
                "hosts: [a], resolution: STATIC, endpoints: [{address: 'unix://@a', ports: {}}]|endpoints[0].ports",
                "hosts: [a], resolution: STATIC, endpoints: [{address: a, ports: {a_b: 1}}]|endpoints[0].ports.a_b",
                "hosts: [a], resolution: STATIC, endpoints: [{address: a, ports: {a: 65536}}]|endpoints[0].ports.a",
                "hosts: [a], resolution: STATIC, endpoints: [{address: a, weight: -1}]|endpoints[0].weight",
                "hosts: [a], workloadSelector: {labels: {a: 'b*'}}|workloadSelector.labels.a"
            })
    void serviceEntries(String spec, @Nullable String field) throws UnreadableText {
        check(ResourceKind.SERVICE_ENTRY, spec, field);
    }

    @Test
    void sizesAreLimited() throws UnreadableText {
        check(ResourceKind.WORKLOAD_ENTRY, "address: a, serviceAccount: " + "a".repeat(253), null);
        check(ResourceKind.WORKLOAD_ENTRY, "address: a, serviceAccount: " + "a".repeat(254), "serviceAccount");
        check(ResourceKind.WORKLOAD_ENTRY, "address: a, network: " + "\u00e9".repeat(2048), null);
        check(ResourceKind.WORKLOAD_ENTRY, "address: a, network: " + "a".repeat(2049), "network");
        check(
                ResourceKind.SIDECAR,
                "workloadSelector: {labels: {a: " + "b".repeat(64) + "}}",
                "workloadSelector.labels.a");
        check(ResourceKind.SERVICE_ENTRY, "hosts: [" + "a,".repeat(257) + "]", "hosts");
    }

    @Test
    void aSpecIsNeededByTwoKinds() throws UnreadableText {
        for (ResourceKind kind :
                List.of(ResourceKind.SERVICE_ENTRY, ResourceKind.WORKLOAD_ENTRY, ResourceKind.GATEWAY)) {
            ParsedText parsed = DocumentText.split("a", "{metadata: {name: a}}", ReadLimits.DEFAULT)
                    .get(0)
                    .parse();
            YamlNode.Fields root = (YamlNode.Fields) parsed.roots().get(0);
            assertThat(ApiServerSchema.check(kind, root, new VisitBudget(parsed.nodes(), 0)))
                    .hasSize(kind == ResourceKind.GATEWAY ? 0 : 1);
        }
    }

    @Test
    void aliasesThatLeadToMoreThanTheBudgetEndTheWalk() throws UnreadableText {
        StringBuilder text = new StringBuilder("a0: &a0 {host: a}\n");
        for (int i = 1; i < 20; i++) {
            text.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(10) + "]\n");
        }
        ParsedText parsed = DocumentText.split(
                        "a", "metadata: {name: a}\nspec:\n" + text.toString().indent(2), ReadLimits.DEFAULT)
                .get(0)
                .parse();
        VisitBudget budget = new VisitBudget(parsed.nodes(), 10);
        YamlNode.Fields root = (YamlNode.Fields) parsed.roots().get(0);
        // Unknown fields are not walked through, so that nothing is exceeded here.
        assertThat(ApiServerSchema.check(ResourceKind.SIDECAR, root, budget)).hasSize(20);
        assertThat(budget.isExceeded()).isFalse();
        VisitBudget small = new VisitBudget(1, 0);
        ApiServerSchema.check(ResourceKind.SIDECAR, root, small);
        assertThat(small.isExceeded()).isTrue();
    }

    @Test
    void allKindsOfIstioAreCovered() {
        for (ResourceKind kind : ResourceKind.values()) {
            assertThat(ApiServerSchema.covers(kind))
                    .as(kind.kindName())
                    .isEqualTo(kind.group().equals("networking.istio.io"));
        }
    }
}
