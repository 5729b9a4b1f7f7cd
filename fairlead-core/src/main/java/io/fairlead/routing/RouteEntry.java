package io.fairlead.routing;

import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceRef;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One route of a virtual host: one match of one rule of a VirtualService, or what holds where there is none.
 *
 * @param name as Envoy logs it: {@code rule}, {@code rule.match} or {@code .match}; "" if neither has a name
 * @param headers the route level's changes; of a single destination they hold the destination's, after the route's
 * @param responseStatus response status codes to replace, by the {@code fairlead.io/response-status} annotation
 * @param origin where it was written; null if nobody wrote it: the route of a service without a VirtualService, and that of
 *     unknown hosts
 */
public record RouteEntry(
        String name,
        RouteMatch match,
        RouteAction action,
        HeaderMutations headers,
        Map<Integer, Integer> responseStatus,
        @Nullable Origin origin) {
    /**
     * The object and the field that a route comes from.
     *
     * @param rule what an {@link Overlay} calls the rule: its name, or {@code http[<position from 0>]} if it has none
     */
    public record Origin(ResourceRef resource, FieldPath path, String rule) {}

    public RouteEntry {
        responseStatus = Map.copyOf(responseStatus);
    }
}
