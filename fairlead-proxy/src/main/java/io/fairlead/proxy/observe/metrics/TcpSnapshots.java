package io.fairlead.proxy.observe.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.Map;

/**
 * Istio's standard metrics of connections, under construction: {@code istio_tcp_connections_opened_total},
 * {@code istio_tcp_connections_closed_total}, {@code istio_tcp_received_bytes_total} and {@code istio_tcp_sent_bytes_total}.
 * Bytes are those that came from the client and that went to it. Source: Istio, "Istio Standard Metrics".
 */
final class TcpSnapshots {
    private final MetricLabels labels;
    private final CounterSnapshot.Builder opened =
            counter("istio_tcp_connections_opened", "Connections begun that carry no HTTP.");
    private final CounterSnapshot.Builder closed =
            counter("istio_tcp_connections_closed", "Connections ended that carried no HTTP, by how they ended.");
    private final CounterSnapshot.Builder received =
            counter("istio_tcp_received_bytes", "Bytes from clients on connections that carry no HTTP.");
    private final CounterSnapshot.Builder sent =
            counter("istio_tcp_sent_bytes", "Bytes to clients on connections that carry no HTTP.");

    TcpSnapshots(MetricLabels labels) {
        this.labels = labels;
    }

    private static CounterSnapshot.Builder counter(String name, String help) {
        return CounterSnapshot.builder().name(name).help(help);
    }

    /** Adds the counts of a destination. */
    void add(DestinationLabels destination, Map<Integer, long[]> all) {
        for (Map.Entry<Integer, long[]> sums : all.entrySet()) {
            int flags = sums.getKey();
            long[] numbers = sums.getValue();
            for (Labels point : labels.ofConnections(destination, flags)) {
                add(closed, point, numbers[TcpCells.CLOSED]);
                if (flags == 0) {
                    add(opened, point, numbers[TcpCells.OPENED]);
                    add(received, point, numbers[TcpCells.RECEIVED]);
                    add(sent, point, numbers[TcpCells.SENT]);
                }
            }
        }
    }

    private static void add(CounterSnapshot.Builder counter, Labels point, long value) {
        counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(point)
                .value((double) value)
                .build());
    }

    /** Adds the metrics to {@code target}. */
    void collect(Collection<MetricSnapshot> target) {
        target.add(opened.build());
        target.add(closed.build());
        target.add(received.build());
        target.add(sent.build());
    }
}
