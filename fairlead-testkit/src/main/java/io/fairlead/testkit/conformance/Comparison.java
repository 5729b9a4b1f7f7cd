package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.Hit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Lists how what was seen in a step differs from what is on record. */
final class Comparison {
    private final Step.Rules rules;
    private final List<String> differences = new ArrayList<>();

    private Comparison(Step.Rules rules) {
        this.rules = rules;
    }

    /** The differences, one sentence each; empty if there are none. */
    static List<String> of(Step.Rules rules, Observation wanted, Observation seen) {
        Comparison comparison = new Comparison(rules);
        comparison.reply(wanted.reply(), seen.reply());
        if (wanted.load().requests() <= 1) {
            comparison.hits(wanted, seen);
        } else {
            comparison.load(wanted, seen);
        }
        comparison.facts(wanted.facts(), seen.facts());
        comparison.elapsed(wanted.elapsed(), seen.elapsed());
        return comparison.differences;
    }

    private void reply(Observation.Reply wanted, Observation.Reply seen) {
        same("error", wanted.error(), seen.error());
        same("status", wanted.status(), seen.status());
        same("proto", wanted.proto(), seen.proto());
        same("backend", wanted.backend(), seen.backend());
        if (wanted.body() != null || seen.body() != null) {
            same("body", orEmpty(wanted.body()), orEmpty(seen.body()));
        }
        // What type the proxy gives the text of its own answers is its own affair.
        boolean ownAnswer = wanted.backend().isEmpty() && wanted.body() == null;
        headers("headers", wanted.headers(), seen.headers(), ownAnswer ? Set.of("content-type") : Set.of());
        headers("trailers", wanted.trailers(), seen.trailers(), Set.of());
        same("tls", wanted.tls(), seen.tls());
    }

    private void hits(Observation wanted, Observation seen) {
        same("hits", new TreeMap<>(wanted.hitCounts()), new TreeMap<>(seen.hitCounts()));
        if (rules.ignore().contains("hits")) {
            return;
        }
        int count = Math.min(wanted.hits().size(), seen.hits().size());
        for (int i = 0; i < count; i++) {
            hit("upstream[" + i + "]", wanted.hits().get(i), seen.hits().get(i));
        }
    }

    private void hit(String field, Hit wanted, Hit seen) {
        same(field + " backend", wanted.backend(), seen.backend());
        same(field + " proto", wanted.proto(), seen.proto());
        same(field + " method", wanted.method(), seen.method());
        same(field + " path", wanted.path(), seen.path());
        same(field + " authority", wanted.authority(), seen.authority());
        same(field + " body_size", wanted.bodySize(), seen.bodySize());
        same(field + " body_sha256", wanted.bodySha256(), seen.bodySha256());
        same(field + " sni", wanted.tls().serverName(), seen.tls().serverName());
        same(field + " client_cn", wanted.tls().clientName(), seen.tls().clientName());
        headers(field + " header", wanted.headers(), seen.headers(), Set.of());
    }

    private void facts(Observation.Facts wanted, Observation.Facts seen) {
        if (wanted.sameBackend() != null) {
            same("same_backend", wanted.sameBackend(), seen.sameBackend());
        }
        wanted.present()
                .forEach((name, there) ->
                        same("present " + name, there, seen.present().getOrDefault(name, false)));
        if (Boolean.FALSE.equals(seen.applied())) {
            differences.add("apply: the new configuration was not in force in time");
        }
        if (wanted.background() != null) {
            Observation.Background load = seen.background();
            if (load == null || load.total() == 0) {
                differences.add("background: no request was made");
            } else {
                same("background failed", wanted.background().failed(), load.failed());
                same("background statuses", wanted.background().statuses(), load.statuses());
                same("background backends", wanted.background().backends(), load.backends());
            }
        }
    }

    private void elapsed(Observation.Elapsed wanted, Observation.Elapsed seen) {
        Duration most = wanted.atMost();
        if (most == null || rules.ignore().contains("elapsed")) {
            return;
        }
        long millis = seen.atLeast().toMillis();
        if (millis < wanted.atLeast().toMillis() || millis > most.toMillis()) {
            differences.add("elapsed: want " + wanted.atLeast().toMillis() + ".." + most.toMillis() + " ms, got "
                    + millis + " ms");
        }
    }

    private void load(Observation wanted, Observation seen) {
        Counts counts = new Counts(rules);
        if (!rules.ignore().contains("counts")) {
            differences.addAll(counts.outcomes(wanted.load(), seen.load()));
        }
        boolean keyed = seen.load().sticky() != null;
        if (!keyed && !rules.ignore().contains("hits")) {
            differences.addAll(counts.hits(wanted, seen));
        }
        if (wanted.load().sticky() != null) {
            same("sticky", wanted.load().sticky(), seen.load().sticky());
        }
    }

    private void same(String field, @Nullable Object wanted, @Nullable Object seen) {
        if (!isIgnored(field) && !Objects.equals(wanted, seen)) {
            differences.add(field + ": want " + wanted + ", got " + seen);
        }
    }

    private void headers(
            String field, Map<String, List<String>> wanted, Map<String, List<String>> seen, Set<String> skipped) {
        if (isIgnored(field)) {
            return;
        }
        Map<String, String> left = HeaderRules.compared(wanted, rules, skipped);
        Map<String, String> right = HeaderRules.compared(seen, rules, skipped);
        Set<String> names = new TreeSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            if (!Objects.equals(left.get(name), right.get(name))) {
                differences.add(
                        field + " " + name + ": want " + quoted(left.get(name)) + ", got " + quoted(right.get(name)));
            }
        }
    }

    /** A field is left out by its own name, or by the name before an index. */
    private boolean isIgnored(String field) {
        int bracket = field.indexOf('[');
        return rules.ignore().contains(bracket < 0 ? field : field.substring(0, bracket));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String quoted(@Nullable String value) {
        return value == null ? "none" : '"' + value + '"';
    }
}
