package io.fairlead.compile;

import io.fairlead.compile.base.Place;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import java.util.List;

/**
 * One HTTP rule as it takes effect: with what it inherits from a root, and with complete gateway names.
 *
 * @param source the VirtualService that holds the rule, which is the delegate where there is one; short names take its
 *     namespace
 * @param path of the rule in {@code source}
 * @param route everything but the conditions, which {@code conditions} has instead
 * @param conditions any of them; empty matches all
 */
record Rule(Resource<VirtualService> source, FieldPath path, HttpRoute route, List<Condition> conditions) {
    /** One element of a rule's {@code match}, and where it is written. */
    record Condition(HttpMatchRequest request, FieldPath path) {}

    /** A rule of a VirtualService, compiled for one place. */
    record Scope(ResolvedVirtualService service, Rule rule, BoundServer.Scope server) {}

    Rule {
        conditions = List.copyOf(conditions);
    }

    /** The namespace that completes short names. */
    String namespace() {
        return source.ref().namespace();
    }

    Place place() {
        return new Place(source, path);
    }

    /** What an overlay of weights calls the rule. */
    String label() {
        return route.name().isEmpty() ? "http[" + path.index() + "]" : route.name();
    }
}
