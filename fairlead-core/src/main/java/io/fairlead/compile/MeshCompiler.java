package io.fairlead.compile;

import io.fairlead.compile.base.GatewayNames;
import io.fairlead.compile.base.HostNames;
import io.fairlead.compile.service.ClusterCompiler;
import io.fairlead.compile.service.EgressScope;
import io.fairlead.compile.service.HashKeyCompiler;
import io.fairlead.compile.service.RegisteredService;
import io.fairlead.compile.service.ServiceDomains;
import io.fairlead.compile.service.ServiceRegistry;
import io.fairlead.resource.Bytes;
import io.fairlead.resource.Destination;
import io.fairlead.resource.LoadBalancerSettings.ConsistentHashLb;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.Sidecar.OutboundTrafficPolicy;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.VirtualHost.BodyReading;
import io.fairlead.routing.VirtualHost.TlsRequirement;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.balance.Affinity;
import io.fairlead.routing.balance.HashKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The listener for a workload's own requests, as a sidecar's HTTP proxy port has it.
 *
 * <p>Unlike on a gateway, a host belongs to one VirtualService: the first in the order of visibility and age. One whose rules
 * are all for others claims nothing, and a service that no VirtualService claims is called as it is. The port is no port of
 * a service, so that no {@code port} of a match holds and none stands in for one that a destination leaves out; and since
 * ports of hosts do not count, a name always means port 80 of its service: services without it are unknown hosts. So is a
 * host of a VirtualService of which none is a service. Source: Istio {@code BuildSidecarOutboundVirtualHosts} with listener
 * port 0.
 */
final class MeshCompiler {
    /** Where requests for unknown hosts go. It has no endpoints: only a redirected connection tells where it was going to. */
    static final String PASSTHROUGH = "PassthroughCluster";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORT = 80;

    private final VirtualServiceIndex virtualServices;
    private final RouteCompiler routes;
    private final ServiceRegistry registry;
    private final EgressScope egress;
    private final HashKeyCompiler hashKeys;
    private final ServiceDomains domains;
    private final Set<String> names = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private final List<VirtualHost> hosts = new ArrayList<>();

    MeshCompiler(
            VirtualServiceIndex virtualServices,
            RouteCompiler routes,
            ServiceRegistry registry,
            EgressScope egress,
            HashKeyCompiler hashKeys) {
        this.virtualServices = virtualServices;
        this.routes = routes;
        this.registry = registry;
        this.egress = egress;
        this.hashKeys = hashKeys;
        this.domains = new ServiceDomains(registry, egress.namespace());
    }

    Listener compile(int port) {
        List<ResolvedVirtualService> candidates = candidates();
        Map<String, ResourceRef> owners = owners(candidates);
        BoundServer.Scope scope = new BoundServer.Scope(GatewayNames.MESH, 0, BoundServer.Transport.PLAIN);
        Set<String> claimed = new HashSet<>();
        for (ResolvedVirtualService candidate : candidates) {
            Optional<List<RouteEntry>> compiled = routes.compile(candidate, scope);
            if (compiled.isPresent() && !compiled.get().isEmpty()) {
                claim(candidate, owners, compiled.get(), claimed);
            }
        }
        for (RegisteredService service : registry.imported()) {
            if (!claimed.contains(service.host()) && service.hasHttpPort(PORT)) {
                add(service.host(), domains.of(service), List.of(plain(service)), BodyReading.NONE);
            }
        }
        hosts.add(unknownHosts());
        return Listener.http(LOOPBACK, port, Listener.Side.SIDECAR, new RouteTable("http_proxy", hosts));
    }

    /** The imported VirtualServices that have a service among their hosts. */
    private List<ResolvedVirtualService> candidates() {
        return virtualServices.of(GatewayNames.MESH).stream()
                .filter(each -> egress.imports(each.namespace(), each.hosts()))
                .filter(each -> each.hosts().stream()
                        .anyMatch(
                                host -> !services(host.toLowerCase(Locale.ROOT)).isEmpty()))
                .toList();
    }

    /** The imported services that a host means. */
    private List<RegisteredService> services(String host) {
        if (HostNames.isWildcard(host)) {
            return registry.imported().stream()
                    .filter(service -> HostNames.covers(host, service.host()))
                    .toList();
        }
        RegisteredService service = registry.findImported(host);
        return service == null ? List.of() : List.of(service);
    }

