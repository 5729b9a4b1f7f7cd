package io.fairlead.proxy.tcp;

import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.routing.Listener.Content;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Where the connections of one content go, and how long they last. Immutable; any thread. */
final class TcpForwarding {
    private final List<Destination> destinations;
    private final long totalWeight;
    private final long idleNanos;
    private final long maxNanos;
    private final boolean bindsToSource;

    /**
     * One of several destinations.
     *
     * @param cluster null if the configuration has no such cluster
     */
    record Destination(String clusterName, @Nullable UpstreamCluster cluster, long weight) {}

    TcpForwarding(Content.Tcp content, Map<String, UpstreamCluster> clusters) {
        this.destinations = content.destinations().stream()
                .map(each -> new Destination(each.cluster(), clusters.get(each.cluster()), each.weight()))
                .toList();
        this.totalWeight = destinations.stream().mapToLong(Destination::weight).sum();
        this.idleNanos = nanos(content.idleTimeout());
        this.maxNanos = nanos(content.maxDuration());
        this.bindsToSource = content.binding() == Content.Tcp.Binding.SOURCE_ADDRESS;
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toNanos();
    }

    /** Draws the destination of one connection by weight. */
    Destination draw(RandomGenerator random) {
        int i = 0;
        if (destinations.size() > 1) {
            long ticket = random.nextLong(totalWeight);
            while (ticket >= destinations.get(i).weight()) {
                ticket -= destinations.get(i).weight();
                i++;
            }
        }
        return destinations.get(i);
    }

    /** Whether the client's address leads to the endpoint, where endpoints are chosen by hash. */
    boolean bindsToSource() {
        return bindsToSource;
    }

    /** After how long without a byte a connection is closed, 0 for never. */
    long idleNanos() {
        return idleNanos;
    }

    /** After how long a connection is closed, 0 for never. */
    long maxNanos() {
        return maxNanos;
    }
}
