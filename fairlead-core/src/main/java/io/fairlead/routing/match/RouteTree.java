package io.fairlead.routing.match;

import io.fairlead.routing.MatchScratch;
import io.fairlead.routing.RequestView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decision structure of one virtual host.
 *
 * <p>Most routes ask for something that few others ask for: a path, a header's value. Each route is filed once, under that
 * of its conditions which the fewest routes share (an "access predicate", as content-based publish/subscribe calls it). A
 * request looks up its own path, header lines and query parameters, and tries only the routes it finds so. Where many
 * routes share even their rarest condition, those routes form a tree of their own by their other conditions, so that a grid
 * of 70 paths by 70 tenants is found in two steps.
 *
 * <p>A route found this way is still tried with all its conditions: a predicate need only be necessary. The result is the
 * match with the lowest number, whatever the order of visits; what cannot come before the best match so far is passed over.
 *
 * <p>What a hostile request can cost is bounded by its own size: hash tables and tries hold keys of the configuration only,
 * and no bucket is searched twice for one request. Routes that can only be told apart by trying (regexes without any fixed
 * text, inverted conditions alone) are tried one by one. Measurements: {@code docs/decisions/0006-route-index.md}.
 */
final class RouteTree {
    /** Fewer routes than this are tried one by one. */
    static final int MIN_TO_SPLIT = 5;

    private final RouteNode root;
    private final int buckets;

    private RouteTree(RouteNode root, int buckets) {
        this.root = root;
        this.buckets = buckets;
    }

    /** The tree of routes, numbered as in {@code matchers}. */
    static RouteTree of(RouteMatcher[] matchers) {
        Builder builder = new Builder(matchers);
        List<Filed> routes = new ArrayList<>();
        for (int i = 0; i < matchers.length; i++) {
            routes.add(new Filed(i, matchers[i].predicates()));
        }
        RouteNode root = builder.node(routes);
        return new RouteTree(root, builder.buckets);
    }

    /** The number of the first route that the request satisfies, or -1. */
    int select(RequestView request) {
        MatchScratch scratch = request.matchScratch();
        scratch.start(buckets);
        root.search(request);
        return scratch.best() == Integer.MAX_VALUE ? -1 : scratch.best();
    }

    /** A route with the predicates by which it is not filed yet. */
    private record Filed(int number, List<Predicate> predicates) {
        Filed {
            predicates = List.copyOf(predicates);
        }

        Filed without(Predicate predicate) {
            List<Predicate> left = new ArrayList<>(predicates);
            left.remove(predicate);
            return new Filed(number, left);
        }
    }

    /** A kind of lookup. */
    private record Lookup(Predicate.Subject subject, Predicate.Kind kind, AsciiCase letters) {
        static Lookup of(Predicate predicate) {
            return new Lookup(predicate.subject(), predicate.kind(), predicate.letters());
        }
    }

    /** One key of a lookup. */
    private record Slot(Lookup lookup, String key) {}

    private static final class Builder {
        private final RouteMatcher[] matchers;
        private int buckets;

        Builder(RouteMatcher[] matchers) {
            this.matchers = matchers;
        }

        RouteNode node(List<Filed> routes) {
            Map<Slot, Integer> counts = counts(routes);
            Map<Lookup, Map<String, List<Filed>>> filed = new LinkedHashMap<>();
            List<Filed> rest = new ArrayList<>();
            for (Filed route : routes) {
                Predicate best = best(route, counts);
                if (best == null) {
                    rest.add(route);
                    continue;
                }
                Map<String, List<Filed>> byKey = filed.computeIfAbsent(Lookup.of(best), l -> new LinkedHashMap<>());
                for (String key : best.keys()) {
                    byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(route.without(best));
                }
            }
            Map<Predicate.Subject, List<Finder>> finders = new LinkedHashMap<>();
            filed.forEach((lookup, byKey) -> finders.computeIfAbsent(lookup.subject, s -> new ArrayList<>())
                    .add(finder(lookup, byKey)));
            return new RouteNode(finders, rest.isEmpty() ? null : leaf(rest));
        }

        private Finder finder(Lookup lookup, Map<String, List<Filed>> byKey) {
            List<byte[]> keys = new ArrayList<>();
            List<Bucket> found = new ArrayList<>();
            byKey.forEach((key, routes) -> {
                keys.add(ValueTest.utf8(key));
                found.add(bucket(routes));
            });
            return Finder.of(lookup.kind, lookup.letters, keys, found);
        }

        private Bucket bucket(List<Filed> routes) {
            if (routes.size() < MIN_TO_SPLIT || !canSplit(routes)) {
                return leaf(routes);
            }
            return new Bucket(buckets++, numbers(routes), matchers, node(routes));
        }

        private Bucket leaf(List<Filed> routes) {
            return new Bucket(buckets++, numbers(routes), matchers, null);
        }

        /** Whether some route asks for something that not all of them ask for. */
        private static boolean canSplit(List<Filed> routes) {
            Map<Slot, Integer> counts = counts(routes);
            return routes.stream().anyMatch(route -> {
                Predicate best = best(route, counts);
                return best != null && cost(best, counts) < routes.size();
            });
        }

        private static Map<Slot, Integer> counts(List<Filed> routes) {
            Map<Slot, Integer> counts = new LinkedHashMap<>();
            for (Filed route : routes) {
                for (Predicate predicate : route.predicates) {
                    Lookup lookup = Lookup.of(predicate);
                    for (String key : predicate.keys()) {
                        counts.merge(new Slot(lookup, key), 1, Integer::sum);
                    }
                }
            }
            return counts;
        }

        private static @Nullable Predicate best(Filed route, Map<Slot, Integer> counts) {
            return route.predicates.stream()
                    .min(Comparator.<Predicate>comparingInt(predicate -> cost(predicate, counts))
                            .thenComparing(Predicate::kind)
                            .thenComparing(predicate -> predicate.subject().place())
                            .thenComparing(Comparator.comparingInt(Predicate::shortestKey)
                                    .reversed()))
                    .orElse(null);
        }

        /** How many routes share a key of the predicate: as many are tried, mostly in vain, when it is found. */
        private static int cost(Predicate predicate, Map<Slot, Integer> counts) {
            Lookup lookup = Lookup.of(predicate);
            int cost = 0;
            for (String key : predicate.keys()) {
                cost = Math.max(cost, counts.getOrDefault(new Slot(lookup, key), 0));
            }
            return cost;
        }

        private static int[] numbers(List<Filed> routes) {
            return routes.stream().mapToInt(Filed::number).toArray();
        }
    }
}
