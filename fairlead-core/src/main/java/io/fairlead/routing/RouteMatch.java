package io.fairlead.routing;

import java.util.List;

/** What a request must satisfy to take a route: all of it. */
public record RouteMatch(PathMatcher path, List<HeaderMatcher> headers, List<QueryMatcher> queryParameters) {
    /** Satisfied by every request. */
    public static final RouteMatch ANY = new RouteMatch(PathMatcher.ANY, List.of(), List.of());

    public RouteMatch {
        headers = List.copyOf(headers);
        queryParameters = List.copyOf(queryParameters);
    }
}
