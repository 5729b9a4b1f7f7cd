package io.fairlead.routing.match;

import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.StringMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random routes and requests from the same few names and texts, so that they meet often. */
final class RandomRouting {
    private static final List<String> PATHS = List.of(
            "/",
            "",
            "/a",
            "/ab",
            "/a/b",
            "/a/b/c",
            "/A",
            "/a/",
            "/v1/model1",
            "/v1/model12",
            "/v2/model1",
            "/\u00e9",
            "/x",
            "/aaaa",
            "*",
            "/a/b/cd/model7/x");
    private static final List<String> PATTERNS = List.of(
            ".*",
            "/.*",
            "/a.*",
            "/v[0-9]+/model1",
            "/v[0-9]/model[0-9]*",
            "(?i)/A/B.*",
            "/(a|x)",
            "/[^/]+",
            "/[^/]+/b/.*",
            ".*model1.*",
            ".*/model7/.*",
            "(a|aa)*/a+",
            "/\\w+\\b/?",
            "/\u00e9",
            "/.",
            "a|b|",
            "(GET|PUT)",
            "a*",
            ".+1",
            "h.*",
            "(?i)K|s+",
            "/a/b|/v1/.*");
    private static final List<String> NAMES = List.of(
            "x", "y", "x-user", "end-user", ":method", ":authority", ":scheme", ":path", "host", "method", "z", "Z");
    private static final List<String> VALUES = List.of(
            "",
            "a",
            "b",
            "aa",
            "ab",
            "abc",
            "model1",
            "1",
            "GET",
            "PUT",
            "http",
            "a.example",
            "a.example:80",
            "/a?x=1",
            "\u00e9",
            "\u212a",
            "S",
            "KK",
            "x-model1-y");
    private static final List<String> PARAMETERS = List.of("x", "y", "X", "", "a", "\u00e9");

    private final Random random;

    RandomRouting(Random random) {
        this.random = random;
    }

    List<RouteMatch> matches() {
        // Mostly small tables, as they are easier to read when they fail; sometimes large enough for trees in trees.
        int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 120 : 12);
        List<RouteMatch> matches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            matches.add(match());
        }
        return matches;
    }

    /** A request that is sometimes made for one of the matches. */
    TestRequest request(List<RouteMatch> matches) {
        TestRequest request = new TestRequest(
                pick(List.of("GET", "PUT", "a")),
                pick(List.of("a.example", "a.example:80", "b", "")),
                target(),
                List.of(),
                chance(4));
        for (int i = random.nextInt(5); i > 0; i--) {
            request = request.with(lowerName(pick(NAMES)), TestRequest.bytesOf(pick(VALUES)));
        }
        return chance(2) ? made(request, pick(matches)) : request;
    }

    private TestRequest made(TestRequest base, RouteMatch match) {
        TestRequest request = base;
        for (HeaderMatcher header : match.headers()) {
            if (header.value() instanceof StringMatcher.Exact exact
                    && !header.name().startsWith(":")) {
                request = request.with(lowerName(header.name()), TestRequest.bytesOf(exact.value()));
            }
        }
        String path = request.path();
        if (match.path() instanceof PathMatcher.Exact exact) {
            path = TestRequest.bytesOf(exact.path());
        } else if (match.path() instanceof PathMatcher.Prefix prefix) {
            path = TestRequest.bytesOf(prefix.prefix() + (chance(2) ? "" : pick(VALUES)));
        }
        String query = request.target().substring(request.path().length());
        for (QueryMatcher parameter : match.queryParameters()) {
            String value = parameter.value() instanceof StringMatcher.Exact exact ? exact.value() : pick(VALUES);
            query = "?" + TestRequest.bytesOf(parameter.name() + "=" + value) + "&" + query.replace("?", "");
        }
        return new TestRequest(
                request.method(),
                request.authority(),
                path.replace("?", "") + query,
                request.headers(),
                request.secure());
    }

    private RouteMatch match() {
        List<HeaderMatcher> headers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(new HeaderMatcher(pick(NAMES), value(), chance(4)));
        }
        List<QueryMatcher> queries = new ArrayList<>();
        for (int i = random.nextInt(6) - 3; i > 0; i--) {
            queries.add(new QueryMatcher(pick(PARAMETERS), value()));
        }
        return new RouteMatch(path(), headers, queries);
    }

    private PathMatcher path() {
        return switch (random.nextInt(5)) {
            case 0 -> new PathMatcher.Exact(pick(PATHS), chance(3));
            case 1 -> new PathMatcher.Regex(pick(PATTERNS));
            case 2 -> PathMatcher.ANY;
            default -> new PathMatcher.Prefix(pick(PATHS), chance(3));
        };
    }

    private StringMatcher value() {
        return switch (random.nextInt(5)) {
            case 0 -> new StringMatcher.Present();
            case 1 -> new StringMatcher.Regex(pick(PATTERNS));
            case 2 -> new StringMatcher.Prefix(pick(VALUES));
            default -> new StringMatcher.Exact(pick(VALUES));
        };
    }

    private String target() {
        StringBuilder target = new StringBuilder(TestRequest.bytesOf(pick(PATHS)));
        target.append(chance(3) ? TestRequest.bytesOf(pick(VALUES)).replace("?", "") : "");
        target.append(chance(10) ? "\u00ff" : "");
        for (int i = random.nextInt(5) - 1; i > 0; i--) {
            target.append(target.indexOf("?") < 0 ? '?' : '&').append(TestRequest.bytesOf(pick(PARAMETERS)));
            target.append(chance(3) ? "" : "=" + TestRequest.bytesOf(pick(VALUES)));
        }
        return target.toString();
    }

    private static String lowerName(String name) {
        return name.equals("Z") ? "z" : name.startsWith(":") ? "a" : name;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
