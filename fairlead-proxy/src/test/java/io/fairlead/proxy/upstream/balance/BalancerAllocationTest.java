package io.fairlead.proxy.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.LoadBalancing.Warmup;
import io.fairlead.routing.balance.StickySplit;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Choosing allocates nothing, whatever the policy is. */
class BalancerAllocationTest {
    private static final int PICKS = 20_000;

    private static long allocated(Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        task.run();
        long before = threads.getThreadAllocatedBytes(id);
        task.run();
        return threads.getThreadAllocatedBytes(id) - before;
    }

    private static List<FakeHost> hosts(int weightStep) {
        List<FakeHost> hosts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FakeHost host = new FakeHost("10.0.0." + i + ":80", 1 + i * weightStep, i % 2, "r/z" + i % 3);
            host.ejected = i == 0;
            hosts.add(host);
        }
        return hosts;
    }

    @Test
    void choosingAnEndpointAllocatesNothing() {
        Warmup warmup = new Warmup(Duration.ofDays(1), 10, 2);
        Draws draws = new Draws();
        for (Algorithm algorithm : List.of(
                new Algorithm.LeastRequest(null),
                new Algorithm.LeastRequest(warmup),
                new Algorithm.RoundRobin(null),
                new Algorithm.RoundRobin(warmup),
                new Algorithm.Random(),
                new Algorithm.RingHash(1024),
                new Algorithm.Maglev(65_537))) {
            for (int weightStep = 0; weightStep < 2; weightStep++) {
                for (LoadBalancing policy :
                        List.of(LoadBalancing.of(algorithm), new LoadBalancing(algorithm, Map.of("r/z1", 3)))) {
                    Balancer<FakeHost> balancer = draws.balancer(hosts(weightStep), policy);
                    // What the JVM itself allocates now and then is far below a byte for each choice.
                    assertThat(allocated(() -> pickMany(draws, balancer)))
                            .as("%s", policy)
                            .isLessThan(PICKS / 2);
                }
            }
        }
    }

    private static void pickMany(Draws draws, Balancer<FakeHost> balancer) {
        for (int i = 0; i < PICKS; i++) {
            draws.selection.reset();
            draws.selection.bindTo(i * 0x9E3779B97F4A7C15L);
            draws.selection.avoidTried();
            draws.selection.leaveTriedPriorities();
            FakeHost first = balancer.pick(draws.selection);
            if (first != null) {
                draws.selection.tried(first);
                draws.selection.tried(first);
            }
            balancer.pick(draws.selection);
        }
    }

    @Test
    void choosingADestinationAllocatesNothing() {
        StickySplit split = StickySplit.of(List.of("v1", "v2", "v3"), List.of(70L, 20L, 10L));
        int[] counts = new int[3];
        assertThat(allocated(() -> {
                    for (int i = 0; i < PICKS; i++) {
                        counts[split.choose(i * 0x9E3779B97F4A7C15L)]++;
                    }
                }))
                .isLessThan(PICKS / 2);
        assertThat(counts).doesNotContain(0);
    }
}
