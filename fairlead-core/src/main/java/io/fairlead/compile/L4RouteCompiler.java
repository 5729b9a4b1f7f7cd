package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.GatewayNames;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.service.DestinationRuleIndex;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.ConnectionPoolSettings;
import io.fairlead.resource.ConnectionPoolSettings.TcpSettings;
import io.fairlead.resource.Destination;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.RouteDestination;
import io.fairlead.resource.TcpRoute;
import io.fairlead.resource.TlsRoute;
import io.fairlead.resource.TlsRoute.TlsMatchAttributes;
import io.fairlead.resource.TrafficPolicy;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules for connections that are passed on as bytes. As in Istio, a gateway looks at {@code port}, {@code gateways} and
 * {@code sniHosts} of a match and at nothing else. Source: Istio {@code buildGatewayNetworkFiltersFromTCPRoutes},
 * {@code buildGatewayNetworkFiltersFromTLSRoutes}.
 */
final class L4RouteCompiler {
    private static final String ANY = "*";

    private final VirtualServiceIndex services;
    private final DestinationCompiler destinations;
    private final DestinationRuleIndex rules;
    private final Findings findings;

    L4RouteCompiler(
            VirtualServiceIndex services,
            DestinationCompiler destinations,
            DestinationRuleIndex rules,
            Findings findings) {
        this.services = services;
        this.destinations = destinations;
        this.rules = rules;
        this.findings = findings;
    }

    /** A rule of a VirtualService, for a server with a port. */
    private record Scope(ResolvedVirtualService service, BoundServer server, int port, Place place) {
        Scope at(Place rule) {
            return new Scope(service, server, port, rule);
        }
    }

    /** What a server for bytes carries: the first rule for its port decides alone; empty if there is none. */
    Optional<Content> tcp(String name, BoundServer server, int port) {
        for (ResolvedVirtualService service : bound(server)) {
            List<TcpRoute> routes = service.resource().spec().tcp();
            Scope scope = scope(service, server, port, "tcp");
            for (int i = 0; i < routes.size(); i++) {
                TcpRoute route = routes.get(i);
                Predicate<TcpRoute.L4MatchAttributes> holds = match -> applies(match.port(), match.gateways(), scope);
                if (route.match().isEmpty() || route.match().stream().anyMatch(holds)) {
                    return content(name, route.route(), scope.at(scope.place().index(i)));
                }
            }
        }
        return Optional.empty();
    }

    /** A chain for each match of each rule by server name. A name that an earlier match has leaves out a match. */
    List<FilterChain> passthrough(String name, BoundServer server, int port) {
        List<FilterChain> chains = new ArrayList<>();
        Set<String> taken = new LinkedHashSet<>();
        for (ResolvedVirtualService service : bound(server)) {
            List<TlsRoute> routes = service.resource().spec().tls();
            Scope scope = scope(service, server, port, "tls");
            for (int i = 0; i < routes.size(); i++) {
                Scope rule = scope.at(scope.place().index(i));
                for (int j = 0; j < routes.get(i).match().size(); j++) {
                    TlsMatchAttributes match = routes.get(i).match().get(j);
                    Place place = rule.place().field("match").index(j);
                    if (applies(match.port(), match.gateways(), rule) && claims(match, taken, place)) {
                        content(
                                        name + "." + String.join(",", match.sniHosts()),
                                        routes.get(i).route(),
                                        rule)
                                .ifPresent(content -> chains.add(new FilterChain(serverNames(match), null, content)));
                    }
                }
            }
        }
        return chains;
    }

    private static Scope scope(ResolvedVirtualService service, BoundServer server, int port, String field) {
        return new Scope(service, server, port, new Place(service.resource(), FieldPath.of("spec", field)));
    }

