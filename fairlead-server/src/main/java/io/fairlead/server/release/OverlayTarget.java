package io.fairlead.server.release;

import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.PlanStep;
import io.fairlead.rollout.spec.Version;
import io.fairlead.rollout.write.TrafficTarget;
import io.fairlead.rollout.write.WeightOrder;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.overlay.Overlay;
import io.fairlead.routing.overlay.RouteRule;
import io.fairlead.routing.overlay.Share;
import io.fairlead.server.admin.weights.WeightControl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Puts the weights of releases into force as overlays on this proxy, beside those that people set at {@code /weights}. For the
 * rollout engine's thread.
 */
final class OverlayTarget implements TrafficTarget {
    private final WeightControl control;
    private final Map<String, Applied> applied = new HashMap<>();

    /** An order, and the rules that it was found to mean. */
    private record Applied(WeightOrder order, List<RouteRule> rules) {}

    OverlayTarget(WeightControl control) {
        this.control = control;
    }

    @Override
    public CompletableFuture<Void> apply(WeightOrder order) {
        Applied last = applied.get(order.rollout());
        if (last != null && last.order().sequence() >= order.sequence()) {
            return CompletableFuture.completedFuture(null);
        }
        List<RouteRule> rules;
        try {
            rules = rules(order);
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
        List<Share> shares = shares(order);
        control.change(weights -> {
            Overlay next = weights;
            if (last != null) {
                for (RouteRule rule : last.rules()) {
                    next = next.without(rule);
                }
            }
            for (RouteRule rule : rules) {
                next = next.with(rule, shares);
            }
            return next;
        });
        applied.put(order.rollout(), new Applied(order, rules));
        return CompletableFuture.completedFuture(null);
    }

    private static List<Share> shares(WeightOrder order) {
        Version stable = order.release().stable();
        Version candidate = order.release().candidate();
        if (stable.equals(candidate)) {
            return List.of(share(stable, PlanStep.ALL));
        }
        return List.of(
                share(stable, PlanStep.ALL - order.candidateWeight()), share(candidate, order.candidateWeight()));
    }

    private static Share share(Version version, int weight) {
        return new Share(version.host(), version.port(), version.subset(), weight);
    }

    /** The rules that an order is about; throws if a VirtualService that names none has not exactly one. */
    private List<RouteRule> rules(WeightOrder order) {
        String namespace = order.rollout().substring(0, order.rollout().indexOf('/'));
        List<RouteRule> rules = new ArrayList<>();
        for (Plan.Route route : order.routes()) {
            ResourceRef service = new ResourceRef(ResourceKind.VIRTUAL_SERVICE, namespace, route.virtualService());
            if (route.rules().isEmpty()) {
                Set<RouteRule> all = forwarding(service);
                if (all.size() != 1) {
                    throw new IllegalStateException(service + " has " + all.size()
                            + " rules that forward; the Rollout must name those that are meant");
                }
                rules.addAll(all);
            } else {
                route.rules().forEach(name -> rules.add(new RouteRule(service, name)));
            }
        }
        return rules;
    }

    private Set<RouteRule> forwarding(ResourceRef service) {
        Set<RouteRule> rules = new LinkedHashSet<>();
        for (RouteEntry route : RoutesOf.snapshot(control.written())) {
            RouteEntry.Origin origin = route.origin();
            if (origin != null && origin.resource().equals(service) && route.action() instanceof RouteAction.Forward) {
                rules.add(RouteRule.of(origin));
            }
        }
        return rules;
    }

    @Override
    public CompletableFuture<Void> release(String rollout) {
        Applied last = applied.remove(rollout);
        if (last != null) {
            control.change(weights -> {
                Overlay next = weights;
                for (RouteRule rule : last.rules()) {
                    next = next.without(rule);
                }
                return next;
            });
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<Seen> observe(WeightOrder order) {
        Applied last = applied.get(order.rollout());
        if (last == null || last.order().sequence() != order.sequence()) {
            return Optional.empty();
        }
        Overlay weights = control.weights();
        List<Share> ordered = shares(order);
        for (RouteRule rule : last.rules()) {
            List<Share> seen = weights.shares().get(rule);
            if (!ordered.equals(seen)) {
                long weight = seen == null ? written(rule, order.release().candidate()) : candidate(seen, order);
                return Optional.of(new Seen((int) weight, "Someone at the admin address"));
            }
        }
        return Optional.of(new Seen(order.candidateWeight(), ""));
    }

    private static long candidate(List<Share> shares, WeightOrder order) {
        Version candidate = order.release().candidate();
        long all = 0;
        long of = 0;
        for (Share share : shares) {
            all += share.weight();
            boolean same =
                    share.host().equals(candidate.host()) && share.subset().equals(candidate.subset());
            of += same ? share.weight() : 0;
        }
        return Math.round((double) PlanStep.ALL * of / all);
    }

    /** The candidate's written weight, which counts where the overlay was taken away. */
    private long written(RouteRule rule, Version candidate) {
        for (RouteEntry route : RoutesOf.snapshot(control.written())) {
            if (route.origin() != null
                    && RouteRule.of(route.origin()).equals(rule)
                    && route.action() instanceof RouteAction.Forward forward) {
                long all = 0;
                long of = 0;
                for (WeightedDestination destination : forward.destinations()) {
                    all += destination.weight();
                    of += ProxyStatistics.isOf(candidate, destination.cluster()) ? destination.weight() : 0;
                }
                return all == 0 ? 0 : Math.round((double) PlanStep.ALL * of / all);
            }
        }
        return 0;
    }

    @Override
    public boolean isReady(WeightOrder order) {
        RoutingSnapshot snapshot = control.written();
        for (Cluster cluster : snapshot.clusters().values()) {
            if (ProxyStatistics.isOf(order.release().candidate(), cluster.name())) {
                return cluster.discovery() != Discovery.STATIC
                        || !cluster.endpoints().isEmpty();
            }
        }
        return false;
    }
}
