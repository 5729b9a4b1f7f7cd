package io.fairlead.compile;

import io.fairlead.compile.HeaderCompiler.Changes;
import io.fairlead.compile.Rule.Condition;
import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.base.SafeText;
import io.fairlead.compile.service.HashKeyCompiler;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpRewrite;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.HttpRoute.HttpRouteDestination;
import io.fairlead.resource.LoadBalancerSettings.ConsistentHashLb;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.PathRewrite;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.balance.Affinity;
import io.fairlead.routing.balance.HashKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The routes of a VirtualService: one for every condition of every rule. Source: Istio {@code route.go}. */
final class RouteCompiler {
    private static final RuleAction NOTHING = new RuleAction(null, HeaderMutations.NONE);

    /**
     * What a rule does with requests, the same for all its conditions.
     *
     * @param action null if it cannot be served
     */
    private record RuleAction(@Nullable RouteAction action, HeaderMutations headers) {}

    private final MatchCompiler matches;
    private final HeaderCompiler headers;
    private final RedirectCompiler redirects;
    private final DestinationCompiler destinations;
    private final PolicyCompiler policies;
    private final Findings findings;

    RouteCompiler(MatchCompiler matches, DestinationCompiler destinations, Findings findings) {
        this.matches = matches;
        this.headers = new HeaderCompiler(findings);
        this.redirects = new RedirectCompiler(findings);
        this.destinations = destinations;
        this.policies = new PolicyCompiler(destinations, findings);
        this.findings = findings;
    }

    /**
     * The routes in order, up to the first that matches every request; empty if no rule applies to the place, so that the
     * VirtualService does not claim its hosts there.
     */
    Optional<List<RouteEntry>> compile(ResolvedVirtualService service, BoundServer.Scope scope) {
        List<RouteEntry> entries = new ArrayList<>();
        boolean applies = false;
        for (int i = 0; i < service.rules().size(); i++) {
            Rule rule = service.rules().get(i);
            applies |= add(new Rule.Scope(service, rule, scope), entries);
            if (!entries.isEmpty() && MatchCompiler.isCatchAll(last(entries).match())) {
                reportUnreachable(service, i + 1, last(entries));
                break;
            }
        }
        return applies ? Optional.of(List.copyOf(entries)) : Optional.empty();
    }

    private static RouteEntry last(List<RouteEntry> entries) {
        return entries.get(entries.size() - 1);
    }

    /** Reports what the validator cannot see: a rule without conditions in the object itself it has reported. */
    private void reportUnreachable(ResolvedVirtualService service, int position, RouteEntry before) {
        if (position == service.rules().size()) {
            return;
        }
        Rule taker = service.rules().get(position - 1);
        RouteEntry.Origin origin = Objects.requireNonNull(before.origin());
        boolean own = taker.source().ref().equals(service.resource().ref());
        if (!own || !taker.conditions().isEmpty()) {
            findings.warn(
                    Code.UNREACHABLE,
                    service.rules().get(position).place(),
                    "No request reaches the rule: " + origin.resource() + " " + origin.path() + " takes them all.",
                    "Move the rule up, or remove it.");
        }
    }

    /** Adds the routes of a rule. Returns whether one of its conditions applies to the place. */
    private boolean add(Rule.Scope scope, List<RouteEntry> entries) {
        Rule rule = scope.rule();
        if (rule.conditions().isEmpty()) {
            entry(scope, action(scope), null, RouteMatch.ANY).ifPresent(entries::add);
            return true;
        }
        RuleAction action = null;
        for (Condition condition : rule.conditions()) {
            if (!matches.appliesTo(condition.request(), scope.server())) {
                continue;
            }
            if (action == null) {
                action = action(scope);
            }
            Optional<RouteMatch> match = matches.compile(condition, rule);
            if (match.isPresent()) {
                entry(scope, action, condition, match.get()).ifPresent(entries::add);
                if (MatchCompiler.isCatchAll(match.get())) {
                    break;
                }
            }
        }
        return action != null;
    }

    private static Optional<RouteEntry> entry(
            Rule.Scope scope, RuleAction action, @Nullable Condition condition, RouteMatch match) {
        if (action.action() == null) {
            return Optional.empty();
        }
        Rule rule = scope.rule();
        String name = ResponseStatusAnnotation.fullName(
                rule, condition == null ? "" : condition.request().name());
        FieldPath path = condition == null ? rule.path() : condition.path();
        return Optional.of(new RouteEntry(
                name,
                match,
                action.action(),
                action.headers(),
                ResponseStatusAnnotation.of(scope.service().responseStatus(), rule, name),
                new RouteEntry.Origin(rule.source().ref(), path, rule.label())));
    }

