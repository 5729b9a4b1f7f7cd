package io.fairlead.routing.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The index chooses what the plain scan chooses. */
class RouteIndexPropertyTest {
    private static final int TABLES = 2_500;
    private static final int REQUESTS_PER_TABLE = 12;

    @Test
    void theIndexGivesTheSameAnswerAsThePlainScan() {
        long seed = Long.getLong("fairlead.seed", new Random().nextLong());
        RandomRouting random = new RandomRouting(new Random(seed));
        RequestView view = new RequestView();
        int matched = 0;
        for (int i = 0; i < TABLES; i++) {
            List<RouteMatch> matches = random.matches();
            RouteTree tree = tree(matches);
            for (int j = 0; j < REQUESTS_PER_TABLE; j++) {
                TestRequest request = random.request(matches);
                int expected = PlainScan.select(matches, request);
                request.fill(view);
                if (tree.select(view) != expected) {
                    failWithSmallest(matches, request, seed);
                }
                matched += expected >= 0 ? 1 : 0;
            }
        }
        // Otherwise the cases would say little.
        assertThat(matched).isBetween(TABLES * REQUESTS_PER_TABLE / 3, TABLES * REQUESTS_PER_TABLE * 49 / 50);
    }

    private static RouteTree tree(List<RouteMatch> matches) {
        return RouteTree.of(matches.stream().map(RouteMatcher::of).toArray(RouteMatcher[]::new));
    }

    private static boolean differs(List<RouteMatch> matches, TestRequest request) {
        return tree(matches).select(request.view()) != PlainScan.select(matches, request);
    }

    /** Leaves out what the difference does not need. */
    private static void failWithSmallest(List<RouteMatch> matches, TestRequest request, long seed) {
        List<RouteMatch> fewest = new ArrayList<>(matches);
        for (int i = fewest.size() - 1; i >= 0; i--) {
            RouteMatch taken = fewest.remove(i);
            if (!differs(fewest, request)) {
                fewest.add(i, taken);
            }
        }
        List<TestRequest.Header> headers = new ArrayList<>(request.headers());
        for (int i = headers.size() - 1; i >= 0; i--) {
            TestRequest.Header taken = headers.remove(i);
            if (!differs(fewest, withHeaders(request, headers))) {
                headers.add(i, taken);
            }
        }
        TestRequest smallest = withHeaders(request, headers);
        fail(
                "index %s, scan %s%nroutes %s%nrequest %s%n-Dfairlead.seed=%s",
                tree(fewest).select(smallest.view()), PlainScan.select(fewest, smallest), fewest, smallest, seed);
    }

    private static TestRequest withHeaders(TestRequest request, List<TestRequest.Header> headers) {
        return new TestRequest(
                request.method(), request.authority(), request.target(), List.copyOf(headers), request.secure());
    }
}
