package io.fairlead.compile;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.VirtualHost;
import io.fairlead.store.ResourceSet;
import io.fairlead.validate.ResourceValidator;
import io.fairlead.validate.ValidatedResources;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the reader, the validator and the compiler make of a text, and short ways to look at it. */
record Compilation(RoutingSnapshot snapshot, List<Diagnostic> diagnostics) {
    /** A Gateway {@code default/gw} for every host on port 80. */
    static final String GATEWAY = """
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default}
            spec:
              servers:
              - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
            """;

    /** A service {@code echo.default.svc.cluster.local} with port 8080 and subsets v1 and v2. */
    static final String ECHO = """
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: echo, namespace: default}
            spec:
              hosts: [echo.default.svc.cluster.local]
              resolution: STATIC
              location: MESH_INTERNAL
              ports: [{number: 8080, name: http, protocol: HTTP}]
              endpoints:
              - {address: 10.0.0.1, labels: {version: v1}}
              - {address: 10.0.0.2, labels: {version: v2}}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: echo, namespace: default}
            spec:
              host: echo
              subsets:
              - {name: v1, labels: {version: v1}}
              - {name: v2, labels: {version: v2}}
            """;

    /** Compiles texts for a gateway in namespace {@code default} without labels; they must be without errors. */
    static Compilation of(String... texts) {
        return of(new Viewpoint("default", Map.of(), ""), texts);
    }

    static Compilation of(Viewpoint viewpoint, String... texts) {
        ReadResult read = new ResourceReader().read("test.yaml", String.join("\n---\n", texts));
        ValidatedResources validated =
                ResourceValidator.validate(ResourceSet.of(7, read.resources()), ValidatedResources.EMPTY);
        List<Diagnostic> before = new ArrayList<>(read.diagnostics());
        before.addAll(validated.diagnostics());
        if (before.stream().anyMatch(Diagnostic::isError)) {
            throw new AssertionError("the fixture has errors: " + before);
        }
        CompiledRouting compiled = RoutingCompiler.compile(validated, viewpoint);
        return new Compilation(compiled.snapshot(), compiled.diagnostics());
    }

    /** A VirtualService {@code default/app} for host {@code app.test} on {@code gw} with these HTTP rules in flow style. */
    static String app(String... rules) {
        return virtualService("default", "app", "app.test", rules);
    }

    static String virtualService(String namespace, String name, String host, String... rules) {
        StringBuilder text = new StringBuilder("---\napiVersion: networking.istio.io/v1\nkind: VirtualService\n");
        text.append("metadata: {name: ").append(name).append(", namespace: ").append(namespace);
        text.append("}\nspec:\n  hosts: ['").append(host).append("']\n  gateways: [default/gw]\n  http:\n");
        for (String rule : rules) {
            text.append("  - ").append(rule).append('\n');
        }
        return text.toString();
    }

    Listener listener(int port) {
        return snapshot.listeners().stream()
                .filter(listener -> listener.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** The routes of a listener's only chain. */
    RouteTable routes(int port) {
        List<FilterChain> chains = listener(port).chains();
        if (chains.size() != 1) {
            throw new AssertionError("port " + port + " has the chains " + chains);
        }
        return ((Content.Http) chains.get(0).content()).routes();
    }

    VirtualHost host(String domain) {
        return hosts(80).stream()
                .filter(host -> host.domains().contains(domain))
                .findFirst()
                .orElseThrow();
    }

    List<VirtualHost> hosts(int port) {
        return routes(port).virtualHosts();
    }

    List<String> domains() {
        return hosts(80).stream().flatMap(host -> host.domains().stream()).toList();
    }

    /** The routes of {@code app.test}. */
    List<RouteEntry> routes() {
        return host("app.test").routes();
    }

    /** The paths of the routes of a host, a prefix with an asterisk behind it and an expression with a tilde before it. */
    List<String> paths(String domain) {
        return host(domain).routes().stream()
                .map(route -> path(route.match().path()))
                .toList();
    }

    private static String path(PathMatcher path) {
        if (path instanceof PathMatcher.Prefix prefix) {
            return prefix.prefix() + "*";
        }
        return path instanceof PathMatcher.Exact exact ? exact.path() : "~" + ((PathMatcher.Regex) path).pattern();
    }

    RouteAction.Forward forward(int route) {
        return (RouteAction.Forward) routes().get(route).action();
    }

    /** The cluster of the first destination of a route of {@code app.test}. */
    String destination(int route) {
        return forward(route).destinations().get(0).cluster();
    }

    Cluster cluster(String name) {
        Cluster cluster = snapshot.clusters().get(name);
        if (cluster == null) {
            throw new AssertionError(
                    "no cluster " + name + " among " + snapshot.clusters().keySet());
        }
        return cluster;
    }

    /** The endpoints of a cluster as {@code address:port}. */
    List<String> endpoints(String cluster) {
        return cluster(cluster).endpoints().stream().map(Compilation::text).toList();
    }

    private static String text(Endpoint endpoint) {
        return endpoint.address() + ":" + endpoint.port();
    }

    /** The findings with a code, as object and field. */
    List<String> found(Code code) {
        return diagnostics.stream()
                .filter(diagnostic -> diagnostic.code() == code)
                .map(diagnostic -> diagnostic.resource() + " " + diagnostic.path())
                .toList();
    }
}
