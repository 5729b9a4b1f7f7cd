package io.fairlead.compile;

import io.fairlead.compile.Rule.Condition;
import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.StringMatch;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.Viewpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Conditions on requests, and which of them are decided already by where they apply. Source: Istio {@code route.go}. */
public final class MatchCompiler {
    private static final StringMatcher PRESENT = new StringMatcher.Present();
    private static final String CLAIMS = "@request.auth.claims";

    private final Viewpoint viewpoint;
    private final Findings findings;

    MatchCompiler(Viewpoint viewpoint, Findings findings) {
        this.viewpoint = viewpoint;
        this.findings = findings;
    }

    /** Whether every request satisfies it, so that nothing behind it is reached. Other expressions do not count. */
    static boolean isCatchAll(RouteMatch match) {
        if (!match.headers().isEmpty() || !match.queryParameters().isEmpty()) {
            return false;
        }
        return match.path() instanceof PathMatcher.Prefix prefix
                        && prefix.prefix().equals("/")
                || match.path() instanceof PathMatcher.Regex regex
                        && regex.pattern().equals(".*");
    }

    /** Whether a condition can hold at all for requests that come to this place. */
    boolean appliesTo(HttpMatchRequest request, BoundServer.Scope scope) {
        if (request.port() != 0 && request.port() != scope.port()) {
            return false;
        }
        if (!request.gateways().isEmpty()) {
            // A list of gateways switches the tests of the source off.
            return request.gateways().contains(scope.gateway());
        }
        return viewpoint.labels().entrySet().containsAll(request.sourceLabels().entrySet())
                && (request.sourceNamespace().isEmpty()
                        || request.sourceNamespace().equals(viewpoint.namespace()));
    }

    /** What a request must satisfy; empty if none ever will. */
    Optional<RouteMatch> compile(Condition condition, Rule rule) {
        HttpMatchRequest request = condition.request();
        Place place = new Place(rule.source(), condition.path());
        if (!request.statPrefix().isEmpty()) {
            findings.notServed(place.field("statPrefix"), "A prefix for statistics", "It has no effect.");
        }
        boolean never = asksForClaims(place.field("headers"), request.headers());
        never |= asksForClaims(place.field("withoutHeaders"), request.withoutHeaders());
        if (never) {
            return Optional.empty();
        }
        return Optional.of(conditions(request));
    }

    /** The conditions on a request itself, without those on where it comes from. */
    public static RouteMatch conditions(HttpMatchRequest request) {
        return new RouteMatch(
                path(request.uri(), request.ignoreUriCase()), headers(request), queryParameters(request.queryParams()));
    }

    private boolean asksForClaims(Place place, Map<String, StringMatch> headers) {
        boolean found = false;
        for (String name : new TreeMap<>(headers).keySet()) {
            if (name.toLowerCase(Locale.ROOT).startsWith(CLAIMS)) {
                findings.notServed(
                        place.field(name),
                        "Routing by the claims of a token",
                        "No request takes this match; route by a header instead.");
                found = true;
            }
        }
        return found;
    }

    private static PathMatcher path(@Nullable StringMatch uri, boolean ignoreCase) {
        if (uri instanceof StringMatch.Exact exact) {
            return new PathMatcher.Exact(exact.exact(), ignoreCase);
        }
        if (uri instanceof StringMatch.Regex regex) {
            return new PathMatcher.Regex(regex.regex());
        }
        String prefix = uri instanceof StringMatch.Prefix written ? written.prefix() : "/";
        return prefix.equals("/") && !ignoreCase ? PathMatcher.ANY : new PathMatcher.Prefix(prefix, ignoreCase);
    }

    private static List<HeaderMatcher> headers(HttpMatchRequest request) {
        List<HeaderMatcher> matchers = new ArrayList<>();
        request.headers().forEach((name, match) -> matchers.add(header(name, match, false)));
        request.withoutHeaders().forEach((name, match) -> matchers.add(header(name, match, true)));
        matchers.sort(Comparator.comparing(HeaderMatcher::name).thenComparing(HeaderMatcher::inverted));
        addPseudoHeader(":method", request.method(), matchers);
        addPseudoHeader(":authority", request.authority(), matchers);
        addPseudoHeader(":scheme", request.scheme(), matchers);
        return matchers;
    }

    private static HeaderMatcher header(String name, StringMatch match, boolean inverted) {
        String lower = name.toLowerCase(Locale.ROOT);
        // Host and authority are the same thing, whatever the request calls it.
        return new HeaderMatcher(lower.equals("host") ? ":authority" : lower, text(match), inverted);
    }

    private static void addPseudoHeader(String name, @Nullable StringMatch match, List<HeaderMatcher> matchers) {
        if (match != null) {
            matchers.add(new HeaderMatcher(name, text(match), false));
        }
    }

    private static List<QueryMatcher> queryParameters(Map<String, StringMatch> parameters) {
        List<QueryMatcher> matchers = new ArrayList<>(parameters.size());
        parameters.forEach((name, match) -> matchers.add(new QueryMatcher(name, text(match))));
        matchers.sort(Comparator.comparing(QueryMatcher::name));
        return matchers;
    }

    /** A test of a header, parameter or pseudo-header. The expression {@code *} stands for presence, as in Istio. */
    static StringMatcher text(StringMatch match) {
        if (match instanceof StringMatch.Exact exact) {
            return new StringMatcher.Exact(exact.exact());
        }
        if (match instanceof StringMatch.Prefix prefix) {
            return new StringMatcher.Prefix(prefix.prefix());
        }
        if (match instanceof StringMatch.Regex regex && !regex.regex().equals("*")) {
            return new StringMatcher.Regex(regex.regex());
        }
        return PRESENT;
    }
}
