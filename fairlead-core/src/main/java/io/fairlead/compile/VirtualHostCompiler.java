package io.fairlead.compile;

import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.VirtualHost.BodyReading;
import io.fairlead.routing.VirtualHost.TlsRequirement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The virtual hosts of a listener. A host gets the routes of all VirtualServices that claim it, one after the other, and
 * routes that match every request go to the end. Source: Istio {@code buildGatewayHTTPRouteConfig}.
 */
final class VirtualHostCompiler {
    private static final class Draft {
        // Two servers may bind the same VirtualService to the host; a second copy could never be reached.
        private final Set<List<RouteEntry>> known = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<List<RouteEntry>> parts = new ArrayList<>();
        private TlsRequirement tlsRequirement = TlsRequirement.NONE;
        private BodyReading bodyReading = BodyReading.NONE;

        void add(List<RouteEntry> routes) {
            if (known.add(routes)) {
                parts.add(routes);
            }
        }

        List<RouteEntry> routes() {
            if (parts.size() == 1 && parts.get(0).stream().noneMatch(VirtualHostCompiler::isCatchAll)) {
                return parts.get(0);
            }
            List<RouteEntry> routes = new ArrayList<>();
            List<RouteEntry> catchAlls = new ArrayList<>();
            for (List<RouteEntry> part : parts) {
                for (RouteEntry route : part) {
                    (isCatchAll(route) ? catchAlls : routes).add(route);
                }
            }
            routes.addAll(catchAlls);
            return routes;
        }
    }

    /** One VirtualService on one host of one server; {@code order} is its place among those of the Gateway. */
    private record Claim(int server, int order, String host, ResolvedVirtualService service) {}

    private final VirtualServiceIndex services;
    private final RouteCompiler routes;

    VirtualHostCompiler(VirtualServiceIndex services, RouteCompiler routes) {
        this.services = services;
        this.routes = routes;
    }

    private static boolean isCatchAll(RouteEntry route) {
        return MatchCompiler.isCatchAll(route.match());
    }

    /**
     * The routes of the servers of one chain.
     *
     * @param name of the table
     */
    RouteTable compile(String name, int port, List<BoundServer> servers) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        List<Claim> claims = claims(servers);
        Map<String, Map<ResolvedVirtualService, Optional<List<RouteEntry>>>> compiled = new HashMap<>();
        int next = 0;
        for (int i = 0; i < servers.size(); i++) {
            BoundServer server = servers.get(i);
            for (; next < claims.size() && claims.get(next).server() == i; next++) {
                Claim claim = claims.get(next);
                compiled.computeIfAbsent(server.gateway(), gateway -> new IdentityHashMap<>())
                        .computeIfAbsent(
                                claim.service(),
                                service -> routes.compile(
                                        service, new BoundServer.Scope(server.gateway(), port, server.transport())))
                        .ifPresent(found -> claim(drafts, claim, server, found));
            }
            requireTls(drafts, server);
        }
        List<VirtualHost> hosts = new ArrayList<>(drafts.size());
        drafts.forEach((host, draft) -> hosts.add(new VirtualHost(
                host + ":" + port, List.of(host), draft.tlsRequirement, draft.routes(), draft.bodyReading)));
        return new RouteTable(name, hosts);
    }

    private static void claim(Map<String, Draft> drafts, Claim claim, BoundServer server, List<RouteEntry> found) {
        Draft draft = drafts.computeIfAbsent(claim.host().toLowerCase(Locale.ROOT), key -> new Draft());
        draft.add(found);
        if (claim.service().bodyReading() != BodyReading.NONE) {
            draft.bodyReading = claim.service().bodyReading();
        }
        if (server.redirectsToHttps()) {
            draft.tlsRequirement = TlsRequirement.ALL;
        }
    }

    /** A redirect to https needs no VirtualService. One for {@code namespace/host} never works in Istio: nor here. */
    private static void requireTls(Map<String, Draft> drafts, BoundServer server) {
        if (server.redirectsToHttps()) {
            for (String host : server.hosts()) {
                if (host.indexOf('/') < 0) {
                    drafts.computeIfAbsent(host.toLowerCase(Locale.ROOT), key -> new Draft()).tlsRequirement =
                            TlsRequirement.ALL;
                }
            }
        }
    }

    private List<Claim> claims(List<BoundServer> servers) {
        Map<String, ServerHosts> byGateway = new LinkedHashMap<>();
        for (int i = 0; i < servers.size(); i++) {
            byGateway
                    .computeIfAbsent(servers.get(i).gateway(), gateway -> new ServerHosts())
                    .add(i, servers.get(i).hosts());
        }
        List<Claim> claims = new ArrayList<>();
        byGateway.forEach((gateway, hosts) -> {
            List<ResolvedVirtualService> bound = services.of(gateway);
            for (int order = 0; order < bound.size(); order++) {
                ResolvedVirtualService service = bound.get(order);
                for (String host : service.hosts()) {
                    for (ServerHosts.Overlap overlap : hosts.overlaps(host, service.namespace())) {
                        claims.add(new Claim(overlap.server(), order, overlap.host(), service));
                    }
                }
            }
        });
        claims.sort(Comparator.comparingInt(Claim::server).thenComparingInt(Claim::order));
        return claims;
    }
}
