package io.fairlead.simulate.diff;

import io.fairlead.routing.Cluster;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.PathRewrite;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.WeightedDestination;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a route does with a request, so that two routes with equal effects are the same to every client and upstream. Names of
 * routes and objects do not count, nor do weights beyond their ratio.
 *
 * @param targets clusters in order, or the answer
 * @param weights their shares in lowest terms
 * @param rest everything else
 */
record Effect(List<Object> targets, List<Long> weights, List<Object> rest) {
    /** The effect where no route is taken. */
    static final Effect NOT_FOUND = new Effect(List.of("404"), List.of(), List.of());

    /** The effect where no listener takes the connection. */
    static final Effect NO_LISTENER = new Effect(List.of("no listener"), List.of(), List.of());

    /** The effect of a virtual host that redirects to https. */
    static final Effect HTTPS = new Effect(List.of("https"), List.of(), List.of());

    Effect {
        targets = List.copyOf(targets);
        weights = List.copyOf(weights);
        rest = List.copyOf(rest);
    }

    static Effect of(RouteEntry route, RoutingSnapshot snapshot) {
        List<Object> rest = new ArrayList<>(List.of(route.headers(), route.responseStatus()));
        if (!(route.action() instanceof RouteAction.Forward forward)) {
            boolean cuts = route.action() instanceof RouteAction.Redirect redirect && redirect.prefixRewrite() != null;
            rest.add(cuts ? cut(route) : -1);
            return new Effect(List.of(route.action()), List.of(), rest);
        }
        List<WeightedDestination> drawn = forward.destinations().stream()
                .filter(destination -> destination.weight() > 0)
                .toList();
        BigInteger divisor = BigInteger.ZERO;
        for (WeightedDestination destination : drawn) {
            divisor = divisor.gcd(BigInteger.valueOf(destination.weight()));
        }
        List<Object> targets = new ArrayList<>();
        List<Long> weights = new ArrayList<>();
        Set<String> clusters = new TreeSet<>();
        for (WeightedDestination destination : drawn) {
            targets.add(destination.cluster());
            weights.add(destination.weight() / divisor.longValue());
            clusters.add(destination.cluster());
            rest.add(destination.headers());
            rest.add(String.valueOf(destination.authority()));
        }
        forward.policies().mirrors().forEach(mirror -> clusters.add(mirror.cluster()));
        clusters.forEach(name -> rest.add(known(snapshot.clusters().get(name))));
        rest.add(forward.policies());
        rest.add(String.valueOf(forward.authority()));
        rest.add(forward.rewrite() == null ? "" : forward.rewrite());
        rest.add(forward.rewrite() instanceof PathRewrite.Prefix ? cut(route) : -1);
        return new Effect(targets, weights, rest);
    }

    private static Object known(@Nullable Cluster cluster) {
        return cluster == null ? "unknown" : cluster;
    }

    /** How much of the path a rewrite of the matched prefix replaces, in bytes. */
    private static int cut(RouteEntry route) {
        return route.match().path() instanceof PathMatcher.Prefix prefix
                ? prefix.prefix().getBytes(StandardCharsets.UTF_8).length
                : Integer.MAX_VALUE;
    }

    /** In what it differs from another. */
    Set<RoutingDiff.Aspect> differences(Effect other) {
        Set<RoutingDiff.Aspect> aspects = EnumSet.noneOf(RoutingDiff.Aspect.class);
        if (!new TreeSet<>(texts(targets)).equals(new TreeSet<>(texts(other.targets)))) {
            aspects.add(RoutingDiff.Aspect.DESTINATION);
        } else if (!weights.equals(other.weights) || !targets.equals(other.targets)) {
            aspects.add(RoutingDiff.Aspect.WEIGHT);
        }
        if (!Objects.equals(rest, other.rest)) {
            aspects.add(RoutingDiff.Aspect.POLICY);
        }
        return aspects;
    }

    private static List<String> texts(List<Object> targets) {
        return targets.stream().map(String::valueOf).toList();
    }
}
