package io.fairlead.routing.overlay;

import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.RouteEntry;

/**
 * One HTTP rule of a VirtualService, which is several routes: one for each of its matches, at each gateway.
 *
 * @param virtualService the object that holds the rule, the delegate where there is one
 * @param rule the rule's name, or {@code http[<position from 0>]} if it has none; all rules of the same name are meant
 */
public record RouteRule(ResourceRef virtualService, String rule) {
    /** The rule that a route comes from. */
    public static RouteRule of(RouteEntry.Origin origin) {
        return new RouteRule(origin.resource(), origin.rule());
    }

    @Override
    public String toString() {
        return virtualService + " " + rule;
    }
}
