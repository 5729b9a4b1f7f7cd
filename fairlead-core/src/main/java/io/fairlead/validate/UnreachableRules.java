package io.fairlead.validate;

import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.StringMatch;
import io.fairlead.resource.VirtualService;
import io.fairlead.validate.syntax.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Warnings about rules and matches that other rules leave nothing for. Source: Istio {@code validation.go},
 * {@code analyzeUnreachableHTTPRules} and its twins. What is proved more thoroughly is a matter of {@code io.fairlead.analyze}.
 */
final class UnreachableRules {
    /** Pairs of prefixes that are compared, so that a huge object takes no more than some tenths of a second. */
    private static final long MAX_COMPARISONS = 5_000_000;

    private UnreachableRules() {}

    static void check(VirtualService service, Field spec) {
        List<List<HttpMatchRequest>> http =
                service.http().stream().map(HttpRoute::match).toList();
        int reached = matches(
                spec.field("http"),
                http.stream()
                        .map(rule ->
                                rule.stream().map(UnreachableRules::withoutName).toList())
                        .toList());
        overlaps(spec.field("http"), http.subList(0, reached));
        matches(
                spec.field("tcp"),
                service.tcp().stream().map(rule -> rule.match()).toList());
        matches(
                spec.field("tls"),
                service.tls().stream().map(rule -> rule.match()).toList());
    }

    /** Reports rules after one without matches, and matches that are written again. Returns how many rules there are up to it. */
    private static <M> int matches(Field rules, List<? extends List<? extends M>> matches) {
        Map<M, String> seen = new HashMap<>();
        int reached = matches.size();
        for (int i = 0; i < matches.size(); i++) {
            Field rule = rules.index(i);
            if (reached < i) {
                rule.unreachable("No request reaches the rule: rule " + reached + " takes them all.", "Remove it.");
            } else if (matches.get(i).isEmpty()) {
                reached = i;
            } else {
                duplicates(rule, matches.get(i), seen, i);
            }
        }
        return reached;
    }

    private static <M> void duplicates(Field rule, List<? extends M> matches, Map<M, String> seen, int position) {
        int used = 0;
        for (int j = 0; j < matches.size(); j++) {
            String here = "match " + j + " of rule " + position;
            @Nullable String before = seen.putIfAbsent(matches.get(j), here);
            if (before != null) {
                used++;
                rule.field("match")
                        .index(j)
                        .unreachable("The match says the same as " + before + ".", "Remove one of the two.");
            }
        }
        if (used == matches.size()) {
            rule.unreachable("No request reaches the rule: all its matches are used before.", "Remove it.");
        }
    }

    private static HttpMatchRequest withoutName(HttpMatchRequest match) {
        return new HttpMatchRequest(
                "",
                match.uri(),
                match.scheme(),
                match.method(),
                match.authority(),
                match.headers(),
                match.port(),
                match.sourceLabels(),
                match.gateways(),
                match.queryParams(),
                match.ignoreUriCase(),
                match.withoutHeaders(),
                match.sourceNamespace(),
                match.statPrefix());
    }

    /** A match by a prefix of the path, as Istio compares it with another. */
    private record PrefixMatch(
            int rule,
            int position,
            String prefix,
            long port,
            String method,
            String authority,
            List<Map<String, String>> values) {}

    private static void overlaps(Field rules, List<List<HttpMatchRequest>> matches) {
        Map<HttpMatchRequest, Integer> seen = new HashMap<>();
        List<PrefixMatch> prefixes = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            for (int j = 0; j < matches.get(i).size(); j++) {
                HttpMatchRequest match = matches.get(i).get(j);
                if (match.uri() instanceof StringMatch.Prefix uri
                        && !uri.prefix().isEmpty()
                        && seen.putIfAbsent(withoutName(match), i) == null) {
                    prefixes.add(prefixMatch(i, j, uri.prefix(), match));
                }
            }
        }
        long comparisons = 0;
        for (int later = 1; later < prefixes.size() && comparisons < MAX_COMPARISONS; later++) {
            PrefixMatch match = prefixes.get(later);
            comparisons += later;
            for (PrefixMatch before : prefixes.subList(0, later)) {
                if (covers(before, match)) {
                    rules.index(match.rule())
                            .field("match")
                            .index(match.position())
                            .unreachable(
                                    "The prefix " + before.prefix() + " of match " + before.position() + " of rule "
                                            + before.rule() + " covers the prefix " + match.prefix() + ".",
                                    "Write the longer prefix first.");
                    break;
                }
            }
        }
    }

    private static PrefixMatch prefixMatch(int rule, int position, String prefix, HttpMatchRequest match) {
        String method = text(match.method());
        return new PrefixMatch(
                rule,
                position,
                prefix,
                match.port(),
                method.isEmpty() ? "exact:GET" : method,
                text(match.authority()),
                List.of(texts(match.headers()), texts(match.queryParams()), texts(match.withoutHeaders())));
    }

    /** Istio compares conditions as these texts; a regular expression and presence are empty ones. */
    private static String text(@Nullable StringMatch match) {
        if (match instanceof StringMatch.Exact exact && !exact.exact().isEmpty()) {
            return "exact:" + exact.exact();
        }
        return match instanceof StringMatch.Prefix prefix && !prefix.prefix().isEmpty()
                ? "prefix:" + prefix.prefix()
                : "";
    }

    private static Map<String, String> texts(Map<String, StringMatch> matches) {
        Map<String, String> texts = new HashMap<>();
        matches.forEach((name, match) -> texts.put(name, text(match)));
        return texts;
    }

    private static boolean covers(PrefixMatch before, PrefixMatch later) {
        if (before.prefix().equals(later.prefix())
                || !later.prefix().startsWith(before.prefix())
                || before.port() != later.port()
                || !before.method().startsWith(later.method())
                || !before.authority().startsWith(later.authority())) {
            return false;
        }
        for (int i = 0; i < before.values().size(); i++) {
            Map<String, String> values = before.values().get(i);
            Map<String, String> others = later.values().get(i);
            boolean alike = values.size() == others.size()
                    && values.entrySet().stream().allMatch(value -> {
                        String other = others.get(value.getKey());
                        return other != null && value.getValue().startsWith(other);
                    });
            if (!alike) {
                return false;
            }
        }
        return true;
    }
}
