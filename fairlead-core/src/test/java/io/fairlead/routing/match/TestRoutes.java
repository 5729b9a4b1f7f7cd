package io.fairlead.routing.match;

import io.fairlead.resource.Bytes;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Route tables for tests. Routes are named by their place: {@code 0}, {@code 1} and so on. */
final class TestRoutes {
    private TestRoutes() {}

    static VirtualHost host(List<String> domains, List<RouteMatch> matches) {
        List<RouteEntry> routes = new ArrayList<>();
        for (RouteMatch match : matches) {
            routes.add(new RouteEntry(
                    String.valueOf(routes.size()),
                    match,
                    new RouteAction.DirectResponse(200, Bytes.EMPTY),
                    HeaderMutations.NONE,
                    Map.of(),
                    new RouteEntry.Origin(
                            new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "default", "test"), FieldPath.ROOT, "test")));
        }
        return new VirtualHost(domains.get(0), domains, VirtualHost.TlsRequirement.NONE, routes);
    }

    static RouteIndex<String> index(RouteMatch... matches) {
        return RouteIndex.of(
                new RouteTable("test", List.of(host(List.of("*"), List.of(matches)))), (host, route) -> route.name());
    }

    /** The name of the chosen route; null if there is none. */
    static @Nullable String select(RouteIndex<String> index, TestRequest request) {
        HostRoutes<String> host = index.host(request.view());
        return host == null ? null : host.select(request.view());
    }

    static boolean matches(RouteMatch match, TestRequest request) {
        return select(index(match), request) != null;
    }

    static RouteMatch path(PathMatcher path) {
        return new RouteMatch(path, List.of(), List.of());
    }

    static RouteMatch prefix(String prefix) {
        return path(new PathMatcher.Prefix(prefix, false));
    }

    static RouteMatch exact(String path) {
        return path(new PathMatcher.Exact(path, false));
    }

    static RouteMatch regex(String pattern) {
        return path(new PathMatcher.Regex(pattern));
    }

    static RouteMatch header(String name, StringMatcher value) {
        return new RouteMatch(PathMatcher.ANY, List.of(new HeaderMatcher(name, value, false)), List.of());
    }

    static RouteMatch without(String name, StringMatcher value) {
        return new RouteMatch(PathMatcher.ANY, List.of(new HeaderMatcher(name, value, true)), List.of());
    }

    static RouteMatch query(String name, StringMatcher value) {
        return new RouteMatch(PathMatcher.ANY, List.of(), List.of(new QueryMatcher(name, value)));
    }
}
