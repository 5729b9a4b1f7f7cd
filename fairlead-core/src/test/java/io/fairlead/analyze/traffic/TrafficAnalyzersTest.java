package io.fairlead.analyze.traffic;

import static io.fairlead.analyze.Findings.istio;
import static io.fairlead.analyze.Findings.pod;
import static io.fairlead.analyze.Findings.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.analyze.ConfigAnalysis;
import io.fairlead.analyze.Findings;
import io.fairlead.analyze.base.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficAnalyzersTest {
    private static final String TO = "route: [{destination: {host: web}}]";

    private static List<String> found(String... texts) {
        return Findings.all(ConfigAnalysis.Checks.FAIRLEAD, texts).stream()
                .map(finding -> finding.code().id())
                .toList();
    }

    private static String rules(String... rules) {
        return istio("VirtualService", "v", "hosts: [web], http: [" + String.join(", ", rules) + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{uri: {prefix: /a}}|{uri: {prefix: /a/b}}|FLD0501",
                "{uri: {prefix: /a}}|{uri: {exact: /a}, headers: {x: {exact: v}}}|FLD0501",
                "{uri: {prefix: /a/b}}|{uri: {prefix: /a}}|",
                "{headers: {x: {prefix: a}}}|{headers: {x: {exact: ab}}}|FLD0501",
                "{headers: {x: {exact: ab}}}|{headers: {x: {prefix: a}}}|",
                "{headers: {x: {}}}, {withoutHeaders: {x: {}}}|{uri: {exact: /a}}|FLD0501",
                "{method: {exact: GET}}|{method: {exact: GET}, queryParams: {q: {exact: '1'}}}|FLD0501",
                "{method: {exact: GET}}|{queryParams: {q: {exact: '1'}}}|",
                "{uri: {regex: '/v[0-9]+'}}|{uri: {regex: '/v[0-9]+'}, headers: {x: {exact: v}}}|FLD0501",
                "{uri: {regex: '/v[0-9]+'}}|{uri: {exact: /v1}}|",
                "{port: 80}|{port: 80, uri: {exact: /a}}|FLD0501",
                "{port: 80}|{port: 81, uri: {exact: /a}}|",
                "{gateways: [a]}|{gateways: [a, b]}|",
                "{gateways: [a]}, {gateways: [b]}|{gateways: [a, b]}|FLD0501",
                "{sourceLabels: {app: a}}|{sourceLabels: {app: a, tier: x}}|FLD0501",
                "{sourceLabels: {app: a}}|{sourceLabels: {app: b}}|",
                "{authority: {exact: a}}|{authority: {exact: a}, uri: {exact: /x}}|FLD0501",
                "{uri: {prefix: /}}|{uri: {exact: /a}}|FLD0501",
            })
    void findsRulesThatEarlierOnesCover(String earlier, String later, @org.jspecify.annotations.Nullable String code) {
        String text = rules("{match: [" + earlier + "], " + TO + "}", "{match: [" + later + "], " + TO + "}");
        assertThat(found(text)).isEqualTo(code == null ? List.of() : List.of(code));
    }

    @Test
    void pointsToTheRule() {
        Finding finding = Findings.all(
                        ConfigAnalysis.Checks.FAIRLEAD, rules("{" + TO + "}", "{name: late, " + TO + "}"))
                .get(0);
        assertThat(finding.message()).contains("No request reaches the rule `late`");
        assertThat(finding.position().line()).isEqualTo(4);
    }

    @Test
    void findsWeightsThatSendRequestsToNobody() {
        String web = service("web", "selector: {app: web}, ports: [{name: http, port: 80}]");
        String subsets = istio(
                "DestinationRule",
                "d",
                "host: web, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]");
        String split = "{route: [{destination: {host: web, subset: v1}, weight: %d},"
                + " {destination: {host: web, subset: v2}, weight: %d}]}";
        String pod = pod("p", "app: web, version: v1");
        assertThat(found(web, subsets, pod, rules(split.formatted(90, 10)))).containsExactly("FLD0502");
        assertThat(found(web, subsets, pod, rules(split.formatted(100, 0)))).isEmpty();
        assertThat(found(web, subsets, rules(split.formatted(90, 10)))).isEmpty();
        assertThat(found(web, pod("other/p", "app: web"), rules("{" + TO + "}")))
                .containsExactly("FLD0502");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "timeout: 3s, retries: {attempts: 3, perTryTimeout: 1s}|FLD0503",
                "timeout: 4s, retries: {attempts: 3, perTryTimeout: 1s}|",
                "retries: {attempts: 3, perTryTimeout: 1s}|",
                "timeout: 1s, retries: {attempts: 3}|",
                "mirror: {host: m}|FLD0504",
                "mirrors: [{destination: {host: m}}]|FLD0504",
                "match: [{method: {exact: GET}}], mirror: {host: m}|",
                "match: [{method: {exact: GET}}, {method: {exact: POST}}], mirror: {host: m}|FLD0504",
                "fault: {abort: {httpStatus: 503, percentage: {value: 1}}}|FLD0505",
                "fault: {delay: {fixedDelay: 1s, percent: 1}}|FLD0505",
                "fault: {abort: {httpStatus: 503, percentage: {value: 0}}}|",
            })
    void findsRulesThatDoMoreThanTheirAuthorWants(String rule, @org.jspecify.annotations.Nullable String code) {
        assertThat(found(rules("{" + rule + ", " + TO + "}"))).isEqualTo(code == null ? List.of() : List.of(code));
    }

    @Test
    void ourCodesAreSuppressedAsIstiosAre() {
        String text = rules("{fault: {delay: {fixedDelay: 1s, percent: 1}}, " + TO + "}");
        assertThat(found(text.replace(
                        "metadata: {", "metadata: {annotations: {galley.istio.io/analyze-suppress: FLD0505}, ")))
                .isEmpty();
    }
}
