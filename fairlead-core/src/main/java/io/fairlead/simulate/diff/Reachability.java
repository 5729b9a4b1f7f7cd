package io.fairlead.simulate.diff;

import io.fairlead.routing.RouteMatch;
import io.fairlead.simulate.SampleRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of several matches no request can be the first to satisfy, because those before it satisfy all its requests: one of them,
 * or several together. Conditions that are not decided are taken to hold independently of all others, so that a match is never
 * said to be unreachable without proof.
 */
public final class Reachability {
    private static final int MAX_STEPS = 200_000;

    private final List<List<Ask>> matches = new ArrayList<>();
    private final List<Dimension> dimensions = new ArrayList<>();
    private final List<List<Dimension.State>> states = new ArrayList<>();
    private final BitSet reached = new BitSet();
    private int steps;

    private record Ask(int dimension, int number) {}

    private Reachability(List<RouteMatch> routes) {
        Map<String, Integer> byName = new LinkedHashMap<>();
        for (RouteMatch route : routes) {
            List<Ask> asks = new ArrayList<>();
            for (Object condition : HostComparison.conditions(route)) {
                String name = Dimension.nameOf(condition);
                Integer known = byName.putIfAbsent(name, dimensions.size());
                if (known == null) {
                    dimensions.add(new Dimension(name));
                }
                int dimension = known == null ? dimensions.size() - 1 : known;
                asks.add(new Ask(dimension, dimensions.get(dimension).number(condition)));
            }
            matches.add(asks);
        }
    }

    /** The numbers of the matches that no request takes; empty where too many cases would have to be looked at. */
    public static BitSet unreachable(List<RouteMatch> routes) {
        Reachability search = new Reachability(routes);
        SampleRequest base = new SampleRequest("GET", "any.invalid", "/", List.of(), false);
        boolean complete = true;
        for (Dimension dimension : search.dimensions) {
            search.states.add(dimension.states(base));
            complete &= !dimension.isTooLarge();
        }
        search.descend(new ArrayList<>());
        BitSet unreachable = new BitSet();
        if (complete && search.steps < MAX_STEPS) {
            unreachable.set(0, routes.size());
            unreachable.andNot(search.reached);
        }
        return unreachable;
    }

    private void descend(List<Dimension.State> chosen) {
        if (++steps >= MAX_STEPS) {
            return;
        }
        List<Integer> possible = new ArrayList<>();
        boolean settled = false;
        for (int i = 0; i < matches.size() && !settled; i++) {
            boolean fails = false;
            boolean open = false;
            for (Ask ask : matches.get(i)) {
                open |= ask.dimension() >= chosen.size();
                fails |= ask.dimension() < chosen.size()
                        && !chosen.get(ask.dimension()).holds().get(ask.number());
            }
            if (!fails) {
                possible.add(i);
                settled = !open;
            }
        }
        if (settled && possible.size() == 1) {
            reached.set(possible.get(0));
        } else if (possible.stream().anyMatch(route -> !reached.get(route))) {
            for (Dimension.State state : states.get(chosen.size())) {
                chosen.add(state);
                descend(chosen);
                chosen.remove(chosen.size() - 1);
            }
        }
    }
}
