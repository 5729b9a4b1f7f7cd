package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.fixture.Fixture;
import io.fairlead.testkit.tls.TlsServing;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code expected.json} of a case: what real Istio and Envoy did. */
final class Recording {
    private Recording() {}

    /** One observation a step. */
    static List<Observation> of(Case subject) throws IOException {
        String text = Files.readString(subject.folder().resolve("expected.json"));
        List<Observation> steps = new ArrayList<>();
        for (Fixture step : Fixture.parse(subject.name(), text).maps("steps")) {
            steps.add(observation(step));
        }
        if (steps.size() != subject.steps().size()) {
            throw new IllegalArgumentException(subject.name() + " has "
                    + subject.steps().size() + " steps, of which " + steps.size() + " are recorded");
        }
        return steps;
    }

    private static Observation observation(Fixture step) {
        Observation.Reply reply = new Observation.Reply(
                step.text("error", ""),
                step.number("status", 0),
                step.text("proto", ""),
                step.text("backend", ""),
                step.textLists("headers"),
                step.textLists("trailers"),
                step.has("body") ? step.text("body", "") : null,
                step.has("tls") ? tls(step.map("tls")) : null);
        List<Hit> hits = step.maps("upstream").stream().map(Recording::hit).toList();
        Observation.Load load =
                new Observation.Load(step.number("n", 0), step.numbers("counts"), sticky(step.map("sticky")));
        return new Observation(reply, hits, step.numbers("hits"), facts(step), load, elapsed(step));
    }

    private static Hit hit(Fixture hit) {
        return new Hit(
                hit.text("backend", ""),
                hit.text("proto", ""),
                hit.text("method", ""),
                hit.text("path", ""),
                hit.text("authority", ""),
                hit.textLists("headers"),
                hit.number("body_size", 0),
                hit.text("body_sha256", ""),
                new TlsServing.Seen(hit.text("sni", ""), hit.text("alpn", ""), hit.text("client_cn", "")));
    }

    private static Observation.Tls tls(Fixture tls) {
        return new Observation.Tls(tls.text("cn", ""), tls.flag("verified"), tls.text("alpn", ""));
    }

    private static Observation.Facts facts(Fixture step) {
        Map<String, Boolean> present = new LinkedHashMap<>();
        Fixture recorded = step.map("present");
        recorded.members().keySet().forEach(name -> present.put(name, recorded.flag(name)));
        Boolean same = step.has("same_backend") ? step.flag("same_backend") : null;
        return new Observation.Facts(same, present, null, step.has("background") ? background(step) : null);
    }

    private static Observation.Background background(Fixture step) {
        Fixture load = step.map("background");
        return new Observation.Background(
                load.number("failed", 0),
                load.texts("statuses").stream().map(Integer::valueOf).toList(),
                load.texts("backends"),
                load.number("total", 0));
    }

    private static Observation.@Nullable Sticky sticky(Fixture sticky) {
        return sticky.members().isEmpty()
                ? null
                : new Observation.Sticky(sticky.text("moved", ""), sticky.number("backends", 0));
    }

    private static Observation.Elapsed elapsed(Fixture step) {
        List<String> range = step.texts("elapsed_ms");
        return range.size() < 2
                ? Observation.Elapsed.UNKNOWN
                : new Observation.Elapsed(
                        Duration.ofMillis(Long.parseLong(range.get(0))),
                        Duration.ofMillis(Long.parseLong(range.get(1))));
    }
}
