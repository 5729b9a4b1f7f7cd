package io.fairlead.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.Bytes;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourcePosition;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.VirtualHost;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdminServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ResourceRef APP = new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "default", "app");

    private final FakeView view = new FakeView();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), view, Map.of(), null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawResponse send(RawRequest request) throws ClientException {
        try (RawConnection connection = RawConnection.open(server.address().getPort())) {
            return connection.exchange(request, LIMIT);
        }
    }

    private RawResponse get(String target) throws ClientException {
        return send(RawRequest.get(target, "127.0.0.1:" + server.address().getPort()));
    }

    private static JsonNode json(RawResponse response) {
        return JsonMapper.shared().readTree(response.text());
    }

    @Test
    void readyTellsTheReasonWhileItIsNot() throws ClientException {
        view.readiness = Readiness.notReady(6, "version 7 is being put into force");

        RawResponse response = get("/ready");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers().first("content-type")).hasValue("application/json; charset=utf-8");
        assertThat(json(response).path("ready").asBoolean()).isFalse();
        assertThat(json(response).path("version").asLong()).isEqualTo(6);
        assertThat(json(response).path("reason").asString()).isEqualTo("version 7 is being put into force");
    }

    @Test
    void readyAnswers200WithTheVersionOnceItIs() throws ClientException {
        view.readiness = Readiness.ready(7);

        RawResponse response = get("/ready");

        assertThat(response.status()).isEqualTo(200);
        assertThat(json(response).path("version").asLong()).isEqualTo(7);
        assertThat(json(response).has("reason")).isFalse();
    }

    @Test
    void configShowsObjectsDiagnosticsAndListeners() throws ClientException {
        SourcePosition position = new SourcePosition("app.yaml", 12, 7);
        Diagnostic diagnostic = new Diagnostic(
                Code.INVALID,
                Severity.ERROR,
                APP,
                FieldPath.of("spec", "http").index(0).field("timeout"),
                position,
                "timeout is \"banana\".",
                "Write a duration such as 5s.");
        view.config = new ConfigReport(
                3,
                Instant.parse("2026-11-23T12:00:00Z"),
                List.of(new ObjectReport(APP, ObjectReport.Status.KEPT_LAST_GOOD, position)),
                List.of(diagnostic),
                List.of(
                        new ListenerReport("http.8080", "0.0.0.0", 8080, 2, 5, ""),
                        new ListenerReport("http.8081", "0.0.0.0", 8081, 1, 4, "Address already in use")),
                RoutingSnapshot.EMPTY);

        JsonNode config = json(get("/config"));

        assertThat(config.path("version").asLong()).isEqualTo(3);
        assertThat(config.path("time").asString()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(config.at("/counts/routes").asInt()).isEqualTo(9);
        assertThat(config.at("/counts/kept-last-good").asInt()).isEqualTo(1);
        assertThat(config.at("/objects/0/kind").asString()).isEqualTo("VirtualService");
        assertThat(config.at("/objects/0/status").asString()).isEqualTo("kept-last-good");
        assertThat(config.at("/diagnostics/0/code").asString()).isEqualTo("FLD0201");
        assertThat(config.at("/diagnostics/0/severity").asString()).isEqualTo("error");
        assertThat(config.at("/diagnostics/0/path").asString()).isEqualTo("spec.http[0].timeout");
        assertThat(config.at("/diagnostics/0/position").asString()).isEqualTo("app.yaml:12:7");
        assertThat(config.at("/diagnostics/0/line").asInt()).isEqualTo(12);
        assertThat(config.at("/diagnostics/0/advice").asString()).isEqualTo("Write a duration such as 5s.");
        assertThat(config.at("/listeners/0/status").asString()).isEqualTo("serving");
        assertThat(config.at("/listeners/1/status").asString()).isEqualTo("failed");
        assertThat(config.at("/listeners/1/reason").asString()).isEqualTo("Address already in use");
        assertThat(config.has("snapshot")).isFalse();
    }

    @Test
    void fullConfigShowsTheCompiledRouting() throws ClientException {
        RouteEntry route = new RouteEntry(
                "maintenance",
                RouteMatch.ANY,
                new RouteAction.DirectResponse(503, Bytes.ofUtf8("back soon")),
                HeaderMutations.NONE,
                Map.of(404, 410),
                new RouteEntry.Origin(APP, FieldPath.of("spec", "http").index(0), "http[0]"));
        VirtualHost host = new VirtualHost(
                "app:8080", List.of("app.example.com"), VirtualHost.TlsRequirement.NONE, List.of(route));
        RouteTable table = new RouteTable("http.8080", List.of(host));
        RoutingSnapshot snapshot =
                new RoutingSnapshot(3, List.of(Listener.http("0.0.0.0", 8080, table)), Map.<String, Cluster>of());
        view.config = new ConfigReport(3, Instant.EPOCH, List.of(), List.of(), List.of(), snapshot);

        JsonNode shown =
                json(get("/config?full")).at("/snapshot/listeners/0/chains/0/content/routes/virtualHosts/0/routes/0");

        assertThat(shown.path("name").asString()).isEqualTo("maintenance");
        assertThat(shown.at("/action/type").asString()).isEqualTo("DirectResponse");
        assertThat(shown.at("/action/status").asInt()).isEqualTo(503);
        assertThat(shown.at("/action/body").asString()).isEqualTo("back soon");
        assertThat(shown.at("/responseStatus/404").asInt()).isEqualTo(410);
        assertThat(shown.at("/origin/resource").asString()).isEqualTo("VirtualService/default/app");
        assertThat(shown.at("/origin/path").asString()).isEqualTo("spec.http[0]");
    }

    @Test
    void statsAreSortedByEnvoysNamesAndCanBeFiltered() throws ClientException {
        view.metrics = metrics();

        assertThat(get("/stats").text()).isEqualTo("""
                        cluster.outbound|80||a.example.com.upstream_cx_active: 3
                        http.downstream_rq_2xx: 9
                        http.downstream_rq_5xx: 2
                        http.downstream_rq_total: 11
                        load: 0.25
                        """);
        assertThat(get("/stats?filter=downstream_rq_5").text()).isEqualTo("http.downstream_rq_5xx: 2\n");
    }

    @Test
    void statsComeAsJsonToo() throws ClientException {
        view.metrics = metrics();

        JsonNode stats = json(get("/stats?format=json&filter=load"));

        assertThat(stats.at("/stats/0/name").asString()).isEqualTo("load");
        assertThat(stats.at("/stats/0/value").asDouble()).isEqualTo(0.25);
        assertThat(get("/stats?format=xml").status()).isEqualTo(400);
    }

    @Test
    void metricsComeInTheFormatThatIsAskedFor() throws ClientException {
        view.metrics = metrics();

        RawResponse plain = get("/metrics");
        RawResponse open = send(
                RawRequest.get("/metrics", "localhost").header("accept", "application/openmetrics-text;version=1.0.0"));

        assertThat(plain.headers().first("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(plain.text())
                .contains("istio_requests_total{reporter=\"source\",response_code=\"200\"} 9.0\n")
                .doesNotContain("# EOF");
        assertThat(open.headers().first("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
        assertThat(open.text()).endsWith("# EOF\n");
    }

    @Test
    void headHasTheLengthAndNoBody() throws ClientException {
        RawResponse response =
                send(RawRequest.of("HEAD", "/healthz", "localhost").header("connection", "close"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().first("content-length")).hasValue("5");
        assertThat(response.body().size()).isZero();
    }

    @Test
    void otherMethodsAndPathsAreRefused() throws ClientException {
        RawResponse post = send(RawRequest.of("POST", "/config", "localhost").body(Bytes.ofUtf8("{}")));

        assertThat(post.status()).isEqualTo(405);
        assertThat(post.headers().first("allow")).hasValue("GET, HEAD");
        assertThat(get("/nothing").status()).isEqualTo(404);
        assertThat(get("/ready/").status()).isEqualTo(404);
        assertThat(get("/").text()).contains("/ready", "/config", "/stats", "/metrics", "/healthz");
    }

    @Test
    void aNameThatMayBeReboundIsRefusedOnLoopback() throws ClientException {
        assertThat(send(RawRequest.get("/config", "attacker.example")).status()).isEqualTo(403);
        assertThat(send(RawRequest.get("/config", "127.0.0.1.attacker.example")).status())
                .isEqualTo(403);
        assertThat(send(RawRequest.get("/config", "LOCALHOST:15000")).status()).isEqualTo(200);
        assertThat(send(RawRequest.get("/config", "[::1]:15000")).status()).isEqualTo(200);
    }

    @Test
    void aPageThatFailsAnswers500AndTheServerLivesOn() throws ClientException {
        view.readinessFails = true;

        assertThat(get("/ready").status()).isEqualTo(500);
        assertThat(get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void anAddressInUseIsAnIoException() {
        assertThatThrownBy(() -> AdminServer.start(server.address(), view, Map.of(), null))
                .isInstanceOf(BindException.class);
    }

    private static MetricSnapshots metrics() {
        return new MetricSnapshots(
                CounterSnapshot.builder()
                        .name("istio_requests")
                        .dataPoint(point("source", "200", 9))
                        .dataPoint(point("destination", "200", 9))
                        .dataPoint(point("source", "503", 2))
                        .build(),
                GaugeSnapshot.builder()
                        .name("fairlead_upstream_connections_active")
                        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .labels(Labels.of("cluster_name", "outbound|80||a.example.com"))
                                .value(3)
                                .build())
                        .build(),
                GaugeSnapshot.builder()
                        .name("load")
                        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .value(0.25)
                                .build())
                        .build());
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(String reporter, String code, double value) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("reporter", reporter, "response_code", code))
                .value(value)
                .build();
    }
}
