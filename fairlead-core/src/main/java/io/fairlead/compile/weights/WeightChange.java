package io.fairlead.compile.weights;

import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.HttpRoute.HttpRouteDestination;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.VirtualService;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.overlay.ClusterName;
import io.fairlead.routing.overlay.Overlay;
import io.fairlead.routing.overlay.RouteRule;
import io.fairlead.routing.overlay.Share;
import io.fairlead.store.ResourceSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A change of the resources that gives other weights to the destinations of HTTP rules and does nothing else. It can be in
 * force before the configuration is compiled anew, which takes longer the larger the configuration is. The compilation
 * follows all the same, and has the last word: so whatever is not surely such a change is not taken for one.
 */
public final class WeightChange {
    private WeightChange() {}

    /** The objects that differ, if they are VirtualServices that differ in weights only; empty if anything else differs. */
    public static Optional<List<Resource<VirtualService>>> between(ResourceSet before, ResourceSet now) {
        List<Resource<?>> old = before.all();
        List<Resource<?>> fresh = now.all();
        if (old.size() != fresh.size()) {
            return Optional.empty();
        }
        List<Resource<VirtualService>> changed = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            Resource<?> one = old.get(i);
            Resource<?> other = fresh.get(i);
            if (one.equals(other)) {
                continue;
            }
            if (!differInWeightsOnly(one, other)) {
                return Optional.empty();
            }
            changed.add(virtualService(other));
        }
        return changed.isEmpty() ? Optional.empty() : Optional.of(changed);
    }

    @SuppressWarnings("unchecked") // the caller has looked at the spec
    private static Resource<VirtualService> virtualService(Resource<?> resource) {
        return (Resource<VirtualService>) resource;
    }

    private static boolean differInWeightsOnly(Resource<?> one, Resource<?> other) {
        return one.spec() instanceof VirtualService left
                && other.spec() instanceof VirtualService right
                && one.ref().equals(other.ref())
                && one.apiVersion().equals(other.apiVersion())
                && one.metadata().equals(other.metadata())
                && withoutWeights(left).equals(withoutWeights(right));
    }

    private static VirtualService withoutWeights(VirtualService service) {
        return service.withHttp(service.http().stream()
                .map(rule -> rule.withRoute(rule.route().stream()
                        .map(destination -> destination.withWeight(0))
                        .toList()))
                .toList());
    }

    /**
     * The new weights of the rules of {@code changed}, for a snapshot that was compiled with the old ones. Rules that forward
     * twice to one cluster, or to different ones at different listeners, are left to the compilation.
     */
    public static Overlay overlay(List<Resource<VirtualService>> changed, RoutingSnapshot snapshot) {
        Map<RouteRule, HttpRoute> rules = rules(changed);
        Map<RouteRule, List<Share>> shares = new HashMap<>();
        Set<RouteRule> unclear = new HashSet<>();
        for (RouteEntry route : routes(snapshot).toList()) {
            RouteEntry.Origin origin = route.origin();
            RouteRule rule = origin == null ? null : RouteRule.of(origin);
            HttpRoute written = rule == null ? null : rules.get(rule);
            if (rule != null && written != null) {
                Optional<List<Share>> wanted = sharesOf(written, route);
                List<Share> former = wanted.isEmpty() ? null : shares.put(rule, wanted.get());
                if (wanted.isEmpty() || former != null && !former.equals(wanted.get())) {
                    unclear.add(rule);
                }
            }
        }
        shares.keySet().removeAll(unclear);
        return new Overlay(shares);
    }

    /** The rules whose names are theirs alone. */
    private static Map<RouteRule, HttpRoute> rules(List<Resource<VirtualService>> changed) {
        Map<RouteRule, HttpRoute> rules = new HashMap<>();
        Set<RouteRule> twice = new HashSet<>();
        for (Resource<VirtualService> resource : changed) {
            List<HttpRoute> http = resource.spec().http();
            for (int i = 0; i < http.size(); i++) {
                RouteRule rule = rule(resource.ref(), http.get(i), i);
                if (rules.put(rule, http.get(i)) != null) {
                    twice.add(rule);
                }
            }
        }
        rules.keySet().removeAll(twice);
        return rules;
    }

    private static Stream<RouteEntry> routes(RoutingSnapshot snapshot) {
        return snapshot.listeners().stream()
                .flatMap(listener -> listener.chains().stream())
                .filter(chain -> chain.content() instanceof Content.Http)
                .flatMap(chain -> ((Content.Http) chain.content()).routes().virtualHosts().stream())
                .flatMap(host -> host.routes().stream());
    }

    private static RouteRule rule(ResourceRef service, HttpRoute rule, int position) {
        return new RouteRule(service, rule.name().isEmpty() ? "http[" + position + "]" : rule.name());
    }

    private static Optional<List<Share>> sharesOf(HttpRoute written, RouteEntry route) {
        if (written.route().size() < 2 || !(route.action() instanceof RouteAction.Forward forward)) {
            return Optional.empty();
        }
        List<WeightedDestination> destinations = forward.destinations();
        boolean distinct = destinations.stream()
                        .map(WeightedDestination::cluster)
                        .distinct()
                        .count()
                == destinations.size();
        boolean weighted = written.route().stream().anyMatch(each -> each.weight() > 0);
        if (!distinct || !weighted || destinations.size() != written.route().size()) {
            return Optional.empty();
        }
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < destinations.size(); i++) {
            HttpRouteDestination each = written.route().get(i);
            ClusterName name = ClusterName.parse(destinations.get(i).cluster());
            if (each.weight() < 0 || name.port() == 0) {
                return Optional.empty();
            }
            shares.add(new Share(name.host(), name.port(), name.subset(), each.weight()));
        }
        return Optional.of(shares);
    }
}
