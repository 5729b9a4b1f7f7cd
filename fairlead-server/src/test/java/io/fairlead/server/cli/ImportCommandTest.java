package io.fairlead.server.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.Rollout;
import io.fairlead.validate.ResourceValidator;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is imported is a Rollout that is valid, and says what differs. */
class ImportCommandTest {
    @TempDir
    Path temp;

    private String out = "";
    private String err = "";

    private int run(String text) throws IOException {
        Path file = Files.writeString(temp.resolve("in.yaml"), text);
        StringWriter output = new StringWriter();
        StringWriter problems = new StringWriter();
        CommandLine line = Fairlead.commandLine();
        line.setOut(new PrintWriter(output));
        line.setErr(new PrintWriter(problems));
        int code = line.execute("import", file.toString());
        out = output.toString();
        err = problems.toString();
        return code;
    }

    /** The Rollout that was printed; fails if a rule is broken. */
    private Rollout imported() {
        ReadResult read = new ResourceReader().read("out.yaml", out);
        assertThat(read.diagnostics()).isEmpty();
        assertThat(read.resources()).hasSize(1);
        assertThat(ResourceValidator.validate(read.resources().get(0)).stream().filter(Diagnostic::isError))
                .isEmpty();
        return (Rollout) read.resources().get(0).spec();
    }

    @Test
    void aCanaryOfFlaggerBecomesStepsAndGuards() throws IOException {
        int code = run("""
                apiVersion: flagger.app/v1beta1
                kind: Canary
                metadata: {name: podinfo, namespace: test}
                spec:
                  targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
                  service: {port: 9898}
                  analysis:
                    interval: 30s
                    threshold: 5
                    maxWeight: 50
                    stepWeight: 20
                    metrics:
                    - {name: request-success-rate, thresholdRange: {min: 99}, interval: 1m}
                    - {name: request-duration, thresholdRange: {max: 500}, interval: 30s}
                    - {name: lag, templateRef: {name: lag}, thresholdRange: {max: 5}, interval: 1m}
                    - {name: other, templateRef: {name: other}, thresholdRange: {max: 5}}
                    webhooks:
                    - {name: ok, type: confirm-promotion, url: 'http://gate'}
                    - {name: load, type: rollout, url: 'http://load'}
                    - {name: tell, type: event, url: 'http://tell/x'}
                    mirror: true
                ---
                apiVersion: flagger.app/v1beta1
                kind: MetricTemplate
                metadata: {name: lag, namespace: test}
                spec:
                  provider: {type: prometheus, address: 'http://prometheus:9090'}
                  query: max(lag{namespace="{{ namespace }}", pod=~"{{ target }}-.*"}[{{ interval }}])
                """);

        assertThat(code).isZero();
        Rollout rollout = imported();
        Rollout.Canary canary = ((Rollout.Strategy.InSteps) requireNonNull(rollout.strategy())).canary();
        assertThat(canary.steps()).extracting(Rollout.Step::weight).containsExactly(20.0, 40.0, 60.0, 100.0);
        assertThat(canary.steps().get(2).gate()).isNotNull();
        assertThat(canary.steps().get(0).gate()).isNull();
        assertThat(rollout.guards()).extracting(Rollout.Guard::name).containsExactly("errors", "slow", "lag");
        assertThat(rollout.guards().get(0).threshold()).isEqualTo(new Rollout.Threshold(null, 0.01));
        assertThat(((Rollout.Source.OfPrometheus)
                                requireNonNull(rollout.guards().get(2).source()))
                        .prometheus()
                        .value())
                .isEqualTo("max(lag{namespace=\"test\", pod=~\"podinfo-.*\"}[1m])");
        assertThat(rollout.webhooks())
                .singleElement()
                .isEqualTo(new Rollout.Webhook("http://tell/x", java.util.List.of()));
        assertThat(out)
                .contains("# - The metric other is left out", "webhook load of type rollout is left out", "mirror");
    }

    @Test
    void aRolloutOfArgoBecomesStepsGatesAndGuards() throws IOException {
        int code = run("""
                apiVersion: argoproj.io/v1alpha1
                kind: Rollout
                metadata: {name: shop, namespace: default}
                spec:
                  strategy:
                    canary:
                      trafficRouting:
                        istio:
                          virtualService: {name: shop, routes: [primary]}
                          destinationRule: {name: shop, canarySubsetName: canary, stableSubsetName: stable}
                      steps:
                      - setWeight: 5
                      - pause: {duration: 10m}
                      - setCanaryScale: {weight: 50}
                      - setWeight: 50
                      - pause: {}
                      - analysis: {templates: [{templateName: success}]}
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: AnalysisTemplate
                metadata: {name: success, namespace: default}
                spec:
                  metrics:
                  - name: success-rate
                    successCondition: result[0] >= 0.95
                    failureLimit: 3
                    provider: {prometheus: {address: 'http://prometheus:9090', query: 'rate_of_success()'}}
                  - name: web
                    successCondition: result.ok
                    provider: {web: {url: 'http://x'}}
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: shop}
                spec: {host: shop.internal, subsets: [{name: canary}, {name: stable}]}
                """);

        assertThat(code).isZero();
        Rollout rollout = imported();
        Rollout.Canary canary = ((Rollout.Strategy.InSteps) requireNonNull(rollout.strategy())).canary();
        assertThat(canary.steps()).extracting(Rollout.Step::weight).containsExactly(5.0, 50.0, 100.0);
        assertThat(canary.steps().get(0).duration()).isEqualTo(java.time.Duration.ofMinutes(10));
        assertThat(canary.steps().get(1).gate()).isNotNull();
        assertThat(requireNonNull(rollout.candidate()).host()).isEqualTo("shop.internal");
        assertThat(rollout.candidate().subset()).isEqualTo("canary");
        assertThat(rollout.guards())
                .singleElement()
                .satisfies(guard -> assertThat(guard.threshold()).isEqualTo(new Rollout.Threshold(0.95, null)));
        assertThat(out).contains("setCanaryScale", "The metric web is left out", "Argo writes the pods' hash");
    }

    @Test
    void blueGreenStrategiesSwitchAtOnce() throws IOException {
        assertThat(run("""
                        apiVersion: argoproj.io/v1alpha1
                        kind: Rollout
                        metadata: {name: shop}
                        spec: {strategy: {blueGreen: {activeService: shop, previewService: shop-preview}}}
                        """)).isZero();

        assertThat(imported().strategy()).isInstanceOf(Rollout.Strategy.AtOnce.class);
    }

    @Test
    void withoutAnythingToImportItSaysSo() throws IOException {
        assertThat(run("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n"))
                .isEqualTo(1);
        assertThat(err).contains("no Canary");
    }
}
