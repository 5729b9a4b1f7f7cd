package io.fairlead.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.overlay.RouteRule;
import io.fairlead.routing.overlay.Share;
import io.fairlead.server.admin.ListenerReport;
import io.fairlead.server.admin.Readiness;
import io.fairlead.store.ResourceSet;
import io.fairlead.store.StoredResources;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigPipelineTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final FakeTarget target = new FakeTarget();
    private final ConfigPipeline pipeline = new ConfigPipeline(
            new Viewpoint("default", Map.of(), ""), target, good -> {}, InstantSource.fixed(NOW), Duration.ofMillis(1));

    @AfterEach
    void stop() {
        pipeline.close();
    }

    private void submit(long version, String text) {
        ReadResult read = new ResourceReader().read("app.yaml", text);
        assertThat(read.diagnostics()).isEmpty();
        pipeline.submit(new StoredResources(ResourceSet.of(version, read.resources()), read.diagnostics()));
    }

    private void awaitVersion(long version) {
        await().until(() -> pipeline.served().report().version() == version);
    }

    private static String config(String body) {
        return ConfigFolder.gateway(18080) + "---\n" + ConfigFolder.direct("app", body);
    }

    @Test
    void isNotReadyBeforeTheFirstConfiguration() {
        assertThat(pipeline.served().readiness().reason()).isEqualTo("the configuration is being read");
        assertThat(pipeline.started()).isNotDone();
    }

    @Test
    void publishesWhatWasCompiledAndReportsIt() {
        submit(3, config("one"));

        assertThat(pipeline.started().join()).isEqualTo(Readiness.ready(3));
        assertThat(target.published).hasSize(1);
        assertThat(target.published.get(0).listeners()).extracting("port").containsExactly(18080);
        assertThat(pipeline.served().report().time()).isEqualTo(NOW);
        assertThat(pipeline.served().report().listeners())
                .containsExactly(new ListenerReport("http.18080", "0.0.0.0", 18080, 1, 1, ""));
        assertThat(pipeline.served().report().objects())
                .extracting(object -> object.ref() + " " + object.status().label())
                .containsExactly("VirtualService/default/app accepted", "Gateway/default/edge accepted");
    }

    @Test
    void reportsCertificatesThatBreakAndAreMendedWithoutAChange() {
        submit(1, config("one"));
        awaitVersion(1);
        assertThat(pipeline.served().report().diagnostics()).isEmpty();

        target.certificates = List.of(
                new RoutingTarget.CertificateFailure("0.0.0.0:443 https", "c.pem does not exist", true),
                new RoutingTarget.CertificateFailure("outbound|443||up", "k.pem is damaged", false));
        pipeline.repeat(pipeline::checkCertificates, Duration.ofMillis(1));
        await().untilAsserted(() -> assertThat(pipeline.served().report().diagnostics())
                .extracting(finding -> finding.code() + " " + finding.severity())
                .containsExactly("FLD0402 ERROR", "FLD0402 WARNING"));
        assertThat(pipeline.served().report().diagnostics().get(0).message()).contains("c.pem does not exist");

        target.certificates = List.of();
        await().untilAsserted(() ->
                assertThat(pipeline.served().report().diagnostics()).isEmpty());
        assertThat(target.published).hasSize(1);
    }

    @Test
    void doesNotPublishEqualRoutingAgain() {
        submit(1, config("one"));
        awaitVersion(1);
        submit(2, config("one"));
        awaitVersion(2);
        submit(3, config("two"));
        awaitVersion(3);

        assertThat(target.published).extracting(RoutingSnapshot::version).containsExactly(1L, 3L);
        assertThat(pipeline.served().readiness()).isEqualTo(Readiness.ready(3));
    }

    @Test
    void isNotReadyWhileAVersionIsBeingPutIntoForce() {
        CompletableFuture<List<RoutingTarget.Failure>> answer = new CompletableFuture<>();
        target.answer = answer;
        submit(1, config("one"));

        await().until(() -> !target.published.isEmpty());
        assertThat(pipeline.served().readiness()).isEqualTo(Readiness.notReady(0, "version 1 is being put into force"));
        answer.complete(List.of());
        awaitVersion(1);
        assertThat(pipeline.served().readiness().isReady()).isTrue();
    }

    @Test
    void takesOnlyTheNewestOfTheChangesThatWaited() {
        CompletableFuture<List<RoutingTarget.Failure>> answer = new CompletableFuture<>();
        target.answer = answer;
        submit(1, config("one"));
        await().until(() -> !target.published.isEmpty());
        for (int version = 2; version <= 50; version++) {
            submit(version, config("body " + version));
        }
        answer.complete(List.of());
        awaitVersion(50);

        assertThat(target.published).extracting(RoutingSnapshot::version).containsExactly(1L, 50L);
    }

    @Test
    void triesAListenerAgainUntilItOpens() {
        target.answer = CompletableFuture.completedFuture(
                List.of(new RoutingTarget.Failure("0.0.0.0", 18080, "Address already in use")));
        submit(1, config("one"));

        Readiness readiness = pipeline.started().join();
        assertThat(readiness.reason())
                .isEqualTo("The listener 0.0.0.0:18080 cannot be opened: Address already in use.");
        assertThat(pipeline.served().report().diagnostics())
                .extracting(Diagnostic::code)
                .containsExactly(Code.BIND_FAILED);
        assertThat(pipeline.served().report().listeners().get(0).failure()).isEqualTo("Address already in use");
        await().until(() -> target.published.size() >= 3);

        target.answer = CompletableFuture.completedFuture(List.of());
        await().until(() -> pipeline.served().readiness().isReady());
        assertThat(pipeline.served().report().diagnostics()).isEmpty();
        assertThat(target.reloads).containsExactly(RoutingTarget.Reload.REFUSED);
    }

    @Test
    void keepsTheVersionInForceWhenTheProxyFailsAndTakesTheNextOne() {
        submit(1, config("one"));
        awaitVersion(1);
        target.answer = CompletableFuture.failedFuture(new IllegalStateException("asked to fail"));
        submit(2, config("two"));
        await().until(() -> target.published.size() == 2
                && pipeline.served().readiness().reason().contains("asked to fail"));

        assertThat(pipeline.served().report().version()).isEqualTo(1);
        target.answer = CompletableFuture.completedFuture(List.of());
        submit(3, config("two"));
        awaitVersion(3);
        assertThat(pipeline.served().readiness()).isEqualTo(Readiness.ready(3));
    }

    @Test
    void anObjectThatBreaksARuleKeepsItsLastGoodVersion() {
        submit(1, config("one"));
        awaitVersion(1);
        submit(2, config("one").replace("status: 200", "status: 42"));
        awaitVersion(2);

        assertThat(pipeline.served().report().objects())
                .extracting(object -> object.ref() + " " + object.status().label())
                .contains("VirtualService/default/app kept-last-good");
        assertThat(pipeline.served().report().diagnostics()).anyMatch(Diagnostic::isError);
        assertThat(target.published).hasSize(1);
        assertThat(target.reloads).containsExactly(RoutingTarget.Reload.ACCEPTED, RoutingTarget.Reload.REFUSED);
    }

    @Test
    void aNewObjectThatBreaksARuleIsRejected() {
        submit(1, config("one").replace("status: 200", "status: 42"));
        awaitVersion(1);

        assertThat(pipeline.served().report().objects())
                .extracting(object -> object.ref() + " " + object.status().label())
                .contains("VirtualService/default/app rejected");
        assertThat(pipeline.served().readiness().isReady()).isTrue();
    }

    private static String split(int first, int second) {
        return ConfigFolder.gateway(18080) + "---\n" + ConfigFolder.service(1) + """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: app}
                spec: {host: app.internal, subsets: [{name: v1}, {name: v2}]}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app}
                spec:
                  hosts: ["*"]
                  gateways: [edge]
                  http:
                    - route:
                        - {destination: {host: app.internal, subset: v1}, weight: %d}
                        - {destination: {host: app.internal, subset: v2}, weight: %d}
                """.formatted(first, second);
    }

    @Test
    void newWeightsAreInForceBeforeTheRestIsCompiled() {
        RouteRule rule = new RouteRule(new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "default", "app"), "http[0]");
        submit(1, split(90, 10));
        awaitVersion(1);
        submit(2, split(0, 100));
        awaitVersion(2);
        await().until(() -> target.events.size() == 4);

        assertThat(target.events)
                .containsExactly(
                        1L,
                        Map.of(
                                rule,
                                List.of(
                                        new Share("app.internal", 80, "v1", 0),
                                        new Share("app.internal", 80, "v2", 100))),
                        2L,
                        Map.of());
    }

    @Test
    void moreThanNewWeightsIsCompiledFirst() {
        submit(1, split(90, 10));
        awaitVersion(1);
        submit(2, split(50, 50).replace("hosts: [\"*\"]\n  gateways", "hosts: [\"a.test\"]\n  gateways"));
        awaitVersion(2);

        assertThat(target.events).containsExactly(1L, 2L);
    }

    @Test
    void wrongWeightsAreNotInForce() {
        submit(1, split(90, 10));
        awaitVersion(1);
        submit(2, split(0, 0));
        awaitVersion(2);

        assertThat(target.events).containsExactly(1L);
        assertThat(pipeline.served().report().diagnostics()).anyMatch(Diagnostic::isError);
    }
}
