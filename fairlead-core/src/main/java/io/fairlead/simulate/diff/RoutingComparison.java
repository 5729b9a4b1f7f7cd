package io.fairlead.simulate.diff;

import io.fairlead.routing.Listener;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.VirtualHost;
import io.fairlead.simulate.Explanation;
import io.fairlead.simulate.SampleRequest;
import io.fairlead.simulate.Simulator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares two routings. For HTTP; what listeners do with bytes is compared as a whole. For one use. */
public final class RoutingComparison {
    /** Looks at routes during the search; more would take minutes. */
    private static final long MAX_STEPS = 500_000_000;

    private static final String ANY_LABEL = "any-0f1e";

    private final RoutingSnapshot before;
    private final RoutingSnapshot after;
    private final HostComparison.Budget budget = new HostComparison.Budget(MAX_STEPS);
    private final List<RoutingDiff.Change> changes = new ArrayList<>();
    private boolean complete = true;

    private RoutingComparison(RoutingSnapshot before, RoutingSnapshot after) {
        this.before = before;
        this.after = after;
    }

    /** The requests that {@code after} treats differently from {@code before}. */
    public static RoutingDiff compare(RoutingSnapshot before, RoutingSnapshot after) {
        RoutingComparison comparison = new RoutingComparison(before, after);
        Map<Key, @Nullable Listener> old = byKey(before);
        Map<Key, @Nullable Listener> now = byKey(after);
        Set<Key> keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(now.keySet());
        keys.forEach(key -> comparison.compare(key, old.get(key), now.get(key)));
        return new RoutingDiff(
                comparison.changes,
                comparison.complete ? RoutingDiff.Certainty.PROVED : RoutingDiff.Certainty.NOT_PROVED);
    }

    private record Key(String address, int port, Listener.Side side) {}

    private static Map<Key, @Nullable Listener> byKey(RoutingSnapshot snapshot) {
        Map<Key, @Nullable Listener> listeners = new LinkedHashMap<>();
        for (Listener listener : snapshot.listeners()) {
            listeners.put(new Key(listener.address(), listener.port(), listener.side()), listener);
        }
        return listeners;
    }

    private void compare(Key key, @Nullable Listener old, @Nullable Listener now) {
        complete &= others(old).equals(others(now));
        for (boolean secure : new boolean[] {false, true}) {
            Set<List<@Nullable Object>> seen = new HashSet<>();
            for (String host : hosts(old, now)) {
                SampleRequest base = new SampleRequest("GET", host, "/", List.of(), secure);
                Place from = place(before, old, base);
                Place to = place(after, now, base);
                if (seen.add(java.util.Arrays.asList(from.virtualHost(), from.none(), to.virtualHost(), to.none()))) {
                    compare(key, new Ends(old, now), from, to, base);
                }
            }
        }
    }

    private record Ends(@Nullable Listener old, @Nullable Listener now) {}

    /** What is not HTTP, and how TLS is ended. */
    private static List<Object> others(@Nullable Listener listener) {
        List<Object> others = new ArrayList<>();
        if (listener != null) {
            for (Listener.FilterChain chain : listener.chains()) {
                others.add(chain.serverNames());
                others.add(String.valueOf(chain.tls()));
                if (!(chain.content() instanceof Listener.Content.Http)) {
                    others.add(chain.content());
                }
            }
        }
        return others.equals(List.of(List.of(), "null")) ? List.of() : others;
    }

    /**
     * Where a request to a host arrives.
     *
     * @param virtualHost null if there is none
     * @param none the effect where no route is taken
     */
    private record Place(@Nullable VirtualHost virtualHost, Effect none) {
        List<RouteEntry> routes() {
            return virtualHost == null || none.equals(Effect.HTTPS) ? List.of() : virtualHost.routes();
        }
    }

    private static Place place(RoutingSnapshot snapshot, @Nullable Listener listener, SampleRequest request) {
        if (listener == null) {
            return new Place(null, Effect.NO_LISTENER);
        }
        Explanation explanation = Simulator.explain(snapshot, listener, request);
        if (explanation.listener() == null) {
            return new Place(null, Effect.NOT_FOUND);
        }
        VirtualHost host = explanation.virtualHost();
        boolean redirected =
                host != null && host.tlsRequirement() == VirtualHost.TlsRequirement.ALL && !request.secure();
        return new Place(host, redirected ? Effect.HTTPS : Effect.NOT_FOUND);
    }

    private void compare(Key key, Ends ends, Place from, Place to, SampleRequest base) {
        HostComparison.Side old = HostComparison.side(from.routes(), route -> Effect.of(route, before), from.none());
        HostComparison.Side now = HostComparison.side(to.routes(), route -> Effect.of(route, after), to.none());
        if (sameRoutes(old, now)) {
            return;
        }
        HostComparison comparison = new HostComparison(old, now, base, request -> differs(ends, request), budget);
        for (HostComparison.Found found : comparison.search()) {
            Effect was = Objects.requireNonNull(effect(before, ends.old(), found.example()));
            Effect is = Objects.requireNonNull(effect(after, ends.now(), found.example()));
            changes.add(new RoutingDiff.Change(
                    key.address() + ":" + key.port(),
                    base.authority(),
                    route(old, found.before()),
                    route(now, found.after()),
                    was.differences(is),
                    found.example()));
        }
        complete &= comparison.isComplete();
    }

    private static @Nullable RouteEntry route(HostComparison.Side side, int number) {
        return number < side.routes().size() ? side.routes().get(number) : null;
    }

    private static boolean sameRoutes(HostComparison.Side old, HostComparison.Side now) {
        return old.effects().equals(now.effects())
                && old.routes().stream()
                        .map(RouteEntry::match)
                        .toList()
                        .equals(now.routes().stream().map(RouteEntry::match).toList());
    }

    private boolean differs(Ends ends, SampleRequest request) {
        return !effect(before, ends.old(), request).equals(effect(after, ends.now(), request));
    }

    /** What becomes of a request, by the proxy's own matching. */
    static Effect effect(RoutingSnapshot snapshot, @Nullable Listener listener, SampleRequest request) {
        Place place = place(snapshot, listener, request);
        if (listener == null || place.virtualHost() == null || place.none().equals(Effect.HTTPS)) {
            return place.none();
        }
        RouteEntry taken = Simulator.explain(snapshot, listener, request).taken();
        return taken == null ? Effect.NOT_FOUND : Effect.of(taken, snapshot);
    }

    /** A host of every class that the domains and server names of both sides tell apart. */
    private static Set<String> hosts(@Nullable Listener old, @Nullable Listener now) {
        Set<String> domains = new LinkedHashSet<>();
        for (Listener listener : java.util.Arrays.asList(old, now)) {
            if (listener != null) {
                for (Listener.FilterChain chain : listener.chains()) {
                    domains.addAll(chain.serverNames());
                    if (chain.content() instanceof Listener.Content.Http http) {
                        http.routes().virtualHosts().forEach(host -> domains.addAll(host.domains()));
                    }
                }
            }
        }
        Set<String> hosts = new LinkedHashSet<>();
        for (String domain : domains) {
            String host = domain.toLowerCase(Locale.ROOT);
            if (!host.startsWith("*")) {
                boolean ipv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
                hosts.add(ipv6 ? "[" + host + "]" : host);
            } else {
                hosts.add(ANY_LABEL + (host.length() == 1 ? ".invalid" : host.substring(1)));
            }
        }
        hosts.add(ANY_LABEL + ".invalid");
        return hosts;
    }
}