    /** Of each service the VirtualService whose host is the most specific for it, and of equal hosts the first. */
    private Map<String, ResourceRef> owners(List<ResolvedVirtualService> candidates) {
        Map<String, ResourceRef> owners = new HashMap<>();
        Map<String, String> best = new HashMap<>();
        for (ResolvedVirtualService candidate : candidates) {
            for (String written : candidate.hosts()) {
                String host = written.toLowerCase(Locale.ROOT);
                for (RegisteredService service : services(host)) {
                    if (isMoreSpecific(host, best.get(service.host()))) {
                        best.put(service.host(), host);
                        owners.put(service.host(), candidate.resource().ref());
                    }
                }
            }
        }
        return owners;
    }

    private static boolean isMoreSpecific(String host, @Nullable String than) {
        if (than == null || !HostNames.isWildcard(than)) {
            return than == null;
        }
        return !HostNames.isWildcard(host) || host.length() > than.length();
    }

    private void claim(
            ResolvedVirtualService virtualService,
            Map<String, ResourceRef> owners,
            List<RouteEntry> compiled,
            Set<String> claimed) {
        List<String> others = new ArrayList<>();
        Map<String, RegisteredService> own = new LinkedHashMap<>();
        ResourceRef ref = virtualService.resource().ref();
        for (String written : virtualService.hosts()) {
            String host = written.toLowerCase(Locale.ROOT);
            List<RegisteredService> found = services(host);
            if (found.isEmpty()) {
                others.add(host);
            }
            for (RegisteredService service : found) {
                if (service.hasHttpPort() && (!HostNames.isWildcard(host) || ref.equals(owners.get(service.host())))) {
                    own.put(service.host(), service);
                }
            }
        }
        claimed.addAll(own.keySet());
        own.values().removeIf(service -> !service.hasHttpPort(PORT));
        if (!own.isEmpty()) {
            BodyReading reading = virtualService.bodyReading();
            others.forEach(host -> add(host, List.of(host), compiled, reading));
            own.values().forEach(service -> add(service.host(), domains.of(service), compiled, reading));
        }
    }

    /** Adds a virtual host with those of the domains that no other has. */
    private void add(String host, List<String> wanted, List<RouteEntry> entries, BodyReading reading) {
        String name = host.toLowerCase(Locale.ROOT) + ":" + PORT;
        if (!names.add(name)) {
            return;
        }
        List<String> free = wanted.stream().filter(taken::add).toList();
        if (!free.isEmpty()) {
            hosts.add(new VirtualHost(name, free, TlsRequirement.NONE, entries, reading));
        }
    }

    private RouteEntry plain(RegisteredService service) {
        Destination self = new Destination(service.host(), "", new Destination.PortSelector(PORT));
        ConsistentHashLb hash = hashKeys.find(service, self);
        HashKey key = hash == null ? null : HashKeyCompiler.key(hash);
        return entry(
                "default",
                new RouteAction.Forward(
                        List.of(only(ClusterCompiler.name(PORT, "", service.host()))),
                        null,
                        null,
                        RoutePolicies.DEFAULT,
                        key == null ? Affinity.NONE : new Affinity(List.of(key), null)));
    }

    private static WeightedDestination only(String cluster) {
        return new WeightedDestination(cluster, 1, HeaderMutations.NONE, null);
    }

    private static RouteEntry forward(String name, String cluster, RoutePolicies policies) {
        return entry(name, new RouteAction.Forward(List.of(only(cluster)), null, null, policies));
    }

    private static RouteEntry entry(String name, RouteAction action) {
        return new RouteEntry(name, RouteMatch.ANY, action, HeaderMutations.NONE, Map.of(), null);
    }

    private VirtualHost unknownHosts() {
        OutboundTrafficPolicy policy = egress.unknownHosts();
        if (policy != null && policy.mode() == OutboundTrafficPolicy.Mode.REGISTRY_ONLY) {
            return any(entry("block_all", new RouteAction.DirectResponse(502, Bytes.EMPTY)));
        }
        Destination proxy = policy == null ? null : policy.egressProxy();
        Destination.PortSelector port = proxy == null ? null : proxy.port();
        String cluster = proxy == null
                ? PASSTHROUGH
                : ClusterCompiler.name(
                        port == null ? 0 : (int) Math.min(port.number(), 65536), proxy.subset(), proxy.host());
        return any(forward("allow_any", cluster, RoutePolicies.NONE));
    }

    private static VirtualHost any(RouteEntry entry) {
        return new VirtualHost(entry.name(), List.of("*"), TlsRequirement.NONE, List.of(entry));
    }
}
