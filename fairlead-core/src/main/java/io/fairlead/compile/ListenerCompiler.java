package io.fairlead.compile;

import io.fairlead.compile.GatewayCompiler.Binding;
import io.fairlead.compile.GatewayCompiler.Group;
import io.fairlead.compile.GatewayCompiler.Kind;
import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.base.ProxyProtocolAnnotation;
import io.fairlead.compile.tls.DownstreamTlsCompiler;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ServerTlsSettings;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.Listener.Preamble;
import io.fairlead.routing.Listener.Side;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The listener of a port, with a chain for each group of its servers. Source: Istio {@code buildGatewayListeners}. */
final class ListenerCompiler {
    private static final String ANY = "*";

    private final VirtualHostCompiler hosts;
    private final DownstreamTlsCompiler tls;
    private final L4RouteCompiler l4;
    private final Findings findings;

    ListenerCompiler(VirtualHostCompiler hosts, DownstreamTlsCompiler tls, L4RouteCompiler l4, Findings findings) {
        this.hosts = hosts;
        this.tls = tls;
        this.l4 = l4;
        this.findings = findings;
    }

    /** The listener, if anything of it is served. */
    Optional<Listener> compile(Binding binding) {
        List<FilterChain> chains = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Group group : binding.groups()) {
            for (FilterChain chain : chains(binding, group)) {
                if (claims(chain, taken, group.servers().get(0).place())) {
                    chains.add(chain);
                }
            }
        }
        return chains.isEmpty()
                ? Optional.empty()
                : Optional.of(new Listener(binding.address(), binding.port(), Side.GATEWAY, chains)
                        .withPreamble(preamble(binding)));
    }

    private Preamble preamble(Binding binding) {
        List<Resource<?>> gateways = new ArrayList<>();
        for (Group group : binding.groups()) {
            group.servers().forEach(server -> gateways.add(server.place().resource()));
        }
        return ProxyProtocolAnnotation.preamble(binding.port(), gateways, findings);
    }

    private List<FilterChain> chains(Binding binding, Group group) {
        BoundServer first = group.servers().get(0);
        if (group.kind() == Kind.HTTP) {
            String name = named("http." + binding.port(), binding);
            return List.of(new FilterChain(List.of(), null, http(name, binding, group)));
        }
        ServerTlsSettings settings = first.server().tls();
        if (group.kind() == Kind.HTTPS && settings != null) {
            String name = named("https." + binding.port() + "." + id(first), binding);
            return List.of(new FilterChain(
                    serverNames(first), tls.compile(settings, first.place().field("tls")), http(name, binding, group)));
        }
        if (group.kind() == Kind.PASSTHROUGH) {
            return passthrough(binding, first);
        }
        String prefix = settings == null ? "tcp." + binding.port() : "tls." + binding.port() + "." + id(first);
        Optional<Content> content = l4.tcp(named(prefix, binding), first, binding.port());
        if (content.isEmpty()) {
            reportNoRule(first);
            return List.of();
        }
        return group.kind() == Kind.TLS && settings != null
                ? List.of(new FilterChain(
                        serverNames(first), tls.compile(settings, first.place().field("tls")), content.get()))
                : List.of(new FilterChain(List.of(), null, content.get()));
    }

    private List<FilterChain> passthrough(Binding binding, BoundServer server) {
        ServerTlsSettings settings = server.server().tls();
        if (settings != null && settings.mode() == ServerTlsSettings.Mode.AUTO_PASSTHROUGH) {
            findings.notServed(
                    server.place().field("tls").field("mode"),
                    "AUTO_PASSTHROUGH, which joins the sidecars of several clusters,",
                    "Use PASSTHROUGH and a rule for the server name.");
            return List.of();
        }
        List<FilterChain> chains = l4.passthrough(named("tls." + binding.port(), binding), server, binding.port());
        if (chains.isEmpty()) {
            reportNoRule(server);
        }
        return chains;
    }

    private void reportNoRule(BoundServer server) {
        findings.warn(
                Code.NOT_FOUND,
                server.place().field("hosts"),
                "No VirtualService has a rule for connections to this server; it serves nothing.",
                "Bind a VirtualService with tcp or tls rules to the Gateway.");
    }

    private Content http(String name, Binding binding, Group group) {
        return new Content.Http(hosts.compile(name, binding.port(), group.servers()));
    }

    /** The part of a route table's name that tells the servers of a port apart: port name, Gateway, namespace. */
    private static String id(BoundServer server) {
        Gateway.Port port = server.server().port();
        int slash = server.gateway().indexOf('/');
        return (port == null ? "" : port.name()) + "." + server.gateway().substring(slash + 1) + "."
                + server.gateway().substring(0, slash);
    }

    private static String named(String name, Binding binding) {
        return binding.bind().isEmpty() ? name : name + "." + binding.bind();
    }

    /** The names that choose a server by the client's hello; none if one of its hosts is any host. */
    private static List<String> serverNames(BoundServer server) {
        Set<String> names = new LinkedHashSet<>();
        for (String written : server.hosts()) {
            names.add(written.substring(written.indexOf('/') + 1).toLowerCase(Locale.ROOT));
        }
        return names.contains(ANY) ? List.of() : List.copyOf(names);
    }

    /** Whether no older chain is for one of the chain's server names, or for any. */
    private boolean claims(FilterChain chain, Set<String> taken, Place place) {
        List<String> names = chain.serverNames().isEmpty() ? List.of(ANY) : chain.serverNames();
        for (String name : names) {
            if (taken.contains(name)) {
                findings.warn(
                        Code.CONFLICT,
                        place.field("hosts"),
                        "Connections for host '" + name + "' go to an older server of the port; this one is not used.",
                        "Remove the host from one of the two, or use another port.");
                return false;
            }
        }
        taken.addAll(names);
        return true;
    }
}