    /** The VirtualServices of the server's Gateway whose hosts overlap with the server's. */
    private List<ResolvedVirtualService> bound(BoundServer server) {
        ServerHosts hosts = new ServerHosts();
        hosts.add(0, server.hosts());
        return services.of(server.gateway()).stream()
                .filter(service -> service.hosts().stream()
                        .anyMatch(host ->
                                !hosts.overlaps(host, service.namespace()).isEmpty()))
                .toList();
    }

    private static boolean applies(long port, List<String> gateways, Scope scope) {
        return (port == 0 || port == scope.port())
                && (gateways.isEmpty()
                        || gateways.stream()
                                .anyMatch(written -> GatewayNames.complete(
                                                written, scope.service().namespace())
                                        .equals(scope.server().gateway())));
    }

    private boolean claims(TlsMatchAttributes match, Set<String> taken, Place place) {
        List<String> duplicates = new ArrayList<>();
        for (String host : match.sniHosts()) {
            if (!taken.add(host.toLowerCase(Locale.ROOT))) {
                duplicates.add(host);
            }
        }
        if (!duplicates.isEmpty()) {
            findings.warn(
                    Code.CONFLICT,
                    place.field("sniHosts"),
                    "An earlier match has " + String.join(", ", duplicates) + " too; this match is not used.",
                    "Remove the name from one of the two.");
        }
        return duplicates.isEmpty();
    }

    /** None, for any connection, where any name is among them. */
    private static List<String> serverNames(TlsMatchAttributes match) {
        return match.sniHosts().contains(ANY)
                ? List.of()
                : match.sniHosts().stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .toList();
    }

    private Optional<Content> content(String name, List<RouteDestination> written, Scope scope) {
        List<Content.Tcp.Destination> weighted = new ArrayList<>(written.size());
        for (int i = 0; i < written.size(); i++) {
            RouteDestination each = written.get(i);
            Destination destination = each.destination();
            if (destination != null && (written.size() == 1 || each.weight() > 0)) {
                Place place = scope.place().field("route").index(i).field("destination");
                weighted.add(new Content.Tcp.Destination(
                        destinations.cluster(destination, caller(scope), place),
                        written.size() == 1 ? 1 : each.weight()));
            }
        }
        if (weighted.isEmpty()) {
            findings.error(
                    Code.INVALID,
                    scope.place(),
                    "The rule has no destination; it is left out.",
                    "Give it one with a weight.");
            return Optional.empty();
        }
        Destination first = written.get(0).destination();
        TcpSettings settings = settings(first, scope);
        return Optional.of(new Content.Tcp(
                name,
                weighted,
                idleTimeout(settings),
                settings == null ? null : unlessZero(settings.maxConnectionDuration()),
                binding(first, written.size() == 1, scope)));
    }

    private static DestinationCompiler.Caller caller(Scope scope) {
        String namespace = scope.service().namespace();
        return new DestinationCompiler.Caller(
                namespace, namespace, scope.server().gateway(), scope.port());
    }

    /** As in Istio, those of the first destination's host, whatever is written for its port or subset. */
    private @Nullable TcpSettings settings(@Nullable Destination first, Scope scope) {
        TrafficPolicy policy = first == null ? null : rules.policy(destinations.service(first, caller(scope)));
        ConnectionPoolSettings pool = policy == null ? null : policy.connectionPool();
        return pool == null ? null : pool.tcp();
    }

    private Content.Tcp.Binding binding(@Nullable Destination first, boolean isOnly, Scope scope) {
        String subset = first == null || !isOnly ? "" : first.subset();
        return first != null && destinations.bindsConnections(first, subset, caller(scope))
                ? Content.Tcp.Binding.SOURCE_ADDRESS
                : Content.Tcp.Binding.NONE;
    }

    private static @Nullable Duration idleTimeout(@Nullable TcpSettings settings) {
        Duration written = settings == null ? null : settings.idleTimeout();
        return written == null ? Content.Tcp.DEFAULT_IDLE_TIMEOUT : unlessZero(written);
    }

    private static @Nullable Duration unlessZero(@Nullable Duration time) {
        return time == null || time.isZero() || time.isNegative() ? null : time;
    }
}
