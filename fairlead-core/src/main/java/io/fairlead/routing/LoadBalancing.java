package io.fairlead.routing;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint is chosen for a request, once the priority is known. Istio's default is {@link #LEAST_REQUEST}.
 *
 * @param algorithm among the endpoints of a priority, or of one of its localities
 * @param localityWeights in what proportion localities are chosen before their endpoints; a locality that is missing weighs
 *     as much as its endpoints together; null if localities do not count
 */
public record LoadBalancing(Algorithm algorithm, @Nullable Map<String, Integer> localityWeights) {
    /** The one with fewer active requests of two drawn at random. */
    public static final LoadBalancing LEAST_REQUEST = of(new Algorithm.LeastRequest(null));

    /** One after the other, by weight. */
    public static final LoadBalancing ROUND_ROBIN = of(new Algorithm.RoundRobin(null));

    /** At random, whatever the weights are. */
    public static final LoadBalancing RANDOM = of(new Algorithm.Random());

    /** Envoy's largest ring. */
    public static final int MAX_TABLE_SIZE = 8 * 1024 * 1024;

    public LoadBalancing {
        localityWeights = localityWeights == null ? null : Map.copyOf(localityWeights);
    }

    /** Load balancing that pays no heed to localities. */
    public static LoadBalancing of(Algorithm algorithm) {
        return new LoadBalancing(algorithm, null);
    }

    /** Chooses among endpoints. */
    public sealed interface Algorithm {
        /**
         * The one with fewer active requests of two drawn at random; where weights differ, in turn by weight divided by
         * active requests.
         *
         * @param warmup null if new endpoints get their whole share at once
         */
        record LeastRequest(@Nullable Warmup warmup) implements Algorithm {}

        /**
         * One after the other, by weight.
         *
         * @param warmup null if new endpoints get their whole share at once
         */
        record RoundRobin(@Nullable Warmup warmup) implements Algorithm {}

        /** At random. Weights of endpoints do not count, as in Envoy. */
        record Random() implements Algorithm {}

        /**
         * By a hash of the request; at random without one.
         *
         * @param minimumSize how many parts the hashes are divided into, at least; 1 to {@link #MAX_TABLE_SIZE}
         */
        record RingHash(int minimumSize) implements Algorithm {
            public RingHash {
                requireSize(minimumSize);
            }
        }

        /**
         * By a hash of the request; at random without one.
         *
         * @param tableSize how many parts the hashes are divided into; 1 to {@link #MAX_TABLE_SIZE}
         */
        record Maglev(int tableSize) implements Algorithm {
            public Maglev {
                requireSize(tableSize);
            }
        }

        /** The address that the client's connection was meant for, which a proxy that is called by its own never knows. */
        record OriginalDestination() implements Algorithm {}
    }

    /**
     * Slow start: the share of a new endpoint grows to its full weight.
     *
     * @param window how long it takes; more than zero
     * @param minimumPercent the least share while it grows, 0 to 100
     * @param aggression the share is (time passed / window)^(1 / aggression); more than 0, 1 is linear
     */
    public record Warmup(Duration window, double minimumPercent, double aggression) {
        public Warmup {
            if (window.toNanos() <= 0 || !(minimumPercent >= 0) || !(minimumPercent <= 100) || !(aggression > 0)) {
                throw new IllegalArgumentException("out of range: window " + window + ", minimumPercent "
                        + minimumPercent + ", aggression " + aggression);
            }
        }
    }

    private static void requireSize(int size) {
        if (size < 1 || size > MAX_TABLE_SIZE) {
            throw new IllegalArgumentException("a table of " + size);
        }
    }
}
