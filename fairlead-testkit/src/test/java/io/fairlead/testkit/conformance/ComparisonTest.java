package io.fairlead.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.conformance.Observation.Elapsed;
import io.fairlead.testkit.conformance.Observation.Facts;
import io.fairlead.testkit.conformance.Observation.Load;
import io.fairlead.testkit.conformance.Observation.Reply;
import io.fairlead.testkit.conformance.Observation.Sticky;
import io.fairlead.testkit.tls.TlsServing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Step.Rules RULES = rules(Step.Distribution.CHI2, Set.of(), Set.of());

    @Test
    void whatIsEqualHasNoDifferences() {
        Observation seen = reply(200, "v1", Map.of("x-a", List.of("1")));
        assertThat(Comparison.of(RULES, seen, seen)).isEmpty();
    }

    @Test
    void statusBackendAndHeadersAreCompared() {
        Observation wanted = reply(200, "v1", Map.of("x-a", List.of("1"), "x-b", List.of("2")));
        Observation seen = reply(503, "v2", Map.of("x-a", List.of("9"), "x-c", List.of("3")));
        assertThat(Comparison.of(RULES, wanted, seen))
                .containsExactly(
                        "status: want 200, got 503",
                        "backend: want v1, got v2",
                        "headers x-a: want \"1\", got \"9\"",
                        "headers x-b: want \"2\", got none",
                        "headers x-c: want none, got \"3\"");
    }

    @Test
    void headersOfTheProductAreNotComparedUnlessTracked() {
        Observation wanted = reply(200, "v1", Map.of("server", List.of("istio-envoy"), "x-envoy-a", List.of("1")));
        Observation seen = reply(200, "v1", Map.of());
        assertThat(Comparison.of(RULES, wanted, seen)).isEmpty();
        Step.Rules tracking = rules(Step.Distribution.CHI2, Set.of("x-envoy-a"), Set.of());
        assertThat(Comparison.of(tracking, wanted, seen)).containsExactly("headers x-envoy-a: want \"1\", got none");
    }

    @Test
    void fieldsThatAStepIgnoresAreNotCompared() {
        Observation wanted = reply(200, "v1", Map.of("x-a", List.of("1")));
        Observation seen = reply(500, "v1", Map.of());
        Step.Rules ignoring = rules(Step.Distribution.CHI2, Set.of(), Set.of("status", "header:x-a"));
        assertThat(Comparison.of(ignoring, wanted, seen)).isEmpty();
    }

    @Test
    void theContentTypeOfTheProxysOwnAnswersIsItsOwnAffair() {
        Observation seen = reply(404, "", Map.of());
        assertThat(Comparison.of(RULES, reply(404, "", Map.of("content-type", List.of("text/plain"))), seen))
                .isEmpty();
        Observation fromBackend = reply(404, "v1", Map.of("content-type", List.of("text/plain")));
        assertThat(Comparison.of(RULES, fromBackend, reply(404, "v1", Map.of())))
                .hasSize(1);
    }

    @Test
    void hashesInCookiesAreNotCompared() {
        Observation wanted = reply(200, "v1", Map.of("set-cookie", List.of("s=\"0123456789abcdef\"; Path=/")));
        Observation seen = reply(200, "v1", Map.of("set-cookie", List.of("s=\"fedcba9876543210\"; Path=/")));
        Observation other = reply(200, "v1", Map.of("set-cookie", List.of("s=\"fedcba9876543210\"; Path=/x")));
        assertThat(Comparison.of(RULES, wanted, seen)).isEmpty();
        assertThat(Comparison.of(RULES, wanted, other)).hasSize(1);
    }

    @Test
    void everyHitIsComparedInDetail() {
        Hit wanted = new Hit(
                "v1", "HTTP/1.1", "GET", "/a", "h", Map.of("x-a", List.of("1")), 0, "", TlsServing.Seen.NOTHING);
        Hit seen = new Hit("v1", "HTTP/1.1", "POST", "/b", "h", Map.of(), 3, "ff", TlsServing.Seen.NOTHING);
        assertThat(Comparison.of(RULES, hits(List.of(wanted, wanted)), hits(List.of(seen))))
                .containsExactly(
                        "hits: want {v1=2}, got {v1=1}",
                        "upstream[0] method: want GET, got POST",
                        "upstream[0] path: want /a, got /b",
                        "upstream[0] body_size: want 0, got 3",
                        "upstream[0] body_sha256: want , got ff",
                        "upstream[0] header x-a: want \"1\", got none");
    }

    @Test
    void countsAreComparedByTheTest() {
        Observation wanted = load(2000, Map.of("v1:200", 1800, "v2:200", 200));
        assertThat(Comparison.of(RULES, wanted, load(1000, Map.of("v1:200", 910, "v2:200", 90))))
                .isEmpty();
        assertThat(Comparison.of(RULES, wanted, load(1000, Map.of("v1:200", 800, "v2:200", 200))))
                .anyMatch(text -> text.startsWith("counts"));
        assertThat(Comparison.of(RULES, wanted, load(1000, Map.of("v1:200", 1000))))
                .anyMatch(text -> text.startsWith("counts"));
    }

    @Test
    void anOutcomeThatWasNeverSeenIsADifferenceWhateverItsShare() {
        Observation wanted = load(2000, Map.of("v1:200", 1800, "v2:200", 200));
        Observation seen = load(1000, Map.of("v1:200", 900, "v2:200", 99, "-:503", 1));
        assertThat(Comparison.of(RULES, wanted, seen)).hasSize(1);
    }

    @Test
    void exactCountsAreScaledToOneRun() {
        Step.Rules exact = rules(Step.Distribution.EXACT, Set.of(), Set.of());
        Observation wanted = load(200, Map.of("v1:200", 100, "v2:200", 100));
        assertThat(Comparison.of(exact, wanted, load(100, Map.of("v1:200", 50, "v2:200", 50))))
                .isEmpty();
        assertThat(Comparison.of(exact, wanted, load(100, Map.of("v1:200", 51, "v2:200", 49))))
                .isNotEmpty();
    }

    @Test
    void orderOnlyAsksForWhatWasClearlyMore() {
        Step.Rules order = rules(Step.Distribution.ORDER, Set.of(), Set.of());
        Observation wanted = load(100, Map.of("v1:200", 70, "v2:200", 30));
        assertThat(Comparison.of(order, wanted, load(100, Map.of("v1:200", 55, "v2:200", 45))))
                .isEmpty();
        assertThat(Comparison.of(order, wanted, load(100, Map.of("v1:200", 50, "v2:200", 50))))
                .isNotEmpty();
    }

    @Test
    void hitsOfEveryRequestMustBeExact() {
        Observation wanted = load(100, Map.of("v1:200", 100));
        Observation missing = new Observation(
                Reply.NONE,
                List.of(),
                Map.of("v1", 99),
                Facts.NONE,
                new Load(100, Map.of("v1:200", 100), null),
                Elapsed.UNKNOWN);
        assertThat(Comparison.of(RULES, wanted, missing)).containsExactly("hits at v1: want 100 of 100, got 99 of 100");
    }

    @Test
    void timesLieInTheRecordedRange() {
        Observation wanted = timed(new Elapsed(Duration.ofMillis(200), Duration.ofMillis(2400)));
        assertThat(Comparison.of(RULES, wanted, timed(Elapsed.of(Duration.ofMillis(290)))))
                .isEmpty();
        assertThat(Comparison.of(RULES, wanted, timed(Elapsed.of(Duration.ofMillis(100)))))
                .hasSize(1);
        assertThat(Comparison.of(RULES, wanted, timed(Elapsed.of(Duration.ofSeconds(4)))))
                .hasSize(1);
    }

    @Test
    void singleFactsAreCompared() {
        Facts wanted = new Facts(
                true, Map.of("request:x", true), null, new Observation.Background(0, List.of(200), List.of("v1"), 10));
        Facts seen = new Facts(
                false,
                Map.of("request:x", false),
                false,
                new Observation.Background(2, List.of(200, 503), List.of("v1"), 10));
        assertThat(Comparison.of(RULES, Observation.NOTHING.with(wanted), Observation.NOTHING.with(seen)))
                .containsExactly(
                        "same_backend: want true, got false",
                        "present request:x: want true, got false",
                        "apply: the new configuration was not in force in time",
                        "background failed: want 0, got 2",
                        "background statuses: want [200], got [200, 503]");
        assertThat(Comparison.of(RULES, Observation.NOTHING.with(wanted), Observation.NOTHING))
                .contains("background: no request was made");
    }

    @Test
    void keysThatMovedAreADifference() {
        Observation wanted = sticky(new Sticky("none", 3));
        assertThat(Comparison.of(RULES, wanted, wanted)).isEmpty();
        assertThat(Comparison.of(RULES, wanted, sticky(new Sticky("some", 3)))).hasSize(1);
    }

    private static Observation reply(int status, String backend, Map<String, List<String>> headers) {
        Reply reply = new Reply("", status, "HTTP/1.1", backend, headers, Map.of(), null, null);
        return new Observation(reply, List.of(), Map.of(), Facts.NONE, Load.NONE, Elapsed.UNKNOWN);
    }

    private static Observation hits(List<Hit> hits) {
        Map<String, Integer> counts = Map.of("v1", hits.size());
        return new Observation(Reply.NONE, hits, counts, Facts.NONE, Load.NONE, Elapsed.UNKNOWN);
    }

    private static Observation load(int requests, Map<String, Integer> counts) {
        return new Observation(
                Reply.NONE,
                List.of(),
                Map.of("v1", requests),
                Facts.NONE,
                new Load(requests, counts, null),
                Elapsed.UNKNOWN);
    }

    private static Observation sticky(Sticky sticky) {
        Load load = new Load(100, Map.of(), sticky);
        return new Observation(Reply.NONE, List.of(), Map.of(), Facts.NONE, load, Elapsed.UNKNOWN);
    }

    private static Observation timed(Elapsed elapsed) {
        return new Observation(Reply.NONE, List.of(), Map.of(), Facts.NONE, Load.NONE, elapsed);
    }

    private static Step.Rules rules(Step.Distribution distribution, Set<String> track, Set<String> ignore) {
        return new Step.Rules(distribution, false, "", false, false, track, List.of(), ignore);
    }
}
