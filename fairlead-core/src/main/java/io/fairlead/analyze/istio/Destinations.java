package io.fairlead.analyze.istio;

import io.fairlead.resource.Destination;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.HttpRoute.HttpRouteDestination;
import io.fairlead.resource.RouteDestination;
import io.fairlead.resource.VirtualService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The destinations of a VirtualService with the places where Istio points to them. */
final class Destinations {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private Destinations() {}

    /**
     * A destination that is named.
     *
     * @param path of its host
     * @param use what it is for
     */
    record Named(Destination destination, FieldPath path, Use use) {}

    /** What a destination is for. */
    enum Use {
        /** Requests and connections go there. */
        ROUTE,
        /** Copies of requests go there. */
        MIRROR
    }

    /** All of a VirtualService, of rules for TCP, TLS and HTTP, and then the mirrors. */
    static List<Named> of(VirtualService service) {
        List<Named> found = new ArrayList<>();
        for (int i = 0; i < service.tcp().size(); i++) {
            addAll(found, service.tcp().get(i).route(), SPEC.field("tcp").index(i));
        }
        for (int i = 0; i < service.tls().size(); i++) {
            addAll(found, service.tls().get(i).route(), SPEC.field("tls").index(i));
        }
        for (int i = 0; i < service.http().size(); i++) {
            List<HttpRouteDestination> route = service.http().get(i).route();
            for (int j = 0; j < route.size(); j++) {
                add(
                        found,
                        route.get(j).destination(),
                        routePath(SPEC.field("http").index(i), j));
            }
        }
        for (int i = 0; i < service.http().size(); i++) {
            addMirrors(found, service.http().get(i), SPEC.field("http").index(i));
        }
        return found;
    }

    /** The path of the host of a rule's destination. */
    static FieldPath routePath(FieldPath rule, int position) {
        return rule.field("route").index(position).field("destination").field("host");
    }

    private static void addAll(List<Named> found, List<RouteDestination> route, FieldPath rule) {
        for (int j = 0; j < route.size(); j++) {
            add(found, route.get(j).destination(), routePath(rule, j));
        }
    }

    private static void add(List<Named> found, @Nullable Destination destination, FieldPath path) {
        found.add(new Named(orEmpty(destination), path, Use.ROUTE));
    }

    private static void addMirrors(List<Named> found, HttpRoute route, FieldPath rule) {
        Destination mirror = route.mirror();
        if (mirror != null) {
            found.add(new Named(mirror, rule.field("mirror").field("host"), Use.MIRROR));
        }
        for (int j = 0; j < route.mirrors().size(); j++) {
            // Istio looks for the host beside the destination, does not find it, and points to the object's start.
            FieldPath path = rule.field("mirrors").index(j).field("host");
            found.add(new Named(orEmpty(route.mirrors().get(j).destination()), path, Use.MIRROR));
        }
    }

    private static Destination orEmpty(@Nullable Destination destination) {
        return destination == null ? new Destination("", "", null) : destination;
    }
}
