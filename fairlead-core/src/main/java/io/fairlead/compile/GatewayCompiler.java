package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.tls.DownstreamTlsCompiler;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.Resource;
import io.fairlead.routing.Viewpoint;
import io.fairlead.validate.syntax.IpAddresses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The listeners that the Gateways of a workload ask for. Plain HTTP servers on one port and address share a chain, servers
 * with TLS have each their own, and one that is neither keeps the port to itself. A newer server that does not go with the
 * older ones is left out. Source: Istio {@code mergeGateways}.
 */
final class GatewayCompiler {
    /** The protocols that are plain HTTP on a gateway, in lower case. */
    private static final Set<String> HTTP_PROTOCOLS = Set.of("http", "http2", "grpc", "grpc-web", "http_proxy");

    /** What a server does with its connections. */
    enum Kind {
        /** Plain HTTP. */
        HTTP,
        /** HTTP in TLS, which is ended. */
        HTTPS,
        /** Any bytes in TLS, which is ended. */
        TLS,
        /** TLS that is passed on as it is, by its server name. */
        PASSTHROUGH,
        /** Any bytes. */
        TCP;

        static Kind of(Gateway.Server server, String protocol) {
            if (HTTP_PROTOCOLS.contains(protocol)) {
                return HTTP;
            }
            if (server.tls() == null || !protocol.equals("https") && !protocol.equals("tls")) {
                return TCP;
            }
            if (!DownstreamTlsCompiler.isEnded(server.tls().mode())) {
                return PASSTHROUGH;
            }
            return protocol.equals("https") ? HTTPS : TLS;
        }

        boolean sharesPort() {
            return this == HTTPS || this == TLS || this == PASSTHROUGH;
        }
    }

    /**
     * The servers that one chain of a listener is for: all that are plain HTTP, or one of another kind.
     *
     * @param servers in the order of age
     */
    record Group(Kind kind, List<BoundServer> servers) {}

    /**
     * A listener to be.
     *
     * @param address the IP address to bind
     * @param bind as the first server writes it; "" for all addresses
     * @param groups in the order of age
     */
    record Binding(String address, int port, String bind, List<Group> groups) {
        @Nullable
        Group group(Kind kind) {
            for (Group group : groups) {
                if (group.kind() == kind) {
                    return group;
                }
            }
            return null;
        }
    }

    private record Socket(int port, String address) implements Comparable<Socket> {
        @Override
        public int compareTo(Socket other) {
            return Comparator.comparingInt(Socket::port)
                    .thenComparing(Socket::address)
                    .compare(this, other);
        }
    }

    private final Viewpoint viewpoint;
    private final Findings findings;
    private final Map<Socket, Binding> bindings = new TreeMap<>();
    private final Map<Socket, Set<String>> tlsHosts = new HashMap<>();

    GatewayCompiler(Viewpoint viewpoint, Findings findings) {
        this.viewpoint = viewpoint;
        this.findings = findings;
    }

    /** The listeners by port, then address. */
    Collection<Binding> compile(List<Resource<Gateway>> gateways) {
        for (Resource<Gateway> gateway : gateways) {
            Map<String, String> selector = gateway.spec().selector();
            boolean applies = viewpoint.labels().isEmpty()
                    || viewpoint.labels().entrySet().containsAll(selector.entrySet());
            for (int i = 0; applies && i < gateway.spec().servers().size(); i++) {
                add(gateway, i);
            }
        }
        return bindings.values();
    }

    private void add(Resource<Gateway> gateway, int position) {
        Gateway.Server server = gateway.spec().servers().get(position);
        Place place = new Place(gateway, FieldPath.of("spec", "servers").index(position));
        Gateway.Port port = server.port();
        if (port == null || port.number() < 1 || port.number() > 65535) {
            findings.notServed(place.field("port"), "A server without a port number", "Write one from 1 to 65535.");
            return;
        }
        if (Objects.equals(viewpoint.httpProxyPort(), (int) port.number())) {
            findings.warn(
                    Code.CONFLICT,
                    place.field("port"),
                    "Port " + port.number() + " is the HTTP proxy's; this server is not used.",
                    "Use another port, here or in --http-proxy-port.");
            return;
        }
        if (!server.bind().isEmpty() && !IpAddresses.isAddress(server.bind())) {
            findings.notServed(
                    place.field("bind"), "A server that is bound to " + server.bind(), "Bind an IP address.");
            return;
        }
        String address = server.bind().isEmpty() ? "0.0.0.0" : server.bind();
        Socket socket = new Socket((int) port.number(), address);
        BoundServer bound = new BoundServer(
                gateway.ref().namespace() + "/" + gateway.ref().name(),
                server,
                hosts(server, gateway.ref().namespace()),
                place);
        if (server.tls() != null && claimsTakenHost(socket, bound, place)) {
            return;
        }
        add(socket, bound, Kind.of(server, port.protocol().toLowerCase(Locale.ROOT)));
    }

    private boolean claimsTakenHost(Socket socket, BoundServer server, Place place) {
        Set<String> taken = tlsHosts.computeIfAbsent(socket, key -> new HashSet<>());
        for (String host : server.hosts()) {
            if (taken.contains(host)) {
                findings.warn(
                        Code.CONFLICT,
                        place.field("hosts"),
                        "An older server with tls on port " + socket.port() + " has host '" + host
                                + "' too; this server is not used.",
                        "Remove the host from one of the two.");
                return true;
            }
        }
        taken.addAll(server.hosts());
        return false;
    }

    private void add(Socket socket, BoundServer server, Kind kind) {
        Binding binding = bindings.get(socket);
        if (binding == null) {
            binding =
                    new Binding(socket.address(), socket.port(), server.server().bind(), new ArrayList<>());
            bindings.put(socket, binding);
        }
        Group same = kind == Kind.HTTP ? binding.group(Kind.HTTP) : null;
        if (same != null) {
            same.servers().add(server);
        } else if (goesWith(binding, kind)) {
            binding.groups().add(new Group(kind, new ArrayList<>(List.of(server))));
        } else {
            reportTaken(socket, binding.groups().get(0).servers().get(0).gateway(), server.place());
        }
    }

    /** Plain HTTP goes with older servers with TLS, though these do not go with older plain HTTP. */
    private static boolean goesWith(Binding binding, Kind kind) {
        return binding.groups().isEmpty()
                || (kind.sharesPort() || kind == Kind.HTTP)
                        && binding.groups().stream()
                                .allMatch(group -> group.kind().sharesPort());
    }

    private void reportTaken(Socket socket, String owner, Place place) {
        findings.warn(
                Code.CONFLICT,
                place.field("port"),
                "An older server of another kind has port " + socket.port() + " (Gateway " + owner
                        + "); this server is not used.",
                "Use another port.");
    }

    /** The server's hosts with its own namespace filled in. A host for every namespace stands for all others. */
    private static List<String> hosts(Gateway.Server server, String namespace) {
        List<String> hosts = new ArrayList<>(server.hosts().size());
        for (String written : server.hosts()) {
            int slash = written.indexOf('/');
            String owner = slash < 0 ? "" : written.substring(0, slash);
            String host = written.substring(slash + 1);
            if (owner.equals("*") && host.equals("*")) {
                return List.of(host);
            }
            if (owner.equals(".")) {
                hosts.add(namespace + "/" + host);
            } else {
                hosts.add(owner.isEmpty() || owner.equals("*") ? host : written);
            }
        }
        return hosts;
    }
}
