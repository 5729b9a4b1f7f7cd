package io.fairlead.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.Listener;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.PathRewrite;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.fairlead.testkit.time.Deadline;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the outside sees of requests that were served: header values, the access log and metrics. */
class ObservedTrafficTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final AccessLogOptions.Format FORMAT = AccessLogOptions.Format.text(
            "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %REQ(:PATH)% %REQ(:AUTHORITY)% %RESPONSE_CODE%"
                    + " %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %BYTES_SENT% %ROUTE_NAME% %UPSTREAM_CLUSTER%"
                    + " %UPSTREAM_REMOTE_PORT%");

    @TempDir
    private Path folder;

    private int listenPort;
    private int backendPort;
    private int deadPort;

    @Test
    void aRewrittenRequestIsShownAsItWasForwarded() throws Exception {
        Path file = folder.resolve("access.log");
        try (EchoBackend backend = EchoBackend.start("v1", 0, new HitLog());
                ProxyServer proxy = ProxyServer.start(options(file))) {
            publish(proxy, backend);

            RawResponse response = get("/old/x?q=1", "shop.test");

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().all("x-seen")).containsExactly("/new/x?q=1 /old/x?q=1 up.test http v1");
        }

        assertThat(Files.readAllLines(file))
                .singleElement()
                .asString()
                .matches("GET /old/x\\?q=1 /new/x\\?q=1 up\\.test 200 - via_upstream [1-9]\\d* forwarded good "
                        + backendPort);
    }

    @Test
    void everyRequestIsCountedAndLoggedByHowItEnded() throws Exception {
        Path file = folder.resolve("access.log");
        try (EchoBackend backend = EchoBackend.start("v1", 0, new HitLog());
                ProxyServer proxy = ProxyServer.start(options(file))) {
            publish(proxy, backend);

            assertThat(get("/old/1", "shop.test").status()).isEqualTo(200);
            assertThat(get("/old/2", "shop.test").status()).isEqualTo(200);
            assertThat(get("/dead", "shop.test").status()).isEqualTo(503);
            assertThat(get("/none", "shop.test").status()).isEqualTo(503);
            assertThat(get("/unmatched", "shop.test").status()).isEqualTo(404);
        }

        assertThat(Files.readAllLines(file))
                .hasSize(5)
                .satisfiesOnlyOnce(line ->
                        assertThat(line).startsWith("GET /unmatched /unmatched shop.test 404 NR route_not_found "))
                .satisfiesOnlyOnce(line -> assertThat(line).contains(" 503 NC cluster_not_found "))
                .satisfiesOnlyOnce(line -> assertThat(line)
                        .contains(" 503 UF ")
                        .contains("upstream_reset_before_response_started{remote_connection_failure")
                        .endsWith(" dead dead " + deadPort));
    }

    @Test
    void metricsHaveTheLabelsThatDashboardsAskFor() throws Exception {
        try (EchoBackend backend = EchoBackend.start("v1", 0, new HitLog());
                ProxyServer proxy = ProxyServer.start(options(folder.resolve("access.log")))) {
            publish(proxy, backend);
            get("/old/1", "shop.test");
            get("/old/2", "shop.test");
            get("/dead", "shop.test");
            get("/unmatched", "shop.test");
            // A request is counted when its response has been sent, which the client may see first.
            Deadline deadline = Deadline.in(LIMIT);
            while (requests(proxy, Map.of("response_flags", "NR")) < 1 && !deadline.isOver()) {
                Thread.onSpinWait();
            }

            for (String reporter : List.of("source", "destination")) {
                assertThat(requests(
                                proxy,
                                Map.of(
                                        "reporter", reporter,
                                        "source_workload", "gateway",
                                        "destination_workload", "good-v1",
                                        "destination_workload_namespace", "default",
                                        "destination_version", "v1",
                                        "response_code", "200",
                                        "response_flags", "-")))
                        .isEqualTo(2);
                assertThat(requests(
                                proxy,
                                Map.of(
                                        "reporter",
                                        reporter,
                                        "destination_workload",
                                        "dead-v1",
                                        "response_flags",
                                        "UF")))
                        .isEqualTo(1);
            }
            assertThat(requests(proxy, Map.of("reporter", "source", "response_flags", "NR")))
                    .isEqualTo(1);
            assertThat(requests(proxy, Map.of("reporter", "destination"))).isEqualTo(3);
            HistogramSnapshot bytes = (HistogramSnapshot) metric(proxy, "istio_response_bytes");
            assertThat(bytes.getDataPoints())
                    .allSatisfy(point -> assertThat(point.getSum()).isPositive());
        }
    }

    private ProxyOptions options(Path accessLog) {
        return ProxyOptions.of(1)
                .withSource(WorkloadLabels.of("gateway", "edge", Map.of()))
                .withAccessLog(new AccessLogOptions(FORMAT, accessLog));
    }

    private void publish(ProxyServer proxy, EchoBackend backend) throws Exception {
        backendPort = backend.port();
        deadPort = freePort();
        listenPort = freePort();
        HeaderMutation seen = new HeaderMutation(
                List.of(),
                List.of(new HeaderMutation.Value(
                        "x-seen",
                        "%REQ(:path)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %REQ(:authority)% %REQ(:scheme)%"
                                + " %RESP(x-echo-backend)%")),
                List.of());
        RouteEntry forwarded = route(
                "/old",
                "forwarded",
                new RouteAction.Forward(to("good"), new PathRewrite.Prefix("/new"), "up.test"),
                new HeaderMutations(HeaderMutation.NONE, seen));
        RouteEntry dead = route("/dead", "dead", new RouteAction.Forward(to("dead"), null, null), HeaderMutations.NONE);
        RouteEntry none = route("/none", "none", new RouteAction.Forward(to("none"), null, null), HeaderMutations.NONE);
        RouteTable table = new RouteTable(
                "http",
                List.of(new VirtualHost(
                        "*:80", List.of("*"), VirtualHost.TlsRequirement.NONE, List.of(forwarded, dead, none))));
        RoutingSnapshot snapshot = new RoutingSnapshot(
                1,
                List.of(Listener.http("127.0.0.1", listenPort, table)),
                Map.of("good", cluster("good", backendPort), "dead", cluster("dead", deadPort)));
        assertThat(proxy.publish(snapshot)
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .failures())
                .isEmpty();
    }

    private static List<WeightedDestination> to(String cluster) {
        return List.of(new WeightedDestination(cluster, 1, HeaderMutations.NONE, null));
    }

    private static RouteEntry route(String prefix, String name, RouteAction action, HeaderMutations headers) {
        return new RouteEntry(
                name,
                new RouteMatch(new PathMatcher.Prefix(prefix, false), List.of(), List.of()),
                action,
                headers,
                Map.of(),
                new RouteEntry.Origin(
                        new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "default", "vs"),
                        FieldPath.of("spec", "http"),
                        "vs"));
    }

    private static Cluster cluster(String name, int port) {
        return new Cluster(
                name,
                new Cluster.Service(name + ".default.svc.cluster.local", name, "default", 80, ""),
                Discovery.STATIC,
                List.of(new Endpoint("127.0.0.1", port, 1, Map.of("app", name, "version", "v1"), "", name + "-v1")),
                LoadBalancing.ROUND_ROBIN,
                Duration.ofSeconds(5));
    }

    private RawResponse get(String target, String host) throws Exception {
        try (RawConnection connection = RawConnection.open(listenPort)) {
            return connection.exchange(RawRequest.get(target, host), LIMIT);
        }
    }

    private static double requests(ProxyServer proxy, Map<String, String> selector) {
        CounterSnapshot snapshot = (CounterSnapshot) metric(proxy, "istio_requests");
        return snapshot.getDataPoints().stream()
                .filter(point -> matches(point.getLabels(), selector))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private static boolean matches(Labels labels, Map<String, String> selector) {
        return selector.entrySet().stream().allMatch(entry -> entry.getValue().equals(labels.get(entry.getKey())));
    }

    private static MetricSnapshot metric(ProxyServer proxy, String name) {
        return StreamSupport.stream(proxy.metrics().collect().spliterator(), false)
                .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
