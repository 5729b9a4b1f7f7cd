package io.fairlead.routing.match;

import static io.fairlead.routing.match.TestRequest.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.StringMatcher;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The number of routes that are tried for a request, and the bytes that choosing allocates. */
class RouteIndexGrowthTest {
    private static final StringMatcher PRESENT = new StringMatcher.Present();

    /**
     * A way to write many routes.
     *
     * @param request a request that takes the route with this number
     */
    record Shape(String name, IntFunction<RouteMatch> route, IntFunction<TestRequest> request) {
        List<RouteMatch> routes(int count) {
            List<RouteMatch> routes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                routes.add(route.apply(i));
            }
            return routes;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Shape> shapes() {
        return List.of(
                new Shape("exact path", i -> TestRoutes.exact("/api/model" + i), i -> get("h", "/api/model" + i)),
                new Shape(
                        "distinct prefix",
                        i -> TestRoutes.prefix("/api/model" + i + "/"),
                        i -> get("h", "/api/model" + i + "/chat")),
                new Shape(
                        "folded prefix",
                        i -> TestRoutes.path(new PathMatcher.Prefix("/API/Model" + i + "/", true)),
                        i -> get("h", "/api/MODEL" + i + "/chat")),
                new Shape(
                        "same prefix and header",
                        i -> with("/", "x-model", new StringMatcher.Exact("m" + i)),
                        i -> get("h", "/x").with("x-model", "m" + i)),
                new Shape(
                        "prefix and header",
                        i -> with("/api/" + i + "/", "x-model", new StringMatcher.Exact("m" + i)),
                        i -> get("h", "/api/" + i + "/x").with("x-model", "m" + i)),
                new Shape(
                        "grid of paths and tenants",
                        i -> with("/service" + i / 71 + "/", "x-tenant", new StringMatcher.Exact("t" + i % 71)),
                        i -> get("h", "/service" + i / 71 + "/x").with("x-tenant", "t" + i % 71)),
                new Shape(
                        "grid of method path and header",
                        i -> new RouteMatch(
                                new PathMatcher.Exact("/r" + i / 4 % 40, false),
                                List.of(
                                        new HeaderMatcher(":method", new StringMatcher.Exact("M" + i % 4), false),
                                        new HeaderMatcher("x", new StringMatcher.Exact("v" + i / 160), false)),
                                List.of()),
                        i -> get("h", "/r" + i / 4 % 40).method("M" + i % 4).with("x", "v" + i / 160)),
                new Shape(
                        "header prefix",
                        i -> with("/", "x-model", new StringMatcher.Prefix("m" + i + "-")),
                        i -> get("h", "/x").with("x-model", "m" + i + "-v1")),
                new Shape(
                        "header regex",
                        i -> with("/", "user-agent", new StringMatcher.Regex(".*agent" + i + "/[0-9]+.*")),
                        i -> get("h", "/x").with("user-agent", "Mozilla agent" + i + "/12 (x)")),
                new Shape(
                        "header name",
                        i -> with("/", "x-" + i, PRESENT),
                        i -> get("h", "/x").with("x-" + i, "")),
                new Shape(
                        "query",
                        i -> TestRoutes.query("model", new StringMatcher.Exact("m" + i)),
                        i -> get("h", "/?a=b&model=m" + i + "&c")),
                new Shape("regex end", i -> TestRoutes.regex("/v[0-9]+/model" + i), i -> get("h", "/v12/model" + i)),
                new Shape(
                        "regex middle",
                        i -> TestRoutes.regex("/v[0-9]+/model" + i + "/.*"),
                        i -> get("h", "/v12/model" + i + "/chat")),
                new Shape(
                        "regex folded", i -> TestRoutes.regex("(?i)/v[0-9]+/task" + i), i -> get("h", "/V12/TASK" + i)),
                new Shape(
                        "regex choice",
                        i -> TestRoutes.regex("/(a" + i + "|b" + i + ")/.*"),
                        i -> get("h", "/b" + i + "/chat")),
                new Shape(
                        "nested prefix longest first",
                        i -> with("/a".repeat(5_001 - i), "x", new StringMatcher.Exact("m" + i)),
                        i -> get("h", "/a".repeat(5_001)).with("x", "m" + i)));
    }

