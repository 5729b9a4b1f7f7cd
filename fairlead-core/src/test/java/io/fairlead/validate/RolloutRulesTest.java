package io.fairlead.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row is a part of a Rollout's {@code spec} in flow style and the field that is wrong in it, or nothing if it is right. */
class RolloutRulesTest {
    private static final String VERSIONS =
            "routes: [{virtualService: a}], stable: {host: a, subset: v1}, candidate: {host: a, subset: v2}, ";
    private static final String STEPS = "canary: {steps: [{weight: 0.05}, {weight: 100}]}, ";

    private static void check(String spec, @Nullable String field) {
        String text = "apiVersion: fairlead.io/v1alpha1\nkind: Rollout\nmetadata: {name: x}\nspec: {" + spec + "}\n";
        ReadResult read = new ResourceReader().read("test.yaml", text);
        assertThat(read.diagnostics().stream().filter(Diagnostic::isError)).isEmpty();
        List<String> errors = ResourceValidator.validate(read.resources().get(0)).stream()
                .filter(Diagnostic::isError)
                .map(diagnostic -> diagnostic.path().toString().replaceFirst("^spec\\.?", ""))
                .toList();
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
                "guards: [{name: e, errors: {}}]|",
                "guards: [{name: e, slow: {than: 1s}, margin: {relative: 0.1}, proof: REQUIRED}]|",
                "guards: [{name: e, prometheus: {address: 'http://p', total: t, bad: b}}]|",
                "guards: [{name: e, http: {url: 'http://k/$SUBSET', value: /v}, threshold: {min: 1}}]|",
                "policies: {onForeignEdit: ADOPT, maxHold: 1h}, falseAlarms: 0.01|",
                "webhooks: [{url: 'https://hook.test/x'}]|",
                "guards: [{name: e}]|guards[0]",
                "guards: [{name: e!, errors: {}}]|guards[0].name",
                "guards: [{name: e, errors: {}}, {name: e, errors: {}}]|guards[1].name",
                "guards: [{name: e, errors: {fromStatus: 99}}]|guards[0].errors.fromStatus",
                "guards: [{name: e, slow: {}}]|guards[0].slow.than",
                "guards: [{name: e, prometheus: {address: p, total: t, bad: b}}]|guards[0].prometheus.address",
                "guards: [{name: e, prometheus: {address: 'http://p', total: t}}]|guards[0].prometheus",
                "guards: [{name: e, prometheus: {address: 'http://p', value: v}}]|guards[0].prometheus.value",
                "guards: [{name: e, errors: {}, threshold: {}}]|guards[0].threshold",
                "guards: [{name: e, errors: {}, margin: {}}]|guards[0].margin",
                "guards: [{name: e, errors: {}, margin: {relative: -1}}]|guards[0].margin",
                "guards: [{name: e, errors: {}, proof: REQUIRED}]|guards[0].proof",
                "guards: [{name: e, errors: {}, judge: FIXED_HORIZON}]|guards[0].minSamples",
                "guards: [{name: e, errors: {}, looks: 51}]|guards[0].looks",
                "falseAlarms: 0.9|falseAlarms",
                "webhooks: [{url: 'ftp://x'}]|webhooks[0].url"
            })
    void rolloutsOfSteps(String more, @Nullable String field) {
        check(VERSIONS + STEPS + more, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "blueGreen: {bake: {duration: 5m}, gate: {approvals: 2, expiry: 1h}}|",
                "canary: {steps: [{weight: 100}], bake: {duration: 15m, holdout: 5}}|",
                "canary: {steps: [{weight: 5, gate: {approvals: -1}}, {weight: 100}]}|canary.steps[0].gate.approvals",
                "canary: {steps: []}|canary.steps",
                "canary: {steps: [{weight: 5}, {weight: 99}]}|canary.steps",
                "canary: {steps: [{weight: 5}, {weight: 5}, {weight: 100}]}|canary.steps[1].weight",
                "canary: {steps: [{weight: 0.001}, {weight: 100}]}|canary.steps[0].weight",
                "canary: {steps: [{weight: 5, duration: 2h, maxWait: 1h}, {weight: 100}]}|canary.steps[0].maxWait",
                "canary: {steps: [{weight: 100}], bake: {}}|canary.bake.duration",
                "canary: {steps: [{weight: 100}], bake: {duration: 1m, holdout: 60}}|canary.bake.holdout"
            })
    void strategiesOfRollouts(String strategy, @Nullable String field) {
        check(VERSIONS + strategy, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "stable: {host: a}, candidate: {host: b}, blueGreen: {}|routes",
                "routes: [{virtualService: a}], candidate: {host: b}, blueGreen: {}|stable",
                "routes: [{virtualService: a}], stable: {host: b}, blueGreen: {}|candidate",
                "routes: [{}], stable: {host: b}, candidate: {host: a}, blueGreen: {}|routes[0].virtualService",
                "routes: [{virtualService: a}, {virtualService: a}], blueGreen: {}|routes[1].virtualService"
            })
    void whatRolloutsNeed(String spec, @Nullable String field) {
        check(spec, field);
    }
}
