package io.fairlead.proxy.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.Allocation;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.proxy.observe.Requests;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.LoadBalancing;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final WorkloadLabels GATEWAY =
            WorkloadLabels.of("gateway", "edge", Map.of("app", "gw", "service.istio.io/canonical-name", "ingress"));

    private long now;
    private final RequestMetrics metrics = new RequestMetrics(GATEWAY, 2, () -> now);

    @Test
    void aRequestIsReportedBySourceAndDestination() {
        DestinationSeries series = metrics.acquire(reviews("v2"));
        series.cells(0).count(Requests.ended(200, 7_000_000));
        series.cells(1).count(Requests.ended(200, 9_000_000));

        assertThat(requests(Map.of("reporter", "source"))).isEqualTo(2);
        assertThat(requests(Map.of("reporter", "destination"))).isEqualTo(2);
        assertThat(labelSets())
                .hasSize(2)
                .allSatisfy(labels -> assertThat(asMap(labels))
                        .containsAllEntriesOf(Map.ofEntries(
                                Map.entry("source_workload", "gateway"),
                                Map.entry("source_workload_namespace", "edge"),
                                Map.entry("source_app", "gw"),
                                Map.entry("source_version", "unknown"),
                                Map.entry("source_canonical_service", "ingress"),
                                Map.entry("source_canonical_revision", "latest"),
                                Map.entry("source_cluster", "unknown"),
                                Map.entry("source_principal", "unknown"),
                                Map.entry("destination_workload", "reviews-v2"),
                                Map.entry("destination_workload_namespace", "shop"),
                                Map.entry("destination_app", "reviews"),
                                Map.entry("destination_version", "v2"),
                                Map.entry("destination_canonical_service", "reviews"),
                                Map.entry("destination_canonical_revision", "v2"),
                                Map.entry("destination_cluster", "unknown"),
                                Map.entry("destination_principal", "unknown"),
                                Map.entry("destination_service", "reviews.shop.svc.cluster.local"),
                                Map.entry("destination_service_name", "reviews"),
                                Map.entry("destination_service_namespace", "shop"),
                                Map.entry("request_protocol", "http"),
                                Map.entry("response_code", "200"),
                                Map.entry("grpc_response_status", ""),
                                Map.entry("response_flags", "-"))));
        assertThat(requests(Map.of("reporter", "source", "connection_security_policy", "unknown")))
                .isEqualTo(2);
        assertThat(requests(Map.of("reporter", "destination", "connection_security_policy", "none")))
                .isEqualTo(2);
    }

    @Test
    void flaggersQuerySelectsTheCanaryByWorkload() {
        metrics.acquire(reviews("v1")).cells(0).count(Requests.ended(200, 1));
        DestinationCells canary = metrics.acquire(reviews("v2")).cells(0);
        canary.count(Requests.ended(200, 1));
        canary.count(Requests.ended(503, 1));

        Map<String, String> selected = Map.of(
                "reporter", "destination",
                "destination_workload_namespace", "shop",
                "destination_workload", "reviews-v2");
        assertThat(requests(selected)).isEqualTo(2);
        Map<String, String> failed = new HashMap<>(selected);
        failed.put("response_code", "503");
        assertThat(requests(failed)).isEqualTo(1);
    }

    @Test
    void requestsWithoutEndpointAreReportedBySourceOnly() {
        RequestFacts notFound = Requests.ended(404, 1);
        notFound.flag(ResponseFlag.NO_ROUTE_FOUND);
        metrics.unknown().cells(0).count(notFound);
        RequestFacts noHealthy = Requests.ended(503, 1);
        noHealthy.flag(ResponseFlag.NO_HEALTHY_UPSTREAM);
        metrics.acquire(DestinationLabels.of(cluster())).cells(0).count(noHealthy);

        assertThat(requests(Map.of(
                        "reporter", "source",
                        "response_code", "404",
                        "response_flags", "NR",
                        "destination_service", "unknown",
                        "destination_workload", "unknown")))
                .isEqualTo(1);
        assertThat(requests(
                        Map.of("response_flags", "UH", "destination_service_name", "reviews", "reporter", "source")))
                .isEqualTo(1);
        assertThat(requests(Map.of("reporter", "destination"))).isZero();
    }

    @Test
    void grpcIsToldApart() {
        RequestFacts info = Requests.ended(200, 1);
        info.grpcStatus(14);
        metrics.unknown().cells(0).count(info);

        assertThat(requests(Map.of("request_protocol", "grpc", "grpc_response_status", "14")))
                .isEqualTo(1);
    }

    @Test
    void histogramsHaveEnvoysBounds() {
        DestinationCells cells = metrics.unknown().cells(0);
        for (long micros : new long[] {400, 500, 501, 1_000, 7_000, 3_600_000_000L, 3_600_001_000L}) {
            cells.count(Requests.ended(200, micros * 1_000));
        }

        HistogramSnapshot duration = (HistogramSnapshot) metric("istio_request_duration_milliseconds");
        HistogramSnapshot.HistogramDataPointSnapshot point =
                duration.getDataPoints().get(0);
        List<String> counted = new ArrayList<>();
        point.getClassicBuckets().forEach(bucket -> {
            if (bucket.getCount() > 0) {
                counted.add(bucket.getUpperBound() + ":" + bucket.getCount());
            }
        });
        assertThat(counted).containsExactly("0.5:2", "1.0:2", "10.0:1", "3600000.0:1", "Infinity:1");
        assertThat(point.getClassicBuckets().size()).isEqualTo(20);
        assertThat(point.getSum()).isEqualTo(0.4 + 0.5 + 0.501 + 1 + 7 + 3_600_000 + 3_600_001);
        HistogramSnapshot bytes = (HistogramSnapshot) metric("istio_request_bytes");
        assertThat(bytes.getDataPoints().get(0).getSum()).isEqualTo(7 * 110);
        HistogramSnapshot sent = (HistogramSnapshot) metric("istio_response_bytes");
        assertThat(sent.getDataPoints().get(0).getSum()).isEqualTo(7 * 220);
        assertThat(sent.getDataPoints().get(0).getClassicBuckets().getCount(7)).isEqualTo(7);
    }

    @Test
    void endpointsWithEqualLabelsAreCountedTogether() {
        DestinationSeries first = metrics.acquire(reviews("v1"));
        DestinationSeries second = metrics.acquire(reviews("v1"));

        assertThat(second).isSameAs(first);
        assertThat(first.cells(0)).isSameAs(second.cells(0)).isNotSameAs(first.cells(1));
    }

    @Test
    void countersStayForAnHourAfterTheLastHolderLetGo() {
        DestinationSeries series = metrics.acquire(reviews("v1"));
        metrics.acquire(reviews("v1"));
        series.cells(0).count(Requests.ended(200, 1));

        metrics.release(series);
        now += 2 * HOUR_NANOS;
        assertThat(requests(Map.of("destination_version", "v1", "reporter", "source")))
                .isEqualTo(1);

        metrics.release(series);
        now += HOUR_NANOS - 1;
        series.cells(0).count(Requests.ended(200, 1));
        assertThat(requests(Map.of("destination_version", "v1", "reporter", "source")))
                .isEqualTo(2);

        now += 1;
        assertThat(requests(Map.of("destination_version", "v1", "reporter", "source")))
                .isZero();
        assertThat(metrics.acquire(reviews("v1"))).isNotSameAs(series);
    }

    @Test
    void aDestinationThatComesBackInTimeGoesOnCounting() {
        DestinationSeries series = metrics.acquire(reviews("v1"));
        series.cells(0).count(Requests.ended(200, 1));
        metrics.release(series);
        now += HOUR_NANOS - 1;

        assertThat(metrics.acquire(reviews("v1"))).isSameAs(series);
        now += 2 * HOUR_NANOS;
        assertThat(requests(Map.of("destination_version", "v1", "reporter", "source")))
                .isEqualTo(1);
    }

    @Test
    void tooManyDestinationsAreCountedAsUnknown() {
        for (int i = 0; i < HeldSeries.MAX_ENTRIES; i++) {
            metrics.acquire(reviews("v" + i));
        }

        assertThat(metrics.acquire(reviews("one-more"))).isSameAs(metrics.unknown());
        assertThat(metrics.acquire(reviews("v7")).labels()).isEqualTo(reviews("v7"));
    }

    @Test
    void tooManyOutcomesAreCountedAsCodeZero() {
        DestinationCells cells = metrics.unknown().cells(0);
        int total = 0;
        for (int flag = 0; flag < 3; flag++) {
            for (int code = 1; code < 1000; code++) {
                RequestFacts info = Requests.ended(code, 1);
                if (flag > 0) {
                    info.flag(flag == 1 ? ResponseFlag.LOCAL_RESET : ResponseFlag.NO_CLUSTER_FOUND);
                }
                cells.count(info);
                total++;
            }
        }

        assertThat(labelSets()).hasSize(DestinationCells.MAX_CELLS + 1);
        assertThat(requests(Map.of())).isEqualTo(total);
        assertThat(requests(Map.of("response_code", "0", "response_flags", "-")))
                .isEqualTo(total - DestinationCells.MAX_CELLS);
        assertThat(requests(Map.of("response_code", "999", "response_flags", "-")))
                .isEqualTo(1);
    }

    @Test
    void countersNeverGoBackwardsWhileALoopCounts() throws Exception {
        DestinationCells cells = metrics.unknown().cells(0);
        RequestFacts ok = Requests.ended(200, 1_000);
        RequestFacts bad = Requests.ended(500, 1_000);
        Thread loop = new Thread(() -> {
            for (int i = 0; i < 200_000; i++) {
                cells.count(i % 3 == 0 ? bad : ok);
            }
        });
        loop.start();
        double last = 0;
        while (loop.isAlive()) {
            double seen = requests(Map.of());
            assertThat(seen).isGreaterThanOrEqualTo(last);
            last = seen;
        }
        loop.join();
        assertThat(requests(Map.of())).isEqualTo(200_000);
    }

    @Test
    void everyFlagHasItsOwnBitAndName() {
        Set<String> names = new HashSet<>();
        int all = 0;
        for (ResponseFlag flag : ResponseFlag.values()) {
            assertThat(all & flag.bit()).isZero();
            all |= flag.bit();
            assertThat(names.add(flag.shortName())).isTrue();
            assertThat(ResponseFlag.names(flag.bit())).isEqualTo(flag.shortName());
        }
        assertThat(ResponseFlag.names(0)).isEqualTo("-");
        assertThat(ResponseFlag.names(all).split(",", -1)).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void countingARequestAllocatesNothing() {
        DestinationCells cells = metrics.unknown().cells(0);
        RequestFacts ok = Requests.ended(200, 3_000_000);
        RequestFacts bad = Requests.ended(503, 70_000_000);
        bad.flag(ResponseFlag.UPSTREAM_CONNECTION_FAILURE);

        assertThat(Allocation.bytesPerRun(() -> {
                    cells.count(ok);
                    cells.count(bad);
                }))
                .isZero();
    }

    private static DestinationLabels reviews(String version) {
        return DestinationLabels.of(
                cluster(),
                new Endpoint(
                        "10.0.0.1", 9080, 1, Map.of("app", "reviews", "version", version), "", "reviews-" + version));
    }

    private static Cluster cluster() {
        return new Cluster(
                "outbound|80||reviews.shop.svc.cluster.local",
                new Cluster.Service("reviews.shop.svc.cluster.local", "reviews", "shop", 80, ""),
                Discovery.STATIC,
                List.of(),
                LoadBalancing.LEAST_REQUEST,
                Duration.ofSeconds(10));
    }

    private MetricSnapshot metric(String name) {
        List<MetricSnapshot> all = new ArrayList<>();
        metrics.collect(all);
        return all.stream()
                .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private double requests(Map<String, String> selector) {
        CounterSnapshot snapshot = (CounterSnapshot) metric("istio_requests");
        return snapshot.getDataPoints().stream()
                .filter(point -> asMap(point.getLabels()).entrySet().containsAll(selector.entrySet()))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private List<Labels> labelSets() {
        CounterSnapshot snapshot = (CounterSnapshot) metric("istio_requests");
        return snapshot.getDataPoints().stream()
                .map(CounterSnapshot.CounterDataPointSnapshot::getLabels)
                .toList();
    }

    private static Map<String, String> asMap(Labels labels) {
        Map<String, String> map = new HashMap<>();
        labels.forEach(label -> map.put(label.getName(), label.getValue()));
        return map;
    }
}
