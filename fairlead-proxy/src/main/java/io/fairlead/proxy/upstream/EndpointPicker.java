package io.fairlead.proxy.upstream;

import io.fairlead.routing.LoadBalancing;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the endpoint of a request. Immutable but for its round-robin position; any thread; allocates nothing.
 *
 * <p>Endpoints of different weight are laid out in a table in which each occurs in proportion to its weight, spread evenly
 * (smooth weighted round robin). Round robin walks the table; the random policies draw from it. The table is bounded: weights
 * whose sum, after division by their common divisor, is larger than {@link #MAX_TABLE} are scaled down, so that a share is
 * met to within one part in some thousands.
 */
final class EndpointPicker {
    /** The most entries that the table of weights has. */
    static final int MAX_TABLE = 8192;

    private final UpstreamEndpoint[] table;
    private final LoadBalancing policy;
    private final boolean equalWeights;
    private final AtomicInteger position;

    EndpointPicker(List<UpstreamEndpoint> endpoints, LoadBalancing policy, int startPosition) {
        this.policy = policy;
        this.position = new AtomicInteger(startPosition);
        this.equalWeights = endpoints.stream()
                        .mapToInt(e -> e.endpoint().weight())
                        .distinct()
                        .count()
                <= 1;
        this.table = equalWeights ? endpoints.toArray(new UpstreamEndpoint[0]) : spread(endpoints);
    }

    /** The endpoint for one request, or null if there is none. */
    @Nullable
    UpstreamEndpoint pick(RandomGenerator random) {
        if (table.length <= 1) {
            return table.length == 0 ? null : table[0];
        }
        return switch (policy) {
            case ROUND_ROBIN -> table[Math.floorMod(position.getAndIncrement(), table.length)];
            case RANDOM -> table[random.nextInt(table.length)];
            case LEAST_REQUEST -> leastRequest(random);
        };
    }

    private UpstreamEndpoint leastRequest(RandomGenerator random) {
        UpstreamEndpoint first = table[random.nextInt(table.length)];
        UpstreamEndpoint second = table[random.nextInt(table.length)];
        if (equalWeights) {
            return second.activeRequests() < first.activeRequests() ? second : first;
        }
        // Fewer requests for its weight; the draw above has already favoured heavy endpoints when both are idle.
        long firstLoad = (long) first.activeRequests() * second.endpoint().weight();
        long secondLoad = (long) second.activeRequests() * first.endpoint().weight();
        return secondLoad < firstLoad ? second : first;
    }

    private static UpstreamEndpoint[] spread(List<UpstreamEndpoint> endpoints) {
        long[] weights = reduced(endpoints);
        long total = 0;
        for (long weight : weights) {
            total += weight;
        }
        UpstreamEndpoint[] table = new UpstreamEndpoint[(int) total];
        long[] credit = new long[weights.length];
        for (int slot = 0; slot < table.length; slot++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                credit[i] += weights[i];
                if (credit[i] > credit[best]) {
                    best = i;
                }
            }
            credit[best] -= total;
            table[slot] = endpoints.get(best);
        }
        return table;
    }

    private static long[] reduced(List<UpstreamEndpoint> endpoints) {
        long[] weights =
                endpoints.stream().mapToLong(e -> e.endpoint().weight()).toArray();
        long divisor = 0;
        long total = 0;
        for (long weight : weights) {
            divisor = gcd(weight, divisor);
            total += weight;
        }
        double scale = Math.min(1.0 / divisor, (double) Math.max(1, MAX_TABLE - weights.length) / total);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.max(1, Math.round(weights[i] * scale));
        }
        return weights;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