    private RuleAction action(Rule.Scope scope) {
        HttpRoute route = scope.rule().route();
        Place place = scope.rule().place();
        Changes changes = headers.compile(route.headers(), place.field("headers"));
        if (route.redirect() != null) {
            return new RuleAction(
                    redirects.redirect(route.redirect(), scope.server(), place.field("redirect")), changes.headers());
        }
        if (route.directResponse() != null) {
            return new RuleAction(
                    redirects.directResponse(route.directResponse(), place.field("directResponse")), changes.headers());
        }
        if (route.route().size() == 1) {
            return toOne(scope, changes, route.route().get(0));
        }
        List<WeightedDestination> weighted = weighted(scope);
        if (weighted.stream().noneMatch(each -> each.weight() > 0)) {
            findings.error(
                    Code.INVALID, place, "The rule has no destination; it is left out.", "Give it one with a weight.");
            return NOTHING;
        }
        return forward(scope, changes, weighted);
    }

    /** With a single destination its weight has no meaning, and its header changes come after the rule's. */
    private RuleAction toOne(Rule.Scope scope, Changes changes, HttpRouteDestination written) {
        Place place = scope.rule().place().field("route").index(0);
        if (written.destination() == null) {
            findings.error(Code.INVALID, place, "There is no destination; the rule is left out.", "Write one.");
            return NOTHING;
        }
        Changes own = headers.compile(written.headers(), place.field("headers"));
        WeightedDestination destination = new WeightedDestination(
                destinations.cluster(written.destination(), scope, place.field("destination")),
                1,
                HeaderMutations.NONE,
                own.authority());
        Changes both = new Changes(HeaderCompiler.joined(changes.headers(), own.headers()), changes.authority());
        return forward(scope, both, List.of(destination));
    }

    /** All destinations, those without a weight too; only those with one have to exist. */
    private List<WeightedDestination> weighted(Rule.Scope scope) {
        List<HttpRouteDestination> written = scope.rule().route().route();
        List<WeightedDestination> weighted = new ArrayList<>(written.size());
        for (int i = 0; i < written.size(); i++) {
            HttpRouteDestination each = written.get(i);
            if (each.destination() != null) {
                Place place = scope.rule().place().field("route").index(i);
                Changes own = headers.compile(each.headers(), place.field("headers"));
                weighted.add(new WeightedDestination(
                        each.weight() == 0
                                ? destinations.name(each.destination(), scope)
                                : destinations.cluster(each.destination(), scope, place.field("destination")),
                        each.weight(),
                        own.headers(),
                        own.authority()));
            }
        }
        return weighted;
    }

    private RuleAction forward(Rule.Scope scope, Changes changes, List<WeightedDestination> destinations) {
        HttpRewrite rewrite = scope.rule().route().rewrite();
        String authority = changes.authority();
        PathRewrite path = null;
        String target = "";
        if (rewrite != null) {
            authority = rewrite.authority().isEmpty() ? authority : rewrite.authority();
            HttpRewrite.RegexRewrite regex = rewrite.uriRegexRewrite();
            if (regex != null) {
                target = regex.rewrite();
                path = new PathRewrite.Regex(regex.match(), target);
            } else if (!rewrite.uri().isEmpty()) {
                target = rewrite.uri();
                path = new PathRewrite.Prefix(target);
            }
        }
        if (!isSafe(target, authority, destinations)) {
            findings.error(
                    Code.INVALID,
                    scope.rule().place(),
                    "A new path or host has a blank or control character; the rule is left out.",
                    "Write a blank as %20.");
            return NOTHING;
        }
        return new RuleAction(
                new RouteAction.Forward(destinations, path, authority, policies.compile(scope), affinity(scope)),
                changes.headers());
    }

    /** What binds requests: the keys of all destinations together, as Istio has them on the route. */
    private Affinity affinity(Rule.Scope scope) {
        List<HttpRouteDestination> written = scope.rule().route().route();
        List<HashKey> keys = new ArrayList<>();
        for (HttpRouteDestination each : written) {
            if (each.destination() != null && (each.weight() > 0 || written.size() == 1)) {
                ConsistentHashLb hash = destinations.consistentHash(each.destination(), scope);
                HashKey key = hash == null ? null : HashKeyCompiler.key(hash);
                if (key != null) {
                    keys.add(key);
                }
            }
        }
        HashKey splitKey = written.size() == 1 ? null : scope.service().splitKey();
        return keys.isEmpty() && splitKey == null ? Affinity.NONE : new Affinity(keys, splitKey);
    }

    private static boolean isSafe(String target, @Nullable String authority, List<WeightedDestination> destinations) {
        return SafeText.isTarget(target)
                && (authority == null || SafeText.isTarget(authority))
                && destinations.stream()
                        .allMatch(each -> each.authority() == null || SafeText.isTarget(each.authority()));
    }
}
