package io.fairlead.routing.match;

import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteMatch;
import java.util.ArrayList;
import java.util.List;

/** The match of one route, made ready for requests. Immutable; the proxy and explanations ask the same conditions. */
public final class RouteMatcher {
    private final Condition[] conditions;

    RouteMatcher(Condition... conditions) {
        this.conditions = conditions;
    }

    /**
     * Makes {@code match} ready.
     *
     * @throws IllegalArgumentException if a pattern is not RE2
     */
    public static RouteMatcher of(RouteMatch match) {
        List<Condition> conditions = new ArrayList<>();
        conditions.add(Condition.of(RequestPart.PATH, ValueTest.of(match.path()), match.path()));
        for (HeaderMatcher header : match.headers()) {
            conditions.add(Condition.of(header));
        }
        for (QueryMatcher query : match.queryParameters()) {
            conditions.add(Condition.of(query));
        }
        return new RouteMatcher(conditions.toArray(new Condition[0]));
    }

    /** A matcher that asks {@code condition} before all others. */
    RouteMatcher after(Condition condition) {
        List<Condition> all = new ArrayList<>(List.of(condition));
        all.addAll(List.of(conditions));
        return new RouteMatcher(all.toArray(new Condition[0]));
    }

    /** Whether the request satisfies every condition. */
    public boolean matches(RequestView request) {
        for (Condition condition : conditions) {
            if (!condition.holds(request)) {
                return false;
            }
        }
        return true;
    }

    /** What is true of every request that satisfies it. */
    List<Predicate> predicates() {
        List<Predicate> predicates = new ArrayList<>();
        for (Condition condition : conditions) {
            predicates.addAll(condition.predicates());
        }
        return predicates;
    }

    /** What became of each condition, in the order path, headers, query parameters. */
    public List<Outcome> explain(RequestView request) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Condition condition : conditions) {
            outcomes.add(new Outcome(condition.source(), condition.holds(request)));
        }
        return outcomes;
    }

    /**
     * What became of one condition.
     *
     * @param matcher a {@link io.fairlead.routing.PathMatcher}, {@link HeaderMatcher} or {@link QueryMatcher}
     * @param satisfied whether the request satisfies it
     */
    public record Outcome(Object matcher, boolean satisfied) {}
}
