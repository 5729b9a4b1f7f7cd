package io.fairlead.benchmarks;

import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.upstream.balance.Balancer;
import io.fairlead.proxy.upstream.balance.Host;
import io.fairlead.proxy.upstream.balance.Selection;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.balance.XxHash64;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Chooses the endpoint of a request. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class EndpointChoice {
    /** By what an endpoint is chosen. */
    public enum Policy {
        ROUND_ROBIN,
        ROUND_ROBIN_WEIGHTED,
        LEAST_REQUEST,
        LEAST_REQUEST_WEIGHTED,
        RANDOM,
        RING_HASH,
        MAGLEV_WEIGHTED;

        private Algorithm algorithm() {
            return switch (this) {
                case ROUND_ROBIN, ROUND_ROBIN_WEIGHTED -> new Algorithm.RoundRobin(null);
                case LEAST_REQUEST, LEAST_REQUEST_WEIGHTED -> new Algorithm.LeastRequest(null);
                case RANDOM -> new Algorithm.Random();
                case RING_HASH -> new Algorithm.RingHash(1024);
                case MAGLEV_WEIGHTED -> new Algorithm.Maglev(65_537);
            };
        }

        private int weight(int number) {
            return switch (this) {
                case ROUND_ROBIN_WEIGHTED, LEAST_REQUEST_WEIGHTED, MAGLEV_WEIGHTED -> 1 + number;
                default -> 1;
            };
        }
    }

    private record Endpoint(int number, int weight) implements Host {
        @Override
        public int priority() {
            return 0;
        }

        @Override
        public String locality() {
            return "";
        }

        @Override
        public long identity() {
            return XxHash64.hash("10.0.0." + number + ":80");
        }

        @Override
        public int activeRequests() {
            return number & 3;
        }

        @Override
        public long joinedNanos() {
            return 0;
        }

        @Override
        public boolean isEjected() {
            return false;
        }

        @Override
        public boolean isSameAs(Host other) {
            return this == other;
        }
    }

    /** The policy under test. */
    @Param
    public Policy policy = Policy.ROUND_ROBIN;

    /** How many endpoints there are. */
    @Param({"3", "100"})
    public int endpoints = 3;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Selection selection = new Selection(random, 0);
    private @Nullable Balancer<Endpoint> balancer;
    private long key;

    /** Makes the balancer. */
    @Setup
    public void build() {
        List<Endpoint> hosts = new ArrayList<>();
        for (int i = 0; i < endpoints; i++) {
            hosts.add(new Endpoint(i, policy.weight(i)));
        }
        LoadBalancing settings = LoadBalancing.of(policy.algorithm());
        balancer = new Balancer<>(hosts, new Balancer.Settings(settings, 0, Ticker.system(), random, 1));
    }

    /** One choice. */
    @Benchmark
    public @Nullable Object choose() {
        selection.reset();
        selection.bindTo(key++ * 0x9E3779B97F4A7C15L);
        return balancer == null ? null : balancer.pick(selection);
    }
}
