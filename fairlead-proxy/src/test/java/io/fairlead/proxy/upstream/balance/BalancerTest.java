package io.fairlead.proxy.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.LoadBalancing.Warmup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final List<Algorithm> ALGORITHMS = List.of(
            new Algorithm.LeastRequest(null),
            new Algorithm.LeastRequest(new Warmup(Duration.ofSeconds(10), 10, 1)),
            new Algorithm.RoundRobin(null),
            new Algorithm.RoundRobin(new Warmup(Duration.ofSeconds(10), 10, 1)),
            new Algorithm.Random(),
            new Algorithm.RingHash(1024),
            new Algorithm.Maglev(1009),
            new Algorithm.OriginalDestination());

    private final Draws draws = new Draws();

    @Test
    void noEndpointIsPickedWhereThereIsNoneOrAllAreEjected() {
        FakeHost out = FakeHost.of("10.0.0.1:80");
        out.ejected = true;
        for (Algorithm algorithm : ALGORITHMS) {
            assertThat(draws.balancer(List.of(), algorithm).pick(draws.selection))
                    .isNull();
            assertThat(draws.balancer(List.of(out), algorithm).pick(draws.selection))
                    .isNull();
        }
    }

    @Test
    void everyAlgorithmUsesEveryEndpointButThoseThatAreEjected() {
        for (Algorithm algorithm : ALGORITHMS) {
            List<FakeHost> hosts = FakeHost.weighing(1, 2, 3, 1);
            hosts.get(3).ejected = true;
            int[] counts = draws.counts(draws.balancer(hosts, algorithm), hosts, 2000);
            assertThat(counts[0]).as("%s", algorithm).isPositive();
            assertThat(counts[1]).as("%s", algorithm).isPositive();
            assertThat(counts[2]).as("%s", algorithm).isPositive();
            assertThat(counts[3]).as("%s", algorithm).isZero();
        }
    }

    @Test
    void roundRobinTakesEachInTurnOverAllLoops() {
        List<FakeHost> hosts = FakeHost.alike(3);
        Balancer<FakeHost> balancer = draws.balancer(hosts, LoadBalancing.ROUND_ROBIN);
        Selection other = new Selection(draws.random, 1);
        int[] counts = new int[3];
        for (int i = 0; i < 300; i++) {
            counts[hosts.indexOf(balancer.pick(i % 7 == 0 ? other : draws.selection))]++;
        }
        assertThat(counts).containsExactly(100, 100, 100);
    }

    @Test
    void roundRobinMeetsWeightsExactlyAndSpreadsThem() {
        List<FakeHost> hosts = FakeHost.weighing(50, 30, 20);
        Balancer<FakeHost> balancer = draws.balancer(hosts, LoadBalancing.ROUND_ROBIN);
        assertThat(draws.counts(balancer, hosts, 1000)).containsExactly(500, 300, 200);
        FakeHost former = null;
        int run = 0;
        int longest = 0;
        for (int i = 0; i < 100; i++) {
            FakeHost picked = balancer.pick(draws.selection);
            run = picked == former ? run + 1 : 1;
            longest = Math.max(longest, run);
            former = picked;
        }
        assertThat(longest).isLessThanOrEqualTo(2);
    }

    @Test
    void weightsWithALargeSumAreMetToAThousandth() {
        List<FakeHost> hosts = FakeHost.weighing(1_000_003, 2_000_003, 1);
        int[] counts = draws.counts(draws.balancer(hosts, LoadBalancing.ROUND_ROBIN), hosts, 1_000_000);
        assertThat(counts[0]).isBetween(332_300, 334_300);
        assertThat(counts[1]).isBetween(665_600, 667_700);
        assertThat(counts[2]).isPositive();
    }

    @Test
    void randomPaysNoHeedToWeightsAsInEnvoy() {
        List<FakeHost> hosts = FakeHost.weighing(30, 1, 5);
        Draws.assertFit(draws.counts(draws.balancer(hosts, LoadBalancing.RANDOM), hosts, 100_000), 1, 1, 1);
    }

    @Test
    void leastRequestPrefersTheOneWithFewerRequests() {
        List<FakeHost> hosts = FakeHost.alike(2);
        hosts.get(0).activeRequests = 1;
        // The busy one is taken only where both draws hit it.
        Draws.assertFit(draws.counts(draws.balancer(hosts, LoadBalancing.LEAST_REQUEST), hosts, 100_000), 1, 3);
    }

    @Test
    void leastRequestTakesEndpointsInTurnByWeightWhereWeightsDiffer() {
        List<FakeHost> hosts = FakeHost.weighing(3, 1);
        assertThat(draws.counts(draws.balancer(hosts, LoadBalancing.LEAST_REQUEST), hosts, 4000))
                .containsExactly(3000, 1000);
    }

    @Test
    void leastRequestDividesWeightsByActiveRequests() {
        List<FakeHost> hosts = FakeHost.weighing(4, 1);
        hosts.get(0).activeRequests = 7;
        hosts.get(1).activeRequests = 1;
        // 4 / 8 and 1 / 2: as many each, within what is not yet over of a round.
        int[] counts = draws.counts(draws.balancer(hosts, LoadBalancing.LEAST_REQUEST), hosts, 1000);
        assertThat(counts[0]).isBetween(499, 501);
    }

    @Test
    void everyLoopHasAScheduleOfItsOwn() {
        List<FakeHost> hosts = FakeHost.weighing(3, 1);
        Balancer<FakeHost> balancer = draws.balancer(hosts, LoadBalancing.LEAST_REQUEST);
        Selection other = new Selection(draws.random, 1);
        int[] counts = new int[2];
        for (int i = 0; i < 400; i++) {
            counts[hosts.indexOf(balancer.pick(draws.selection))]++;
            balancer.pick(other);
            balancer.pick(other);
        }
        assertThat(counts).containsExactly(300, 100);
    }

    // ---- localities

    private static final LoadBalancing WEIGHTED =
            new LoadBalancing(new Algorithm.RoundRobin(null), Map.of("r/z1", 80, "r/z2", 20));

    private static List<FakeHost> placed(String... localities) {
        List<FakeHost> hosts = new ArrayList<>();
        for (String locality : localities) {
            hosts.add(new FakeHost("10.0.0." + (hosts.size() + 1) + ":80", 1, 0, locality));
        }
        return hosts;
    }

    @Test
    void localitiesAreChosenByTheirWeightsWhateverTheyHold() {
        List<FakeHost> hosts = placed("r/z1", "r/z2", "r/z2", "r/z2", "r/z2");
        assertThat(draws.counts(draws.balancer(hosts, WEIGHTED), hosts, 1000)).containsExactly(800, 50, 50, 50, 50);
    }

    @Test
    void aLocalityLosesWeightOnlyBeyondWhatTheOthersOfItCanTake() {
        // 3 of 4 healthy: 1.4 * 0.75 > 1.
        List<FakeHost> hosts = placed("r/z1", "r/z1", "r/z1", "r/z1", "r/z2");
        hosts.get(0).ejected = true;
        assertThat(draws.counts(draws.balancer(hosts, WEIGHTED), hosts, 1000)[4])
                .isEqualTo(200);
        // 1 of 4: 0.35 * 80 = 28 against 20.
        hosts.get(1).ejected = true;
        hosts.get(2).ejected = true;
        int[] counts = draws.counts(draws.balancer(hosts, WEIGHTED), hosts, 4800);
        assertThat(counts).containsExactly(0, 0, 0, 2800, 2000);
        // None: the other takes all.
        hosts.get(3).ejected = true;
        assertThat(draws.counts(draws.balancer(hosts, WEIGHTED), hosts, 100)[4]).isEqualTo(100);
    }

    @Test
    void localitiesWithoutAWeightWeighAsMuchAsTheirEndpoints() {
        List<FakeHost> hosts = placed("a", "b", "b", "b");
        LoadBalancing policy = new LoadBalancing(new Algorithm.RoundRobin(null), Map.of());
        assertThat(draws.counts(draws.balancer(hosts, policy), hosts, 400)).containsExactly(100, 100, 100, 100);
    }

    @Test
    void keysAreSharedByTheWeightsOfLocalities() {
        List<FakeHost> hosts = placed("r/z1", "r/z2", "r/z2", "r/z2", "r/z2");
        LoadBalancing policy = new LoadBalancing(new Algorithm.Maglev(65_537), WEIGHTED.localityWeights());
        int[] counts = Draws.counts(draws.byKey(draws.balancer(hosts, policy), 40_000), hosts);
        // A share of the table of 65537 has a standard deviation of at most 0.2 %; 7 of them and those of the keys.
        assertThat(counts[0]).isBetween(31_000, 33_000);
        assertThat(counts[1]).isBetween(1_600, 2_400);
    }
}
