package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
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

/**
 * The listeners that the Gateways of a workload ask for. Plain HTTP servers on one port and address share a listener; a
 * server of another kind keeps the port to itself if it is older. Source: Istio {@code mergeGateways}.
 */
final class GatewayCompiler {
    /** The protocols that are plain HTTP on a gateway, in lower case. */
    private static final Set<String> HTTP = Set.of("http", "http2", "grpc", "grpc-web", "http_proxy");

    private static final Set<String> TLS = Set.of("https", "tls");

    /**
     * A listener to be.
     *
     * @param address the IP address to bind
     * @param bind as the first server writes it; "" for all addresses
     * @param servers in the order of age
     */
    record Binding(String address, int port, String bind, List<BoundServer> servers) {}

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
    private final Map<Socket, String> opaque = new HashMap<>();
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
                hosts(server, gateway.ref().namespace()));
        if (server.tls() != null && claimsTakenHost(socket, bound, place)) {
            return;
        }
        if (HTTP.contains(port.protocol().toLowerCase(Locale.ROOT))) {
            addHttp(socket, bound, place);
        } else {
            addOpaque(socket, port, bound, place);
        }
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

    private void addHttp(Socket socket, BoundServer server, Place place) {
        String owner = opaque.get(socket);
        if (owner != null) {
            reportTaken(socket, owner, place);
            return;
        }
        bindings.computeIfAbsent(
                        socket,
                        key -> new Binding(
                                key.address(), key.port(), server.server().bind(), new ArrayList<>()))
                .servers()
                .add(server);
    }

    private void addOpaque(Socket socket, Gateway.Port port, BoundServer server, Place place) {
        findings.notServed(
                place.field("port").field("protocol"),
                "Protocol " + port.protocol() + " of a server",
                "Use HTTP; other servers of the Gateway are served.");
        Binding older = bindings.get(socket);
        if (older != null) {
            reportTaken(socket, older.servers().get(0).gateway(), place);
        } else if (!TLS.contains(port.protocol().toLowerCase(Locale.ROOT))) {
            opaque.putIfAbsent(socket, server.gateway());
        }
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
