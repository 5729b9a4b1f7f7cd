package io.fairlead.simulate.diff;

import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.simulate.SampleRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks for requests that two lists of routes treat differently.
 *
 * <p>The search chooses a class of values for one dimension after the other. Where all routes that a request may still take
 * have the same effect, it looks no further; where the routes are settled and their effects differ, the choices made so far are
 * an example, provided that each has one and that trying it on both confirms it.
 */
final class HostComparison {
    private final List<Side> sides;
    private final Budget budget;
    private final SampleRequest base;
    private final Predicate<SampleRequest> differs;
    private final List<Dimension> dimensions = new ArrayList<>();
    private final List<List<Dimension.State>> states = new ArrayList<>();
    private final Set<Pair> seen = new HashSet<>();
    private final List<Found> found = new ArrayList<>();
    private boolean complete = true;

    /** How many steps are left for a whole comparison. */
    static final class Budget {
        private long steps;

        Budget(long steps) {
            this.steps = steps;
        }

        boolean take(int count) {
            steps -= count;
            return steps >= 0;
        }
    }

    /**
     * The routes of one side.
     *
     * @param effects of each route, then of none
     */
    record Side(List<RouteEntry> routes, List<Effect> effects) {
        Side {
            routes = List.copyOf(routes);
            effects = List.copyOf(effects);
        }
    }

    /** A difference: the numbers of the routes that are taken, where the number of routes stands for none. */
    record Found(int before, int after, SampleRequest example) {}

    private record Pair(int before, int after) {}

    /** A condition by its dimension and its number there. */
    private record Ask(int dimension, int number) {}

    private final List<List<List<Ask>>> asks = new ArrayList<>();

    /**
     * @param base a request to the host, whose parts are changed
     * @param differs tries a request on both sides
     */
    HostComparison(Side before, Side after, SampleRequest base, Predicate<SampleRequest> differs, Budget budget) {
        this.sides = List.of(before, after);
        this.base = base;
        this.differs = differs;
        this.budget = budget;
    }

    /** The differences, one for each pair of routes. */
    List<Found> search() {
        Map<String, Integer> byName = new LinkedHashMap<>();
        for (Side side : sides) {
            List<List<Ask>> routes = new ArrayList<>();
            for (RouteEntry route : side.routes()) {
                routes.add(conditions(route.match()).stream()
                        .map(condition -> ask(condition, byName))
                        .toList());
            }
            asks.add(routes);
        }
        for (Dimension dimension : dimensions) {
            states.add(dimension.states(base));
            complete &= !dimension.isTooLarge();
        }
        descend(new ArrayList<>());
        return found;
    }

    /** Whether every class of requests was looked at. */
    boolean isComplete() {
        return complete;
    }

    /** A match's conditions, each on one dimension. */
    static List<Object> conditions(RouteMatch match) {
        List<Object> conditions = new ArrayList<>(List.of(match.path()));
        conditions.addAll(match.headers());
        conditions.addAll(match.queryParameters());
        return conditions;
    }

    private Ask ask(Object condition, Map<String, Integer> byName) {
        String name = Dimension.nameOf(condition);
        Integer known = byName.get(name);
        int dimension = known == null ? dimensions.size() : known;
        if (known == null) {
            byName.put(name, dimension);
            dimensions.add(new Dimension(name));
        }
        return new Ask(dimension, dimensions.get(dimension).number(condition));
    }

    /** What a request may still do on one side: the routes that it may take, in order. */
    private List<Integer> possible(int side, List<Dimension.State> chosen) {
        List<Integer> possible = new ArrayList<>();
        List<List<Ask>> routes = asks.get(side);
        for (int i = 0; i < routes.size(); i++) {
            boolean open = false;
            boolean fails = false;
            for (Ask ask : routes.get(i)) {
                if (ask.dimension() >= chosen.size()) {
                    open = true;
                } else if (!chosen.get(ask.dimension()).holds().get(ask.number())) {
                    fails = true;
                    break;
                }
            }
            if (!fails) {
                possible.add(i);
                if (!open) {
                    return possible;
                }
            }
        }
        possible.add(routes.size());
        return possible;
    }

    private void descend(List<Dimension.State> chosen) {
        if (!budget.take(
                1 + sides.get(0).routes().size() + sides.get(1).routes().size())) {
            complete = false;
            return;
        }
        List<Integer> before = possible(0, chosen);
        List<Integer> after = possible(1, chosen);
        if (before.size() == 1 && after.size() == 1) {
            settle(before.get(0), after.get(0), chosen);
            return;
        }
        Set<Effect> effects = new HashSet<>();
        before.forEach(route -> effects.add(sides.get(0).effects().get(route)));
        after.forEach(route -> effects.add(sides.get(1).effects().get(route)));
        if (effects.size() > 1) {
            for (Dimension.State state : states.get(chosen.size())) {
                chosen.add(state);
                descend(chosen);
                chosen.remove(chosen.size() - 1);
            }
        }
    }

    private void settle(int before, int after, List<Dimension.State> chosen) {
        boolean same =
                sides.get(0).effects().get(before).equals(sides.get(1).effects().get(after));
        if (same || seen.contains(new Pair(before, after))) {
            return;
        }
        SampleRequest example = example(chosen);
        if (example != null && differs.test(example)) {
            seen.add(new Pair(before, after));
            found.add(new Found(before, after, example));
        } else {
            complete = false;
        }
    }

    /** A request of the chosen classes, null if one of them has no example. */
    private @Nullable SampleRequest example(List<Dimension.State> chosen) {
        SampleRequest request = base;
        for (int i = 0; i < chosen.size(); i++) {
            List<String> lines = chosen.get(i).lines();
            if (lines == null) {
                return null;
            }
            request = dimensions.get(i).with(request, lines);
        }
        return request;
    }

    /** The effects of routes and of taking none. */
    static Side side(List<RouteEntry> routes, java.util.function.Function<RouteEntry, Effect> effect, Effect none) {
        List<Effect> effects = new ArrayList<>();
        Map<RouteEntry, Effect> known = new HashMap<>();
        routes.forEach(route -> effects.add(known.computeIfAbsent(route, effect)));
        effects.add(none);
        return new Side(routes, effects);
    }
}
