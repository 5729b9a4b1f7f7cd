package io.fairlead.validate;

import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.HttpRoute.HttpRouteDestination;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HeaderRules;
import java.util.List;

/** Rules on HTTP rules. Source: Istio {@code validateHTTPRoute}. */
final class HttpRouteRules {
    /** What kind of VirtualService a rule is in. */
    enum Level {
        /** One with hosts. */
        ROOT,
        /** One without hosts. */
        DELEGATE
    }

    private HttpRouteRules() {}

    static void check(Field field, HttpRoute route, Level level) {
        conflicts(field, route, level);
        for (int i = 0; i < route.match().size(); i++) {
            HttpMatchRules.check(field.field("match").index(i), route.match().get(i));
        }
        HeaderRules.operations(field.field("headers"), route.headers());
        HttpPolicyRules.check(field, route);
        HttpAnswerRules.redirect(field, route);
        HttpAnswerRules.directResponse(field.field("directResponse"), route.directResponse());
        HttpAnswerRules.rewrite(field.field("rewrite"), route.rewrite());
        HeaderRules.authorityOnce(field, route.rewrite(), route.headers());
        destinations(field.field("route"), route.route());
        CommonRules.duration(field.field("timeout"), route.timeout());
    }

    private static void conflicts(Field field, HttpRoute route, Level level) {
        if (route.delegate() != null) {
            delegateConflicts(field, route, level);
            return;
        }
        if (route.redirect() != null) {
            exclusive(field.field("redirect"), route.redirect() != null, "a redirect", route);
            if (route.directResponse() != null) {
                field.field("redirect").error("A redirect excludes a direct response.", "Remove one of the two.");
            }
        } else if (route.directResponse() != null) {
            exclusive(field.field("directResponse"), route.directResponse() != null, "a direct response", route);
        } else if (route.route().isEmpty()) {
            field.error("The rule does nothing.", "Write route, redirect, directResponse or delegate.");
        }
        if (route.mirror() != null && !route.mirrors().isEmpty()) {
            field.field("mirror").error("mirror and mirrors exclude each other.", "Remove one of the two.");
        }
    }

    private static void delegateConflicts(Field field, HttpRoute route, Level level) {
        if (level == Level.DELEGATE) {
            field.field("delegate")
                    .error("A delegate (a VirtualService without hosts) cannot delegate.", "Write the rules here.");
            return;
        }
        if (route.redirect() != null) {
            field.field("redirect").error("A rule with a delegate has no redirect.", "Move it to the delegate.");
        }
        if (!route.route().isEmpty()) {
            field.field("route").error("A rule with a delegate has no route.", "Move it to the delegate.");
        }
    }

    private static void exclusive(Field field, boolean answers, String what, HttpRoute route) {
        if (answers && !route.route().isEmpty()) {
            field.error("A rule with " + what + " has no route.", "Remove one of the two.");
        }
        if (answers && route.fault() != null) {
            field.error("A rule with " + what + " has no fault.", "Remove one of the two.");
        }
        if (answers && route.rewrite() != null) {
            field.error("A rule with " + what + " has no rewrite.", "Remove one of the two.");
        }
    }

    private static void destinations(Field field, List<HttpRouteDestination> destinations) {
        long total = 0;
        for (int i = 0; i < destinations.size(); i++) {
            HttpRouteDestination each = destinations.get(i);
            Field at = field.index(i);
            if (each.destination() == null) {
                at.field("destination").error("There is no destination.", "Write the host to send requests to.");
            }
            CommonRules.destination(at.field("destination").unlessConverted("route"), each.destination());
            CommonRules.notNegative(at.field("weight"), each.weight());
            HeaderRules.operations(at.field("headers"), each.headers());
            total += each.weight();
        }
        // Istio adds in 32 bits, and so refuses a sum that wraps to 0 there.
        if (destinations.size() > 1 && (int) total == 0) {
            field.error("The weights add up to 0.", "Give at least one destination a weight.");
        }
    }
}
