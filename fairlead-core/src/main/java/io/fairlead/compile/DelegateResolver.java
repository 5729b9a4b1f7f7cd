package io.fairlead.compile;

import io.fairlead.compile.Rule.Condition;
import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.GatewayNames;
import io.fairlead.compile.base.HostNames;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.base.Visibility;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Destination;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.VirtualService;
import io.fairlead.store.ResourceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rules of delegates in the place of the rules that name them. Source: Istio {@code mergeVirtualServicesIfNeeded},
 * {@code mergeHTTPRoute}.
 */
final class DelegateResolver {
    private final ResourceSet resources;
    private final Findings findings;

    DelegateResolver(ResourceSet resources, Findings findings) {
        this.resources = resources;
        this.findings = findings;
    }

    /** The rules of a VirtualService with hosts, in order. */
    List<Rule> rules(Resource<VirtualService> root) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < root.spec().http().size(); i++) {
            Rule rule = rule(root, i);
            HttpRoute.Delegate delegate = rule.route().delegate();
            if (delegate == null) {
                rules.add(rule);
            } else {
                expand(rule, delegate, rules);
            }
        }
        return rules;
    }

    private static Rule rule(Resource<VirtualService> source, int position) {
        HttpRoute route = source.spec().http().get(position);
        FieldPath path = FieldPath.of("spec", "http").index(position);
        List<Condition> conditions = new ArrayList<>(route.match().size());
        for (int i = 0; i < route.match().size(); i++) {
            HttpMatchRequest request =
                    withCompleteGateways(route.match().get(i), source.ref().namespace());
            conditions.add(new Condition(request, path.field("match").index(i)));
        }
        return new Rule(source, path, route, conditions);
    }

    private static HttpMatchRequest withCompleteGateways(HttpMatchRequest match, String namespace) {
        if (match.gateways().isEmpty()) {
            return match;
        }
        return new HttpMatchRequest(
                match.name(),
                match.uri(),
                match.scheme(),
                match.method(),
                match.authority(),
                match.headers(),
                match.port(),
                match.sourceLabels(),
                match.gateways().stream()
                        .map(name -> GatewayNames.complete(name, namespace))
                        .toList(),
                match.queryParams(),
                match.ignoreUriCase(),
                match.withoutHeaders(),
                match.sourceNamespace(),
                match.statPrefix());
    }

    private void expand(Rule root, HttpRoute.Delegate delegate, List<Rule> rules) {
        Place place = root.place().field("delegate");
        String namespace = delegate.namespace().isEmpty() ? root.namespace() : delegate.namespace();
        Resource<VirtualService> target = find(namespace, delegate.name());
        if (target == null || !target.spec().hosts().isEmpty()) {
            findings.warn(
                    Code.NOT_FOUND,
                    place,
                    "There is no delegate VirtualService " + namespace + "/" + delegate.name()
                            + "; the rule is left out.",
                    target == null ? "Add it, or correct the name." : "A delegate must not have hosts.");
            return;
        }
        if (Visibility.of(target.spec().exportTo(), namespace, root.namespace()) == Visibility.HIDDEN) {
            findings.warn(
                    Code.NOT_FOUND,
                    place,
                    "The delegate " + namespace + "/" + delegate.name() + " is not exported to namespace "
                            + root.namespace() + "; the rule is left out.",
                    "Add the namespace to its exportTo.");
            return;
        }
        for (int i = 0; i < target.spec().http().size(); i++) {
            merge(root, rule(target, i), rules);
        }
    }

    @SuppressWarnings("unchecked") // the kind in the reference tells the type
    private @Nullable Resource<VirtualService> find(String namespace, String name) {
        Resource<?> found = resources.get(new ResourceRef(ResourceKind.VIRTUAL_SERVICE, namespace, name));
        return found != null && found.spec() instanceof VirtualService ? (Resource<VirtualService>) found : null;
    }

    private void merge(Rule root, Rule leaf, List<Rule> rules) {
        Optional<List<Condition>> conditions = MatchMerger.merge(root.conditions(), leaf.conditions());
        if (conditions.isEmpty()) {
            findings.warn(
                    Code.CONFLICT,
                    leaf.place().field("match"),
                    "A match cannot stand under any match of the root "
                            + root.source().ref() + " " + root.path() + "; the rule is left out.",
                    "Let every match of a delegate narrow a match of its root.");
            return;
        }
        if (leaf.route().delegate() != null) {
            findings.warn(
                    Code.INVALID,
                    leaf.place().field("delegate"),
                    "A delegate must not delegate; the rule is left out.",
                    "Write the rules into the first delegate.");
            return;
        }
        rules.add(new Rule(leaf.source(), leaf.path(), inherit(root, leaf.route()), conditions.get()));
    }

    private static HttpRoute inherit(Rule from, HttpRoute leaf) {
        HttpRoute root = from.route();
        return new HttpRoute(
                MatchMerger.joinNames(root.name(), leaf.name()),
                leaf.match(),
                leaf.route(),
                leaf.redirect(),
                or(leaf.directResponse(), root.directResponse()),
                null,
                or(leaf.rewrite(), root.rewrite()),
                or(leaf.timeout(), root.timeout()),
                or(leaf.retries(), root.retries()),
                or(leaf.fault(), root.fault()),
                leaf.mirror() != null ? leaf.mirror() : complete(root.mirror(), from.namespace()),
                leaf.mirrors().isEmpty() ? mirrors(root, from.namespace()) : leaf.mirrors(),
                or(leaf.mirrorPercent(), root.mirrorPercent()),
                or(leaf.mirrorPercentage(), root.mirrorPercentage()),
                or(leaf.corsPolicy(), root.corsPolicy()),
                or(leaf.headers(), root.headers()));
    }

    private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
        return first == null ? second : first;
    }

    /** An inherited destination keeps the namespace of its root. */
    private static @Nullable Destination complete(@Nullable Destination destination, String namespace) {
        return destination == null
                ? null
                : new Destination(
                        HostNames.complete(destination.host(), namespace), destination.subset(), destination.port());
    }

    private static List<HttpRoute.HttpMirrorPolicy> mirrors(HttpRoute root, String namespace) {
        return root.mirrors().stream()
                .map(mirror ->
                        new HttpRoute.HttpMirrorPolicy(complete(mirror.destination(), namespace), mirror.percentage()))
                .toList();
    }
}
