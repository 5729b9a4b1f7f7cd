package io.fairlead.routing.match;

import io.fairlead.routing.MatchScratch;
import io.fairlead.routing.RequestView;
import org.jspecify.annotations.Nullable;

/** Routes that are filed together: tried one by one, or, where they are many, found by what else they ask for. */
final class Bucket {
    /** This bucket's number within its tree. */
    private final int place;
    /** The lowest route number inside. */
    private final int first;
    /** Ascending. */
    private final int[] routes;

    private final RouteMatcher[] matchers;
    private final @Nullable RouteNode below;

    /** {@code matchers} are those of all routes, by number; {@code below} replaces the trial one by one. */
    Bucket(int place, int[] routes, RouteMatcher[] matchers, @Nullable RouteNode below) {
        this.place = place;
        this.first = routes[0];
        this.routes = routes;
        this.below = below;
        this.matchers = new RouteMatcher[routes.length];
        for (int i = 0; i < routes.length; i++) {
            this.matchers[i] = matchers[routes[i]];
        }
    }

    int first() {
        return first;
    }

    /** Looks for a match that comes before the best so far; false if this bucket was looked at for this request before. */
    boolean search(RequestView request) {
        MatchScratch scratch = request.matchScratch();
        if (!scratch.enter(place)) {
            return false;
        }
        int best = scratch.best();
        if (below != null) {
            if (first < best) {
                below.search(request);
            }
            return true;
        }
        for (int i = 0; i < routes.length && routes[i] < best; i++) {
            if (matchers[i].matches(request)) {
                scratch.best(routes[i]);
                return true;
            }
        }
        return true;
    }
}
