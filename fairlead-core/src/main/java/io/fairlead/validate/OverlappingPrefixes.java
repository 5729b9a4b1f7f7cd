package io.fairlead.validate;

import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.StringMatch;
import io.fairlead.validate.syntax.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Warnings about prefixes that begin with an earlier one whose other conditions are as wide. Like Istio's, this knows
 * prefixes and exact values only and takes a missing method for GET. Bounded: it ends after {@link #MAX_COMPARISONS}.
 * Source: Istio {@code genMatchHTTPRoutes}, {@code coveredValidation}.
 */
final class OverlappingPrefixes {
    /** Pairs of matches; a VirtualService of a thousand prefixes has half as many. */
    private static final int MAX_COMPARISONS = 1_000_000;

    private final List<Candidate> candidates = new ArrayList<>();

    private OverlappingPrefixes() {}

    /** A match of a prefix, with the other conditions as texts: {@code exact:}, {@code prefix:} or nothing. */
    private record Candidate(
            String name,
            Field field,
            String prefix,
            long port,
            String method,
            String authority,
            List<Map<String, String>> maps) {
        boolean covers(Candidate later) {
            return !prefix.equals(later.prefix)
                    && later.prefix.startsWith(prefix)
                    && port == later.port
                    && method.startsWith(later.method)
                    && authority.startsWith(later.authority)
                    && covers(maps.get(0), later.maps.get(0))
                    && covers(maps.get(1), later.maps.get(1))
                    && covers(maps.get(2), later.maps.get(2));
        }

        private static boolean covers(Map<String, String> values, Map<String, String> later) {
            return values.size() == later.size()
                    && values.entrySet().stream().allMatch(entry -> {
                        String other = later.get(entry.getKey());
                        return other != null && entry.getValue().startsWith(other);
                    });
        }
    }

    /** Looks at all matches before the rule that takes every request. */
    static void check(List<HttpRoute> routes, Field field) {
        OverlappingPrefixes prefixes = new OverlappingPrefixes();
        Set<HttpMatchRequest> seen = new HashSet<>();
        for (int i = 0; i < routes.size() && !routes.get(i).match().isEmpty(); i++) {
            for (int j = 0; j < routes.get(i).match().size(); j++) {
                HttpMatchRequest match = routes.get(i).match().get(j);
                if (match.uri() instanceof StringMatch.Prefix prefix
                        && !prefix.prefix().isEmpty()
                        && seen.add(UnreachableRules.withoutName(match))) {
                    String name = "http[" + i + "].match[" + j + "]";
                    Field at = field.index(i).field("match").index(j);
                    prefixes.candidates.add(candidate(name, at, prefix.prefix(), match));
                }
            }
        }
        prefixes.compare();
    }

    private void compare() {
        int comparisons = 0;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate earlier = candidates.get(i);
            for (int j = i + 1; j < candidates.size(); j++) {
                if (++comparisons > MAX_COMPARISONS) {
                    return;
                }
                Candidate later = candidates.get(j);
                if (earlier.covers(later)) {
                    later.field()
                            .ineffective(
                                    "The match may get nothing: " + earlier.name() + " takes the shorter prefix '"
                                            + earlier.prefix() + "' before it.",
                                    "Move it before that one.");
                }
            }
        }
    }

    private static Candidate candidate(String name, Field field, String prefix, HttpMatchRequest match) {
        String method = text(match.method());
        return new Candidate(
                name,
                field,
                prefix,
                match.port(),
                method.isEmpty() ? "exact:GET" : method,
                text(match.authority()),
                List.of(texts(match.headers()), texts(match.queryParams()), texts(match.withoutHeaders())));
    }

    private static Map<String, String> texts(Map<String, StringMatch> matches) {
        Map<String, String> texts = new HashMap<>();
        matches.forEach((name, match) -> texts.put(name, text(match)));
        return texts;
    }

    private static String text(@Nullable StringMatch match) {
        if (match instanceof StringMatch.Exact exact && !exact.exact().isEmpty()) {
            return "exact:" + exact.exact();
        }
        return match instanceof StringMatch.Prefix prefix && !prefix.prefix().isEmpty()
                ? "prefix:" + prefix.prefix()
                : "";
    }
}
