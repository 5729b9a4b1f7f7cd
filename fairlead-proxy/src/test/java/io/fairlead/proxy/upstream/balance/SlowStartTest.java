package io.fairlead.proxy.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.LoadBalancing.Warmup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final long SECOND = 1_000_000_000;

    private final Draws draws = new Draws();

    private static Warmup warmup(double minimumPercent, double aggression) {
        return new Warmup(Duration.ofSeconds(100), minimumPercent, aggression);
    }

    /** A host that is long there, and one that just came. */
    private List<FakeHost> oldAndNew() {
        List<FakeHost> hosts = FakeHost.alike(2);
        hosts.get(0).joinedNanos = draws.nanos.get() - 1000 * SECOND;
        hosts.get(1).joinedNanos = draws.nanos.get();
        return hosts;
    }

    private double share(Warmup warmup, long seconds) {
        FakeHost host = FakeHost.of("a");
        host.joinedNanos = draws.nanos.get() - seconds * SECOND;
        return new SlowStart(warmup, draws.ticker, List.of(host)).share(host);
    }

    @Test
    void theShareGrowsWithTimeFromAMinimumOn() {
        assertThat(share(warmup(10, 1), 0)).isEqualTo(0.1);
        assertThat(share(warmup(10, 1), 9)).isEqualTo(0.1);
        assertThat(share(warmup(10, 1), 50)).isEqualTo(0.5);
        assertThat(share(warmup(10, 1), 100)).isEqualTo(1);
        assertThat(share(warmup(0, 1), 0)).as("a millisecond's").isCloseTo(1e-5, within(1e-12));
    }

    @Test
    void aggressionBendsTheCurve() {
        assertThat(share(warmup(0, 2), 25)).isCloseTo(0.5, within(1e-9));
        assertThat(share(warmup(0, 0.5), 50)).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void aNewEndpointGetsItsShareAndInTheEndAsMuchAsOthers() {
        for (Algorithm algorithm :
                List.of(new Algorithm.RoundRobin(warmup(10, 1)), new Algorithm.LeastRequest(warmup(10, 1)))) {
            List<FakeHost> hosts = oldAndNew();
            Balancer<FakeHost> balancer = draws.balancer(hosts, algorithm);
            assertShare(draws.counts(balancer, hosts, 1100), 1 / 11.0);
            draws.nanos.addAndGet(50 * SECOND);
            assertShare(draws.counts(balancer, hosts, 1500), 1 / 3.0);
            draws.nanos.addAndGet(50 * SECOND);
            // Over: least request draws again, round robin takes turns.
            Draws.assertFit(draws.counts(balancer, hosts, 10_000), 1, 1);
        }
    }

    /** Schedules are exact but for the round that is not over. */
    private static void assertShare(int[] counts, double share) {
        double picks = counts[0] + counts[1];
        assertThat(counts[1] / picks).isCloseTo(share, within(12 / picks));
    }

    @Test
    void weightsCountBesidesTheShare() {
        List<FakeHost> hosts = FakeHost.weighing(1, 4);
        hosts.get(0).joinedNanos = draws.nanos.get() - 1000 * SECOND;
        hosts.get(1).joinedNanos = draws.nanos.get() - 25 * SECOND;
        int[] counts = draws.counts(draws.balancer(hosts, new Algorithm.RoundRobin(warmup(10, 1))), hosts, 1000);
        assertShare(counts, 0.5);
    }

    @Test
    void endpointsThatCameTogetherAreAlike() {
        List<FakeHost> hosts = FakeHost.alike(4);
        hosts.forEach(host -> host.joinedNanos = draws.nanos.get());
        int[] counts = draws.counts(draws.balancer(hosts, new Algorithm.RoundRobin(warmup(10, 1))), hosts, 400);
        assertThat(counts).containsExactly(100, 100, 100, 100);
    }
}