    private static RouteMatch with(String prefix, String header, StringMatcher value) {
        return new RouteMatch(
                new PathMatcher.Prefix(prefix, false), List.of(new HeaderMatcher(header, value, false)), List.of());
    }

    /** Holds always, and counts how often it is asked: once for each route that is tried. */
    private static final class Counter extends Condition {
        private int asked;

        Counter() {
            super("counter");
        }

        @Override
        boolean holds(RequestView request) {
            asked++;
            return true;
        }
    }

    /** Routes that note when they are tried. */
    private static final class CountedRoutes {
        private final Counter counter = new Counter();
        private final RouteTree tree;

        CountedRoutes(List<RouteMatch> routes) {
            tree = RouteTree.of(routes.stream()
                    .map(route -> RouteMatcher.of(route).after(counter))
                    .toArray(RouteMatcher[]::new));
        }

        /** How many routes are tried to find the {@code expected} one. */
        int tries(TestRequest request, int expected) {
            counter.asked = 0;
            assertThat(tree.select(request.view())).isEqualTo(expected);
            return counter.asked;
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void ofFiveThousandRoutesOneIsTriedOrAsManyAsShareABucket(Shape shape) {
        CountedRoutes ten = new CountedRoutes(shape.routes(10));
        CountedRoutes many = new CountedRoutes(shape.routes(5_000));
        assertThat(ten.tries(shape.request.apply(9), 9)).isLessThan(RouteTree.MIN_TO_SPLIT);
        assertThat(many.tries(shape.request.apply(4_999), 4_999)).isLessThan(RouteTree.MIN_TO_SPLIT);
        TestRequest other = get("h", "/nothing?like=it").with("y", "z");
        assertThat(ten.tries(other, -1)).isZero();
        assertThat(many.tries(other, -1)).isZero();
    }

    @Test
    void repeatedParametersAndLinesDoNotRepeatTrials() {
        List<RouteMatch> routes = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            routes.add(TestRoutes.header("x", new StringMatcher.Regex(".*" + "a".repeat(i) + ".*[0-9]")));
        }
        TestRequest request = get("h", "/?" + "q=1&".repeat(2_000));
        for (int i = 0; i < 100; i++) {
            request = request.with("x", "a".repeat(100));
        }
        assertThat(new CountedRoutes(routes).tries(request, -1)).isEqualTo(20);
        RouteMatch parameterToo = new RouteMatch(
                PathMatcher.ANY,
                List.of(new HeaderMatcher("x", new StringMatcher.Regex("[0-9]+"), false)),
                List.of(new QueryMatcher("q", new StringMatcher.Exact("1"))));
        assertThat(new CountedRoutes(List.of(parameterToo, parameterToo, parameterToo)).tries(request, -1))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void choosingAllocatesNothing(Shape shape) {
        RouteIndex<String> index = RouteIndex.of(
                new RouteTable("t", List.of(TestRoutes.host(List.of("h"), shape.routes(200)))),
                (host, route) -> route.name());
        RequestView view = shape.request.apply(199).view();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        select(index, view, 20_000);
        long before = threads.getThreadAllocatedBytes(thread);
        select(index, view, 20_000);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        // Asking costs a few bytes itself; one byte for each choice would be 20,000.
        assertThat(allocated).isLessThan(5_000);
    }

    private static void select(RouteIndex<String> index, RequestView view, int times) {
        for (int i = 0; i < times; i++) {
            HostRoutes<String> host = index.host(view);
            if (host == null || !"199".equals(host.select(view))) {
                throw new AssertionError("not the last route");
            }
        }
    }
}
