package io.fairlead.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileValidatorTest {
    private static final Set<Gate> BOTH = EnumSet.allOf(Gate.class);
    private static final String GOOD = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: shop}
            spec:
              hosts: [shop]
              http: [{route: [{destination: {host: shop}}]}]
            """;

    private static FileVerdict validate(String text) {
        return new FileValidator(BOTH).validate("a.yaml", text);
    }

    /** Who refuses, for example {@code istio, crd}; "" for nobody. */
    private static String refusing(String text) {
        Set<Gate> refusing = EnumSet.noneOf(Gate.class);
        validate(text).findings().forEach(finding -> refusing.addAll(finding.refusing()));
        return String.join(" ", refusing.stream().map(Gate::id).toList());
    }

    private static String virtualService(String http) {
        return GOOD.substring(0, GOOD.indexOf("  http:")) + "  http: [" + http + "]\n";
    }

    @Test
    void aGoodFileHasNoFindings() {
        FileVerdict verdict = validate(GOOD);
        assertThat(verdict.isValid()).isTrue();
        assertThat(verdict.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{route: [{destination: {host: '*'}}]}|istio",
                "{route: [{destination: {host: a}, weight: '1'}]}|crd",
                "{match: [{uri: {exact: a, prefix: b}}], route: [{destination: {host: a}}]}|crd",
                "{match: [{uri: {exact: a, regex: '('}}], route: [{destination: {host: a}}]}|istio crd",
                "{timeoutt: 5s, route: [{destination: {host: a}}]}|istio crd",
                "{timeout: 0s, route: [{destination: {host: a}}]}|istio crd",
                "{timeout: 5, route: [{destination: {host: a}}]}|istio crd",
                "{route: [{destination: {host: a}}, {destination: {host: b}}]}|istio",
                "{route: [null]}|istio crd",
                "{match: [null], route: [{destination: {host: a}}]}|crd",
                "{match: null, route: [{destination: {host: a}}]}|``",
                "{directResponse: {status: 200, body: {bytes: 'AQ'}}}|istio crd",
                "{directResponse: {status: 200, body: {bytes: ''}}}|crd",
                "{fault: {abort: {httpStatus: 500, percentage: {value: 'NaN'}}}, route: [{destination: {host: a}}]}|crd",
                "{redirect: {uri: /a, derivePort: 1}}|crd",
                "{redirect: {uri: /a, derivePort: FROM_REQEST_PORT}}|istio crd",
                "{name: a, name: b, route: [{destination: {host: a}}]}|istio",
                "{match: [{uri: {regex: '(?P<n>a)(?P<n>b)'}}], route: [{destination: {host: a}}]}|``"
            })
    void eachGateRefusesWhatItKnows(String http, String gates) {
        assertThat(refusing(virtualService(http))).isEqualTo(gates);
    }

    @Test
    void whatBothRefuseIsSaidOnceWithBothNames() {
        assertThat(validate(virtualService("{timeout: 0s, route: [{destination: {host: a}}]}"))
                        .findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.refusing()).isEqualTo(BOTH);
                    assertThat(finding.diagnostic().position()).hasToString("a.yaml:6:11");
                    assertThat(finding.diagnostic().path()).hasToString("spec.http[0].timeout");
                });
    }

    @Test
    void oneGateAloneSaysNothingOfTheOther() {
        String text = virtualService("{route: [{destination: {host: '*'}, weight: '1'}]}");
        assertThat(new FileValidator(EnumSet.of(Gate.ISTIO)).validate("a", text).findings())
                .filteredOn(finding -> !finding.refusing().isEmpty())
                .extracting(finding -> finding.diagnostic().path().toString())
                .containsExactly("spec.http[0].route[0].destination.host");
        assertThat(new FileValidator(EnumSet.of(Gate.CRD)).validate("a", text).findings())
                .extracting(finding -> finding.diagnostic().path().toString())
                .containsExactly("spec.http[0].route[0].weight");
    }

    @Test
    void aMisspeltFieldHasASuggestion() {
        assertThat(validate(virtualService("{timeoutt: 5s, route: [{destination: {host: a}}]}"))
                        .findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.diagnostic().advice()).isEqualTo("Did you mean `timeout`?");
                    assertThat(finding.diagnostic().message()).isEqualTo("HttpRoute has no field `timeoutt`.");
                });
    }

    @Test
    void allDocumentsAreLookedAt() {
        String text = GOOD + "---\n" + virtualService("{route: [{destination: {host: '*'}}]}") + "---\na: [\n";
        assertThat(validate(text).findings())
                .extracting(finding -> finding.diagnostic().position().line())
                .containsExactly(13, 16);
    }

    @Test
    void istioctlDoesNotLookIntoListsButTheWebhookWill() {
        String text = "apiVersion: v1\nkind: List\nitems:\n- "
                + virtualService("{route: [{destination: {host: '*'}}]}")
                        .indent(2)
                        .strip() + "\n";
        FileVerdict verdict = validate(text);
        assertThat(verdict.isValid()).isTrue();
        assertThat(verdict.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.diagnostic().message())
                        .endsWith("In a List, istioctl does not see it; istiod refuses it."));
        assertThat(refusing(text.replace("'*'", "a, port: x"))).isEqualTo("crd");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{apiVersion: networking.istio.io/v1, kind: VirtualServices, metadata: {name: a}}|crd",
                "{apiVersion: networking.istio.io/v2, kind: VirtualService, metadata: {name: a}}|crd",
                "{apiVersion: example.com/v1, kind: VirtualService, metadata: {name: a}}|crd",
                "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: a}}|``",
                "{apiVersion: networking.istio.io/v1alpha3, kind: EnvoyFilter, metadata: {name: a}}|``",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}|``",
                "{kind: VirtualService, metadata: {name: a}}|crd",
                "{apiVersion: networking.istio.io/v1, metadata: {name: a}}|crd",
                "hello|istio crd",
                "[]|istio crd",
                "``|crd",
                "# only a comment|crd"
            })
    void kindsAreKnownByTheServerAndOtherwisePassedOver(String text, String gates) {
        assertThat(refusing(text)).isEqualTo(gates);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|crd",
                "{name: A}|crd",
                "{name: a_b}|crd",
                "{name: a..b}|crd",
                "{name: -a}|crd",
                "{name: a.b}|``",
                "{name: 5}|crd",
                "{generateName: a-}|``",
                "{name: a, namespace: A}|crd",
                "{name: a, lable: {}}|crd",
                "{name: a, labels: {a b: c}}|crd",
                "{name: a, labels: {a: b c}}|crd",
                "{name: a, labels: {x.y/a: b}}|``",
                "{name: a, labels: {a: 5}}|crd",
                "{name: a, annotations: {X.Y/a: b c}}|``",
                "{name: a, annotations: {a b: c}}|crd",
                "{name: a, annotations: {istio.io/dry-run: 'true'}}|istio",
                "{name: a, creationTimestamp: null}|``",
                "{name: a, creationTimestamp: x}|crd",
                "{name: a, name: b}|istio",
                "text|crd"
            })
    void metadataIsTheServersMatter(String metadata, String gates) {
        assertThat(refusing(GOOD.replace("{name: shop}", metadata))).isEqualTo(gates);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%YAML 1.2\n---\n",
                "---x\n",
                "--- {a: b}\n",
                "a: .nan\n---\n",
                "\t\n",
                "a: \"\\x",
                "a: \"\\u12",
            })
    void whatGoOrJsonCannotReadIsRefusedByBoth(String before) {
        assertThat(refusing(before + GOOD)).isEqualTo("istio crd");
    }

    @Test
    void whatFollowsTheEndOfADocumentIsMentionedAndNotRead() {
        FileVerdict verdict = validate(GOOD + "...\nkind: [\n");
        assertThat(verdict.isValid()).isTrue();
        assertThat(verdict.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.diagnostic().message())
                        .isEqualTo("what follows the end of the document is not read by kubectl and istioctl."));
    }

    @Test
    void tabsAreRefusedOnlyWhereTheyIndent() {
        String inText = GOOD.replace("{name: shop}", "{name: shop, annotations: {a: \"x\n\t\n\ty\"}}");
        assertThat(refusing(inText)).isEmpty();
        assertThat(refusing(GOOD.replace("spec:\n", "spec:\n\t\n"))).isEqualTo("istio crd");
        assertThat(refusing(GOOD.replace("spec:\n", "spec:\t# a\n"))).isEmpty();
    }

    @Test
    void findingsAreBoundedAndInTheOrderOfTheText() {
        StringBuilder hosts = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            hosts.append("  - '-").append(i).append("'\n");
        }
        FileVerdict verdict = validate(GOOD.replace("  hosts: [shop]\n", "  hosts:\n" + hosts));
        List<Integer> lines = verdict.findings().stream()
                .map(finding -> finding.diagnostic().position().line())
                .filter(line -> line > 0)
                .toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(1_000).isSorted();
        assertThat(verdict.isValid()).isFalse();
    }
}
