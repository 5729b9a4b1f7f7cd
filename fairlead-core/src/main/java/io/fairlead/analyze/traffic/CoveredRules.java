package io.fairlead.analyze.traffic;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.compile.MatchCompiler;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.StringMatcher;
import io.fairlead.simulate.diff.Reachability;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * HTTP rules that no request reaches because earlier rules cover them, which is proved by the sets of requests that their
 * conditions admit: path, headers, query, method, authority, scheme, and the port, gateways and source where they hold.
 */
final class CoveredRules implements Analyzer {
    @Override
    public void analyze(Inventory inventory, Report report) {
        for (Resource<VirtualService> service : inventory.all(VirtualService.class)) {
            if (service.spec().http().size() > 1) {
                analyze(service, report);
            }
        }
    }

    private static void analyze(Resource<VirtualService> service, Report report) {
        List<RouteMatch> matches = new ArrayList<>();
        List<Integer> rules = new ArrayList<>();
        List<HttpRoute> http = service.spec().http();
        for (int i = 0; i < http.size(); i++) {
            for (RouteMatch match : matches(http.get(i))) {
                matches.add(match);
                rules.add(i);
            }
        }
        BitSet unreachable = Reachability.unreachable(matches);
        BitSet reached = new BitSet();
        for (int i = unreachable.nextClearBit(0); i < matches.size(); i = unreachable.nextClearBit(i + 1)) {
            reached.set(rules.get(i));
        }
        for (int i = reached.nextClearBit(0); i < http.size(); i = reached.nextClearBit(i + 1)) {
            report.add(
                    FindingCode.COVERED_RULE,
                    service,
                    FieldPath.of("spec", "http").index(i),
                    "No request reaches the rule"
                            + (http.get(i).name().isEmpty()
                                    ? ""
                                    : " `" + http.get(i).name() + "`")
                            + ": the rules before it take all of its requests.",
                    "Move it up, or remove it.");
        }
    }

    /** A rule's matches, one for each gateway that a match names, which switches the conditions on the source off. */
    private static List<RouteMatch> matches(HttpRoute rule) {
        if (rule.match().isEmpty()) {
            return List.of(RouteMatch.ANY);
        }
        List<RouteMatch> matches = new ArrayList<>();
        for (HttpMatchRequest match : rule.match()) {
            RouteMatch conditions = MatchCompiler.conditions(match);
            List<HeaderMatcher> place = new ArrayList<>(conditions.headers());
            if (match.port() != 0) {
                place.add(condition("port", String.valueOf(match.port())));
            }
            if (match.gateways().isEmpty()) {
                match.sourceLabels().forEach((key, value) -> place.add(condition("label " + key, value)));
                if (!match.sourceNamespace().isEmpty()) {
                    place.add(condition("namespace", match.sourceNamespace()));
                }
            }
            List<String> gateways = match.gateways().isEmpty() ? List.of("") : match.gateways();
            for (String gateway : gateways) {
                List<HeaderMatcher> all = new ArrayList<>(place);
                if (!gateway.isEmpty()) {
                    all.add(condition("gateway", gateway));
                }
                matches.add(new RouteMatch(conditions.path(), all, conditions.queryParameters()));
            }
        }
        return matches;
    }

    /** A condition on where a request comes from, which is decided as one on a header that no request can have. */
    private static HeaderMatcher condition(String what, String value) {
        return new HeaderMatcher("(" + what + ")", new StringMatcher.Exact(value), false);
    }
}
