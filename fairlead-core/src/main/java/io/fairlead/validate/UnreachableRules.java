package io.fairlead.validate;

import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.TcpRoute;
import io.fairlead.resource.TlsRoute;
import io.fairlead.resource.VirtualService;
import io.fairlead.validate.syntax.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Warnings about rules and matches that others leave nothing for. Source: Istio {@code analyzeUnreachableHTTPRules}. */
final class UnreachableRules {
    private final Field rules;
    private final String kind;
    private final Map<Object, String> seen = new HashMap<>();
    private int catchAll = -1;

    /**
     * @param kind the name of the list, for messages
     */
    private UnreachableRules(Field spec, String kind) {
        this.rules = spec.field(kind);
        this.kind = kind;
    }

    static void check(VirtualService service, Field spec) {
        UnreachableRules http = new UnreachableRules(spec, "http");
        for (int i = 0; i < service.http().size(); i++) {
            HttpRoute route = service.http().get(i);
            http.rule(
                    i, route.match().stream().map(UnreachableRules::withoutName).toList());
        }
        OverlappingPrefixes.check(service.http(), spec.field("http"));
        UnreachableRules tcp = new UnreachableRules(spec, "tcp");
        for (int i = 0; i < service.tcp().size(); i++) {
            TcpRoute route = service.tcp().get(i);
            tcp.rule(i, route.match());
        }
        UnreachableRules tls = new UnreachableRules(spec, "tls");
        for (int i = 0; i < service.tls().size(); i++) {
            TlsRoute route = service.tls().get(i);
            tls.rule(i, route.match());
        }
    }

    private void rule(int position, List<?> matches) {
        Field rule = rules.index(position);
        if (catchAll >= 0) {
            rule.unreachable(
                    "No request reaches the rule: " + kind + "[" + catchAll + "] takes them all.",
                    "Remove it, or move it before that one.");
        }
        if (matches.isEmpty()) {
            catchAll = position;
        }
        if (catchAll >= 0) {
            return;
        }
        int used = 0;
        for (int i = 0; i < matches.size(); i++) {
            String here = kind + "[" + position + "].match[" + i + "]";
            String before = seen.putIfAbsent(matches.get(i), here);
            if (before != null) {
                used++;
                rule.field("match")
                        .index(i)
                        .ineffective("The match says the same as " + before + ".", "Remove one of the two.");
            }
        }
        if (used == matches.size()) {
            rule.unreachable("No request reaches the rule: all its matches are used before.", "Remove it.");
        }
    }

    /** The match as far as it says which requests it takes. */
    static HttpMatchRequest withoutName(HttpMatchRequest match) {
        return new HttpMatchRequest(
                "",
                match.uri(),
                match.scheme(),
                match.method(),
                match.authority(),
                match.headers(),
                match.port(),
                match.sourceLabels(),
                match.gateways(),
                match.queryParams(),
                match.ignoreUriCase(),
                match.withoutHeaders(),
                match.sourceNamespace(),
                match.statPrefix());
    }
}
