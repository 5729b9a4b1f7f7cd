package io.fairlead.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A real proxy on a free port of loopback, with what tests ask of it. */
final class TestProxy implements AutoCloseable {
    /** For whatever has to come at all; generous, as machines may be busy. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    static final String HOST = "app.test";

    private final ProxyServer server;
    private final int port;

    private TestProxy(ProxyServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** A proxy with one event loop that serves nothing yet. */
    static TestProxy start() {
        return start(ProxyOptions.of(1));
    }

    static TestProxy start(ProxyOptions options) {
        try {
            return new TestProxy(ProxyServer.start(options), freePort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody listens on. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for conditions; polls often. */
    static ConditionFactory await() {
        return Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(2))
                .pollDelay(Duration.ZERO);
    }

    ProxyServer server() {
        return server;
    }

    int port() {
        return port;
    }

    /** Publishes a snapshot of one listener, on this proxy's port. */
    TestProxy serve(Routing routing) {
        assertThat(publish(routing.on(port)).failures()).isEmpty();
        return this;
    }

    PublishResult publish(RoutingSnapshot snapshot) {
        try {
            return server.publish(snapshot).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not published", e);
        }
    }

    RawConnection connect() throws ClientException {
        return RawConnection.open(port);
    }

    /** One GET on a connection of its own. */
    RawResponse get(String target) throws ClientException {
        return send(RawRequest.get(target, HOST));
    }

    /** One request on a connection of its own. */
    RawResponse send(RawRequest request) throws ClientException {
        try (RawConnection connection = connect()) {
            return connection.exchange(request, LIMIT);
        }
    }

    /** The sum of a counter or gauge over all its labels. */
    double metric(String name) {
        for (MetricSnapshot metric : server.metrics().collect()) {
            if (metric.getMetadata().getName().equals(name)) {
                return metric instanceof CounterSnapshot counter
                        ? counter.getDataPoints().stream()
                                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                                .sum()
                        : ((GaugeSnapshot) metric)
                                .getDataPoints().stream()
                                        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                                        .sum();
            }
        }
        throw new AssertionError("no metric " + name);
    }

    /** The flags of requests that ended, each combination once. */
    List<String> flags() {
        List<String> flags = new ArrayList<>();
        for (MetricSnapshot metric : server.metrics().collect()) {
            if (metric instanceof CounterSnapshot counter
                    && counter.getMetadata().getName().equals("istio_requests")) {
                for (CounterSnapshot.CounterDataPointSnapshot point : counter.getDataPoints()) {
                    if ("source".equals(point.getLabels().get("reporter"))) {
                        flags.add(point.getLabels().get("response_flags"));
                    }
                }
            }
        }
        return flags;
    }

    /** Waits until no request and no client is left. */
    void awaitQuiet() {
        await().untilAsserted(() -> {
            assertThat(metric("fairlead_downstream_requests_active")).isZero();
            assertThat(metric("fairlead_downstream_connections_active")).isZero();
            assertThat(server.openConnections()).isZero();
        });
    }

    @Override
    public void close() {
        server.close();
    }
}
