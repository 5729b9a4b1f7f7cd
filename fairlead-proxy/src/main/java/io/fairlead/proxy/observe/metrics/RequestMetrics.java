package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Istio's standard metrics of requests: {@code istio_requests_total}, {@code istio_request_duration_milliseconds},
 * {@code istio_request_bytes} and {@code istio_response_bytes}, and of connections: {@link TcpSnapshots}. Source: Istio, "Istio Standard Metrics".
 *
 * <p>Each request is counted once, on its event loop, in a {@link DestinationCells} that the exchange has at hand, without
 * locks, shared writes or allocation. A scrape sums the loops and shows every count twice: as the source reports it, and as
 * the destination would. In a mesh the second one comes from the sidecar of the server; here there is none, but dashboards and
 * the queries of Flagger look for it. Requests for which no endpoint was chosen never reached a server, so only the source
 * reports those.
 */
public final class RequestMetrics {
    private final HeldSeries<DestinationLabels, DestinationSeries> destinations;
    private final DestinationSeries unknown;
    private final MetricLabels labels;

    RequestMetrics(WorkloadLabels source, int loopCount, Ticker ticker) {
        destinations =
                new HeldSeries<>(key -> new DestinationSeries(key, loopCount), DestinationLabels.UNKNOWN, ticker);
        unknown = destinations.acquire(DestinationLabels.UNKNOWN);
        labels = new MetricLabels(source);
    }

    /**
     * The counts of a destination; to be given back by {@link #release} when its endpoint or cluster goes away. Counts made
     * later, by requests still under way, appear if they are made within an hour. Any thread.
     */
    public DestinationSeries acquire(DestinationLabels destination) {
        return destinations.acquire(destination);
    }

    /** Gives back what {@link #acquire} gave. Any thread. */
    public void release(DestinationSeries series) {
        destinations.release(series.labels());
    }

    /** The counts of requests that have no destination: no route took them, or its cluster does not exist. */
    public DestinationSeries unknown() {
        return unknown;
    }

    /** Adds what has been counted so far. Any thread. */
    void collect(Collection<MetricSnapshot> target) {
        CounterSnapshot.Builder requests =
                CounterSnapshot.builder().name("istio_requests").help("Requests handled, by how they ended.");
        Histogram duration = new Histogram(
                "istio_request_duration_milliseconds", "From a request's first byte to the end of the response.");
        Histogram requestBytes = new Histogram("istio_request_bytes", "Bytes received for a request, with its header.");
        Histogram responseBytes = new Histogram("istio_response_bytes", "Bytes sent for a response, with its header.");
        TcpSnapshots tcp = new TcpSnapshots(labels);
        for (Map.Entry<DestinationLabels, List<DestinationSeries>> shown :
                byShownLabels().entrySet()) {
            Map<Long, long[]> cells = new TreeMap<>();
            Map<Integer, long[]> connections = new TreeMap<>();
            for (DestinationSeries series : shown.getValue()) {
                series.addTo(cells);
                series.addTcpTo(connections);
            }
            tcp.add(shown.getKey(), connections);
            for (Map.Entry<Long, long[]> cell : cells.entrySet()) {
                for (Labels pointLabels : labels.ofRequests(shown.getKey(), cell.getKey())) {
                    long[] numbers = cell.getValue();
                    requests.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                            .labels(pointLabels)
                            .value((double) requestCount(numbers))
                            .build());
                    duration.add(pointLabels, numbers, RequestCell.DURATION, 1e-3);
                    requestBytes.add(pointLabels, numbers, RequestCell.REQUEST_BYTES, 1);
                    responseBytes.add(pointLabels, numbers, RequestCell.RESPONSE_BYTES, 1);
                }
            }
        }
        target.addAll(List.of(requests.build(), duration.build(), requestBytes.build(), responseBytes.build()));
        tcp.collect(target);
    }

    /** Series of several clusters may have the same labels, for example those of a service and of its subsets. */
    private Map<DestinationLabels, List<DestinationSeries>> byShownLabels() {
        Map<DestinationLabels, List<DestinationSeries>> shown = new LinkedHashMap<>();
        for (DestinationSeries series : destinations.collect()) {
            shown.computeIfAbsent(series.labels().shown(), labels -> new ArrayList<>())
                    .add(series);
        }
        return shown;
    }

    /** How the requests to the clusters end whose names are accepted. Any thread. */
    public ClusterOutcomes outcomes(Predicate<String> clusters) {
        return new ClusterOutcomes(destinations.collect().stream()
                .filter(series -> clusters.test(series.labels().cluster()))
                .toList());
    }

    private static long requestCount(long[] numbers) {
        long count = 0;
        for (int i = 0; i < RequestCell.BUCKETS; i++) {
            count += numbers[RequestCell.DURATION + i];
        }
        return count;
    }

    /** A histogram under construction. */
    private static final class Histogram {
        private static final double[] UPPER_BOUNDS = upperBounds();

        private final HistogramSnapshot.Builder snapshot;

        Histogram(String name, String help) {
            snapshot = HistogramSnapshot.builder().name(name).help(help);
        }

        private static double[] upperBounds() {
            double[] bounds = new double[RequestCell.BUCKETS];
            System.arraycopy(RequestCell.BOUNDS, 0, bounds, 0, RequestCell.BOUNDS.length);
            bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
            return bounds;
        }

        void add(Labels labels, long[] numbers, int start, double sumUnit) {
            long[] counts = new long[RequestCell.BUCKETS];
            System.arraycopy(numbers, start, counts, 0, counts.length);
            snapshot.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(UPPER_BOUNDS, counts))
                    .sum(numbers[start + RequestCell.BUCKETS] * sumUnit)
                    .build());
        }

        HistogramSnapshot build() {
            return snapshot.build();
        }
    }
}
