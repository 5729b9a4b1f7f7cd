package io.fairlead.simulate.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.Listener;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.simulate.SampleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoutingComparisonTest {
    private static final StringMatcher PRESENT = new StringMatcher.Present();

    private static RouteEntry route(RouteMatch match, int answer) {
        return entry(match, new RouteAction.DirectResponse(answer, Bytes.EMPTY));
    }

    private static RouteEntry entry(RouteMatch match, RouteAction action) {
        return new RouteEntry("", match, action, HeaderMutations.NONE, Map.of(), null);
    }

    private static RouteEntry to(long... weights) {
        List<WeightedDestination> destinations = new ArrayList<>();
        for (long weight : weights) {
            destinations.add(new WeightedDestination("c" + destinations.size(), weight, HeaderMutations.NONE, null));
        }
        return entry(RouteMatch.ANY, new RouteAction.Forward(destinations, null, null));
    }

    private static RouteMatch path(PathMatcher path) {
        return new RouteMatch(path, List.of(), List.of());
    }

    private static RouteMatch prefix(String prefix) {
        return path(new PathMatcher.Prefix(prefix, false));
    }

    private static RouteMatch header(String name, StringMatcher value, boolean inverted) {
        return new RouteMatch(PathMatcher.ANY, List.of(new HeaderMatcher(name, value, inverted)), List.of());
    }

    private static RoutingSnapshot routing(RouteEntry... routes) {
        return hosts(new VirtualHost("a:80", List.of("a.test"), VirtualHost.TlsRequirement.NONE, List.of(routes)));
    }

    private static RoutingSnapshot hosts(VirtualHost... hosts) {
        return new RoutingSnapshot(
                1, List.of(Listener.http("0.0.0.0", 80, new RouteTable("http.80", List.of(hosts)))), Map.of());
    }

    @Test
    void theSameRoutesUnderOtherNamesAreProvedEqual() {
        RoutingSnapshot one = routing(route(prefix("/a"), 200), to(1, 1));
        RouteEntry named = new RouteEntry(
                "named",
                prefix("/a"),
                new RouteAction.DirectResponse(200, Bytes.EMPTY),
                HeaderMutations.NONE,
                Map.of(),
                null);
        assertThat(RoutingComparison.compare(one, routing(named, to(50, 50))).isProvedEqual())
                .isTrue();
    }

    @Test
    void anotherOrderOfRoutesThatShareNoRequestIsProvedEqual() {
        RoutingSnapshot one = routing(route(prefix("/a"), 200), route(prefix("/b"), 201), to(1));
        RoutingSnapshot other = routing(route(prefix("/b"), 201), route(prefix("/a"), 200), to(1));
        assertThat(RoutingComparison.compare(one, other).isProvedEqual()).isTrue();
    }

    @Test
    void aRouteThatOthersCoverMakesNoDifference() {
        RoutingSnapshot one = routing(
                route(header("x", PRESENT, false), 200),
                route(header("x", PRESENT, true), 200),
                route(prefix("/z"), 500));
        RoutingSnapshot other = routing(route(RouteMatch.ANY, 200));
        assertThat(RoutingComparison.compare(one, other).isProvedEqual()).isTrue();
    }

    @Test
    void changedWeightsAndDestinationsAreToldApart() {
        RoutingDiff weights = RoutingComparison.compare(routing(to(9, 1)), routing(to(5, 5)));
        assertThat(weights.changes()).hasSize(1);
        assertThat(weights.changes().get(0).aspects()).containsExactly(RoutingDiff.Aspect.WEIGHT);
        assertThat(weights.changes().get(0).example().authority()).isEqualTo("a.test");
        assertThat(weights.certainty()).isEqualTo(RoutingDiff.Certainty.PROVED);
        RoutingDiff other = RoutingComparison.compare(routing(to(1)), routing(route(RouteMatch.ANY, 200)));
        assertThat(other.changes().get(0).aspects()).contains(RoutingDiff.Aspect.DESTINATION);
    }

    @Test
    void eachPairOfRoutesIsOneClassWithAnExample() {
        RoutingSnapshot one = routing(route(prefix("/a"), 200), to(1));
        RoutingSnapshot other = routing(route(prefix("/a/b"), 201), to(1));
        RoutingDiff diff = RoutingComparison.compare(one, other);
        assertThat(diff.changes())
                .extracting(change -> change.example().target())
                .containsExactlyInAnyOrder("/a/b", "/a");
    }

    @Test
    void hostsThatComeAndGoAreFound() {
        VirtualHost wild = new VirtualHost(
                "w", List.of("*.test"), VirtualHost.TlsRequirement.NONE, List.of(route(RouteMatch.ANY, 200)));
        VirtualHost exact = new VirtualHost(
                "e", List.of("b.test"), VirtualHost.TlsRequirement.NONE, List.of(route(RouteMatch.ANY, 201)));
        RoutingDiff diff = RoutingComparison.compare(hosts(wild), hosts(wild, exact));
        assertThat(diff.changes())
                .extracting(change -> change.example().authority())
                .containsExactly("b.test");
        assertThat(RoutingComparison.compare(hosts(wild), RoutingSnapshot.EMPTY).changes())
                .isNotEmpty();
    }

    @Test
    void expressionsThatStayAreNoObstacleToAProof() {
        RouteMatch regex = path(new PathMatcher.Regex("/v[0-9]+/.*"));
        RoutingSnapshot one = routing(route(regex, 200), route(prefix("/b"), 201), route(prefix("/c"), 202));
        RoutingSnapshot other = routing(route(regex, 200), route(prefix("/c"), 202), route(prefix("/b"), 201));
        assertThat(RoutingComparison.compare(one, other).isProvedEqual()).isTrue();
    }

    @Test
    void whereAnExpressionDecidesNothingIsClaimed() {
        RoutingSnapshot one = routing(route(path(new PathMatcher.Regex("/[ab]{2}q")), 200), to(1));
        RoutingSnapshot other = routing(route(path(new PathMatcher.Regex("/(aa|ab|ba|bb)q")), 200), to(1));
        RoutingDiff diff = RoutingComparison.compare(one, other);
        assertThat(diff.isProvedEqual()).isFalse();
        assertThat(diff.changes()).isEmpty();
        assertThat(diff.certainty()).isEqualTo(RoutingDiff.Certainty.NOT_PROVED);
    }

    /** 400 pairs of small routings, each with 50 requests made of the texts in their conditions. Fixed seeds. */
    @Test
    void agreesWithSampledRequests() {
        int proved = 0;
        int changed = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            RoutingSnapshot before = random(random);
            RoutingSnapshot after = random.nextInt(3) == 0 ? shuffled(before, random) : random(random);
            RoutingDiff diff = RoutingComparison.compare(before, after);
            for (RoutingDiff.Change change : diff.changes()) {
                assertThat(differs(before, after, change.example()))
                        .as("seed %d: %s", seed, change)
                        .isTrue();
                assertThat(change.aspects()).as("seed %d", seed).isNotEmpty();
            }
            for (int i = 0; i < 50; i++) {
                SampleRequest request = request(random);
                boolean claimed = diff.isProvedEqual();
                assertThat(claimed && differs(before, after, request))
                        .as("seed %d: proved equal, but %s differs", seed, request)
                        .isFalse();
                if (diff.certainty() == RoutingDiff.Certainty.PROVED && differs(before, after, request)) {
                    assertThat(diff.changes())
                            .as("seed %d: %s is in no class", seed, request)
                            .isNotEmpty();
                }
            }
            proved += diff.isProvedEqual() ? 1 : 0;
            changed += diff.changes().isEmpty() ? 0 : 1;
        }
        assertThat(proved).as("pairs proved equal").isGreaterThan(10);
        assertThat(changed).as("pairs with changes").isGreaterThan(100);
    }

    private static boolean differs(RoutingSnapshot before, RoutingSnapshot after, SampleRequest request) {
        return !RoutingComparison.effect(before, before.listeners().get(0), request)
                .equals(RoutingComparison.effect(after, after.listeners().get(0), request));
    }

    private static final List<String> PATHS = List.of("/", "/a", "/ab", "/a/b", "/b", "/A");
    private static final List<String> VALUES = List.of("", "a", "ab", "b", "aa");
    private static final List<String> HEADERS = List.of("x", "y", ":method", ":authority");

    private static RoutingSnapshot random(Random random) {
        List<RouteEntry> routes = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            List<HeaderMatcher> headers = new ArrayList<>();
            while (random.nextInt(3) == 0) {
                String name = HEADERS.get(random.nextInt(random.nextInt(4) == 0 ? 4 : 3));
                headers.add(new HeaderMatcher(name, value(random), random.nextInt(4) == 0));
            }
            List<QueryMatcher> queries =
                    random.nextInt(4) == 0 ? List.of(new QueryMatcher("q", value(random))) : List.of();
            routes.add(route(new RouteMatch(path(random), headers, queries), 200 + random.nextInt(3)));
        }
        return routing(routes.toArray(new RouteEntry[0]));
    }

    private static RoutingSnapshot shuffled(RoutingSnapshot routing, Random random) {
        Listener.Content.Http http = (Listener.Content.Http)
                routing.listeners().get(0).chains().get(0).content();
        List<RouteEntry> routes =
                new ArrayList<>(http.routes().virtualHosts().get(0).routes());
        java.util.Collections.shuffle(routes, random);
        return routing(routes.toArray(new RouteEntry[0]));
    }

    private static PathMatcher path(Random random) {
        String text = PATHS.get(random.nextInt(PATHS.size()));
        return switch (random.nextInt(8)) {
            case 0, 1 -> PathMatcher.ANY;
            case 2, 3 -> new PathMatcher.Exact(text, false);
            case 4 -> new PathMatcher.Prefix(text, true);
            case 5 -> random.nextBoolean() ? new PathMatcher.Regex("/a.*") : new PathMatcher.Prefix(text, false);
            default -> new PathMatcher.Prefix(text, false);
        };
    }

    private static StringMatcher value(Random random) {
        String text = VALUES.get(random.nextInt(VALUES.size()));
        return switch (random.nextInt(6)) {
            case 0 -> PRESENT;
            case 1, 2 -> new StringMatcher.Exact(text);
            case 3 -> new StringMatcher.Regex("a|b");
            default -> new StringMatcher.Prefix(text.isEmpty() ? "a" : text);
        };
    }

    private static SampleRequest request(Random random) {
        String target = PATHS.get(random.nextInt(PATHS.size())) + (random.nextInt(3) == 0 ? "b" : "");
        if (random.nextBoolean()) {
            target += "?q=" + VALUES.get(random.nextInt(VALUES.size()));
        }
        List<SampleRequest.Header> headers = new ArrayList<>();
        while (random.nextInt(5) > 1) {
            headers.add(new SampleRequest.Header(
                    HEADERS.get(random.nextInt(2)), VALUES.get(random.nextInt(VALUES.size()))));
        }
        String method = random.nextBoolean() ? "GET" : "ab" + VALUES.get(random.nextInt(VALUES.size()));
        String authority = random.nextInt(4) == 0 ? "A.test:80" : "a.test";
        return new SampleRequest(method, authority, target, headers, false);
    }
}
