package io.fairlead.routing.overlay;

import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.WeightedDestination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weights of some rules that count in place of the written ones: how releases move traffic while users' objects stay as they
 * are. Immutable.
 *
 * <p>A rule keeps its matches, timeouts, retries, headers and mirrors. A destination of the rule that has no share gets
 * nothing. A share may name a destination that the rule does not have, if the configuration has its subset: it is then
 * called without header changes of its own and with the authority that the rule's first destination has. Shares that leave
 * a rule no destination that exists are not applied, since traffic must not go nowhere because of a release; the rule then
 * serves its written weights.
 *
 * @param shares by rule; each list has a weight above 0
 */
public record Overlay(Map<RouteRule, List<Share>> shares) {
    /** Leaves everything as it is written. */
    public static final Overlay NONE = new Overlay(Map.of());

    public Overlay {
        Map<RouteRule, List<Share>> copy = new HashMap<>();
        shares.forEach((rule, list) -> {
            if (list.stream().noneMatch(share -> share.weight() > 0)) {
                throw new IllegalArgumentException("no destination has a weight in " + rule + ": " + list);
            }
            copy.put(rule, List.copyOf(list));
        });
        shares = Map.copyOf(copy);
    }

    /**
     * This overlay with other shares for one rule.
     *
     * @throws IllegalArgumentException if no share has a weight
     */
    public Overlay with(RouteRule rule, List<Share> wanted) {
        Map<RouteRule, List<Share>> copy = new HashMap<>(shares);
        copy.put(rule, wanted);
        return new Overlay(copy);
    }

    /** This overlay without one rule, which has its written weights again. */
    public Overlay without(RouteRule rule) {
        Map<RouteRule, List<Share>> copy = new HashMap<>(shares);
        copy.remove(rule);
        return new Overlay(copy);
    }

    /** Both overlays; {@code other} has the word where both have shares of a rule. */
    public Overlay plus(Overlay other) {
        Map<RouteRule, List<Share>> copy = new HashMap<>(shares);
        copy.putAll(other.shares);
        return new Overlay(copy);
    }

    /** The snapshot with these weights in place of the written ones; {@code snapshot} itself if they concern none of it. */
    public RoutingSnapshot applyTo(RoutingSnapshot snapshot) {
        return shares.isEmpty() ? snapshot : new OverlaidSnapshot(this, snapshot).snapshot();
    }

    /**
     * The destinations of a route with these weights.
     *
     * @param clusters the names of those that exist
     * @return null if this does not concern the route, or leaves it no destination that exists
     */
    public @Nullable List<WeightedDestination> destinationsOf(RouteEntry route, Set<String> clusters) {
        RouteEntry.Origin origin = route.origin();
        if (origin == null || !(route.action() instanceof RouteAction.Forward forward)) {
            return null;
        }
        List<Share> wanted = shares.get(RouteRule.of(origin));
        return wanted == null ? null : weighted(wanted, forward.destinations(), clusters);
    }

    private static @Nullable List<WeightedDestination> weighted(
            List<Share> shares, List<WeightedDestination> written, Set<String> clusters) {
        List<WeightedDestination> result = new ArrayList<>(written.size() + 1);
        written.forEach(destination -> result.add(destination.withWeight(0)));
        boolean reachable = false;
        for (Share share : shares) {
            String cluster = clusterOf(share, written);
            int at = indexOf(cluster, result);
            if (at >= 0) {
                WeightedDestination found = result.get(at);
                result.set(at, found.withWeight(Math.min(0xFFFF_FFFFL, found.weight() + share.weight())));
            } else if (clusters.contains(cluster)) {
                result.add(new WeightedDestination(
                        cluster,
                        share.weight(),
                        HeaderMutations.NONE,
                        written.get(0).authority()));
            }
            reachable |= share.weight() > 0 && clusters.contains(cluster);
        }
        return reachable ? result : null;
    }

    private static int indexOf(String cluster, List<WeightedDestination> destinations) {
        for (int i = 0; i < destinations.size(); i++) {
            if (destinations.get(i).cluster().equals(cluster)) {
                return i;
            }
        }
        return -1;
    }

    private static String clusterOf(Share share, List<WeightedDestination> written) {
        int port = share.port();
        if (port == 0) {
            ClusterName model = written.stream()
                    .map(destination -> ClusterName.parse(destination.cluster()))
                    .filter(name -> name.host().equals(share.host()))
                    .findFirst()
                    .orElseGet(() -> ClusterName.parse(written.get(0).cluster()));
            port = model.port();
        }
        return new ClusterName(port, share.subset(), share.host()).toString();
    }
}
