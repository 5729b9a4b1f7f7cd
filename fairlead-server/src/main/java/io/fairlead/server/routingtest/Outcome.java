package io.fairlead.server.routingtest;

import io.fairlead.proxy.filter.PathRewriter;
import io.fairlead.proxy.filter.RedirectResponse;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.simulate.Explanation;
import io.fairlead.simulate.SampleRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What becomes of a request, in the terms of tests.
 *
 * @param route the name of the route, "" if it has none or none is taken
 * @param status of an answer that the proxy gives itself, 0 if it forwards
 * @param location of a redirect, "" for none
 * @param body of a direct response
 * @param percents of the requests by destination ({@code host:port/subset}); empty if it does not forward
 * @param path that is sent on, with the query; "" if it does not forward
 * @param authority that is sent on; "" if it does not forward
 */
record Outcome(
        String route,
        int status,
        String location,
        String body,
        Map<String, Double> percents,
        String path,
        String authority) {
    private static final int NOT_FOUND = 404;

    static Outcome of(SampleRequest request, Explanation explanation) {
        RouteEntry taken = explanation.taken();
        RequestView view = request.view();
        if (explanation.isRedirectedToHttps()) {
            ByteScratch location = new ByteScratch();
            RedirectResponse.appendHttpsLocation(view, location);
            return answer("", RedirectResponse.HTTPS_STATUS, text(location), "");
        }
        if (taken == null) {
            return answer("", NOT_FOUND, "", "");
        }
        if (taken.action() instanceof RouteAction.Redirect redirect) {
            RedirectResponse response =
                    RedirectResponse.of(redirect, taken.match().path());
            ByteScratch location = new ByteScratch();
            response.appendLocation(view, location);
            return answer(taken.name(), response.status(), text(location), "");
        }
        if (taken.action() instanceof RouteAction.DirectResponse direct) {
            String body = new String(direct.body().toArray(), StandardCharsets.UTF_8);
            return answer(taken.name(), direct.status(), "", body);
        }
        return forwarded(request, view, taken, explanation);
    }

    private static Outcome answer(String route, int status, String location, String body) {
        return new Outcome(route, status, location, body, Map.of(), "", "");
    }

    private static Outcome forwarded(
            SampleRequest request, RequestView view, RouteEntry taken, Explanation explanation) {
        RouteAction.Forward forward = (RouteAction.Forward) taken.action();
        long sum = forward.destinations().stream()
                .mapToLong(WeightedDestination::weight)
                .sum();
        Map<String, Double> percents = new TreeMap<>();
        for (WeightedDestination destination : forward.destinations()) {
            if (destination.weight() > 0) {
                Cluster cluster = explanation.clusters().get(destination.cluster());
                percents.merge(
                        cluster == null ? destination.cluster() : name(cluster.service()),
                        destination.weight() * 100.0 / sum,
                        Double::sum);
            }
        }
        String path = request.target();
        if (forward.rewrite() != null) {
            ByteScratch rewritten = new ByteScratch();
            PathRewriter.of(forward.rewrite(), taken.match().path()).append(view, rewritten);
            path = text(rewritten);
        }
        String authority = forward.authority() != null ? forward.authority() : request.authority();
        if (forward.authority() == null && forward.destinations().size() == 1) {
            String own = forward.destinations().get(0).authority();
            authority = own == null ? authority : own;
        }
        return new Outcome(taken.name(), 0, "", "", percents, path, authority);
    }

    private static String name(Cluster.Service service) {
        return service.host() + ":" + service.port() + (service.subset().isEmpty() ? "" : "/" + service.subset());
    }

    private static String text(ByteScratch bytes) {
        return new String(bytes.array(), 0, bytes.size(), StandardCharsets.UTF_8);
    }
}
