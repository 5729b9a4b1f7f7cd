package io.fairlead.validate;

import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.VirtualService;
import io.fairlead.validate.syntax.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Warnings about HTTP rules and matches that other rules leave nothing for. Source: Istio {@code unreachable_route.go}. */
final class UnreachableRules {
    private UnreachableRules() {}

    static void check(VirtualService service, Field spec) {
        Map<HttpMatchRequest, String> seen = new HashMap<>();
        Integer catchAll = null;
        for (int i = 0; i < service.http().size(); i++) {
            HttpRoute route = service.http().get(i);
            Field field = spec.field("http").index(i);
            if (catchAll != null) {
                field.unreachable("No request reaches the rule: http[" + catchAll + "] takes them all.", "Remove it.");
            } else if (route.match().isEmpty()) {
                catchAll = i;
            }
            duplicates(field, route.match(), seen, i);
        }
    }

    private static void duplicates(
            Field rule, List<HttpMatchRequest> matches, Map<HttpMatchRequest, String> seen, int position) {
        int used = 0;
        for (int j = 0; j < matches.size(); j++) {
            String here = "http[" + position + "].match[" + j + "]";
            @Nullable String before = seen.putIfAbsent(withoutName(matches.get(j)), here);
            if (before != null) {
                used++;
                rule.field("match")
                        .index(j)
                        .unreachable("The match says the same as " + before + ".", "Remove one of the two.");
            }
        }
        if (used > 0 && used == matches.size()) {
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
}
