package io.fairlead.proxy.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.Ticker;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.balance.XxHash64;
import io.fairlead.testkit.statistics.ChiSquare;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** A balancer under test with its chance and its time, both repeatable. */
final class Draws {
    /** The chance that a test of a distribution finds fault with what is right; seeds are fixed, so that it was taken once. */
    static final double MAX_CHANCE = 1e-6;

    final AtomicLong nanos = new AtomicLong(1_000_000_000);
    final Ticker ticker = nanos::get;
    final RandomGenerator random = new SplittableRandom(20_261_123);
    final Selection selection = new Selection(random, 0);

    Balancer.Settings settings(LoadBalancing policy) {
        return settings(policy, 0);
    }

    Balancer.Settings settings(LoadBalancing policy, int panicPercent) {
        return new Balancer.Settings(policy, panicPercent, ticker, random, 2);
    }

    Balancer<FakeHost> balancer(List<FakeHost> hosts, LoadBalancing policy) {
        return new Balancer<>(hosts, settings(policy));
    }

    Balancer<FakeHost> balancer(List<FakeHost> hosts, Algorithm algorithm) {
        return balancer(hosts, LoadBalancing.of(algorithm));
    }

    /** How often each of the hosts is picked for requests that nothing binds. */
    int[] counts(Balancer<FakeHost> balancer, List<FakeHost> hosts, int picks) {
        int[] counts = new int[hosts.size()];
        for (int i = 0; i < picks; i++) {
            selection.reset();
            counts[hosts.indexOf(balancer.pick(selection))]++;
        }
        return counts;
    }

    /** The hosts that so many keys lead to. */
    List<FakeHost> byKey(Balancer<FakeHost> balancer, int keys) {
        List<FakeHost> hosts = new ArrayList<>(keys);
        for (int i = 0; i < keys; i++) {
            selection.reset();
            selection.bindTo(XxHash64.hash("user-" + i));
            FakeHost host = balancer.pick(selection);
            assertThat(host).isNotNull();
            hosts.add(host);
        }
        return hosts;
    }

    static int[] counts(List<FakeHost> picked, List<FakeHost> hosts) {
        int[] counts = new int[hosts.size()];
        picked.forEach(host -> counts[hosts.indexOf(host)]++);
        return counts;
    }

    static void assertFit(int[] counts, double... shares) {
        assertThat(ChiSquare.fit(counts, shares))
                .as("%s for %s", counts, shares)
                .isGreaterThan(MAX_CHANCE);
    }
}
