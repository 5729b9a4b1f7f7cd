package io.fairlead.proxy.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.balance.XxHash64;
import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PriorityTest {
    private final Draws draws = new Draws();

    /** Hosts of which {@code healthy[i]} of {@code all[i]} in priority i are not ejected. */
    private static List<FakeHost> hosts(int[] healthy, int[] all) {
        List<FakeHost> hosts = new ArrayList<>();
        for (int priority = 0; priority < all.length; priority++) {
            for (int i = 0; i < all[priority]; i++) {
                FakeHost host = new FakeHost("10." + priority + ".0." + i + ":80", 1, priority, "");
                host.ejected = i >= healthy[priority];
                hosts.add(host);
            }
        }
        return hosts;
    }

    private int[] byPriority(List<FakeHost> hosts, int panicPercent) {
        Balancer<FakeHost> balancer = new Balancer<>(hosts, draws.settings(LoadBalancing.RANDOM, panicPercent));
        int[] counts = new int[3];
        for (int i = 0; i < 20_000; i++) {
            FakeHost picked = balancer.pick(draws.selection);
            if (picked != null) {
                counts[picked.priority()]++;
            }
        }
        return counts;
    }

    private static int[] divided(int... availabilities) {
        return PriorityLoads.divide(availabilities, PriorityLoads.total(availabilities));
    }

    @Test
    void aPriorityTakesOnePointFourTimesItsHealthyShare() {
        assertThat(PriorityLoads.availability(10, 10)).isEqualTo(100);
        assertThat(PriorityLoads.availability(8, 10)).isEqualTo(100);
        assertThat(PriorityLoads.availability(72, 100)).isEqualTo(100);
        assertThat(PriorityLoads.availability(71, 100)).isEqualTo(99);
        assertThat(PriorityLoads.availability(1, 2)).isEqualTo(70);
        assertThat(PriorityLoads.availability(0, 2)).isZero();
        assertThat(PriorityLoads.availability(0, 0)).isZero();
    }

    /** The table of Envoy's documentation on priority levels. */
    @Test
    void whatAPriorityCannotTakeSpillsOver() {
        assertThat(divided(100, 100)).containsExactly(100, 0);
        assertThat(divided(99, 100)).containsExactly(99, 1);
        assertThat(divided(70, 70)).containsExactly(70, 30);
        assertThat(divided(0, 100)).containsExactly(0, 100);
        assertThat(divided(35, 35)).containsExactly(50, 50);
        // 25 + 25 are scaled up to 100, and so on; the rest of the rounding goes to the first that takes anything.
        assertThat(divided(0, 33, 33)).containsExactly(0, 50, 50);
        assertThat(divided(10, 10, 10)).containsExactly(34, 33, 33);
    }

    @Test
    void loadsAlwaysAddUpToAHundred() {
        Property.of(Gen.lists(Gen.ints(0, 100), 1, 6)).check(list -> {
            int[] availabilities = list.stream().mapToInt(Integer::intValue).toArray();
            int total = PriorityLoads.total(availabilities);
            if (total > 0) {
                int[] loads = PriorityLoads.divide(availabilities, total);
                assertThat(Arrays.stream(loads).sum()).isEqualTo(100);
                for (int i = 0; i < loads.length; i++) {
                    assertThat(loads[i]).isNotNegative();
                    assertThat(loads[i] == 0 || availabilities[i] > 0).isTrue();
                }
            }
            assertThat(Arrays.stream(PriorityLoads.byEndpoints(availabilities)).sum())
                    .isEqualTo(100);
        });
    }

    @Test
    void lowerPrioritiesGetWhatHigherOnesCannotTake() {
        assertThat(byPriority(hosts(new int[] {2, 2}, new int[] {2, 2}), 0)).containsExactly(20_000, 0, 0);
        assertThat(byPriority(hosts(new int[] {0, 2}, new int[] {2, 2}), 0)).containsExactly(0, 20_000, 0);
        int[] half = byPriority(hosts(new int[] {1, 2}, new int[] {2, 2}), 0);
        Draws.assertFit(new int[] {half[0], half[1]}, 70, 30);
    }

    @Test
    void withoutPanicNobodyIsPickedWhereAllAreEjected() {
        assertThat(byPriority(hosts(new int[] {0, 0}, new int[] {2, 2}), 0)).containsExactly(0, 0, 0);
    }

    @Test
    void inPanicHealthDoesNotCount() {
        int[] counts = byPriority(hosts(new int[] {0, 0}, new int[] {3, 1}), 50);
        Draws.assertFit(new int[] {counts[0], counts[1]}, 75, 25);
        assertThat(byPriority(List.of(), 50)).containsExactly(0, 0, 0);
    }

    @Test
    void aSharpThresholdIsNoPanicAsLongAsTheLoadCanBeTaken() {
        List<FakeHost> enough = hosts(new int[] {3}, new int[] {4});
        assertThat(draws.counts(new Balancer<>(enough, draws.settings(LoadBalancing.RANDOM, 90)), enough, 1000)[3])
                .isZero();
        List<FakeHost> tooFew = hosts(new int[] {1}, new int[] {4});
        assertThat(draws.counts(new Balancer<>(tooFew, draws.settings(LoadBalancing.RANDOM, 50)), tooFew, 1000)[3])
                .isPositive();
    }

    @Test
    void aKeyStaysInItsPriorityWhileLoadsStay() {
        List<FakeHost> hosts = hosts(new int[] {1, 2}, new int[] {2, 2});
        Balancer<FakeHost> balancer = draws.balancer(hosts, new Algorithm.RingHash(1024));
        assertThat(draws.byKey(balancer, 5000)).isEqualTo(draws.byKey(balancer, 5000));
        int[] counts = new int[2];
        draws.byKey(balancer, 20_000).forEach(host -> counts[host.priority()]++);
        Draws.assertFit(counts, 70, 30);
    }

    // ---- retries

    private FakeHost retry(Balancer<FakeHost> balancer) {
        FakeHost picked = Objects.requireNonNull(balancer.pick(draws.selection));
        draws.selection.tried(picked);
        return picked;
    }

    @Test
    void remoteRetriesLeaveThePrioritiesThatTwoTriesFailedIn() {
        List<FakeHost> hosts = hosts(new int[] {2, 2, 2}, new int[] {2, 2, 2});
        Balancer<FakeHost> balancer = draws.balancer(hosts, LoadBalancing.ROUND_ROBIN);
        for (int i = 0; i < 50; i++) {
            draws.selection.reset();
            draws.selection.leaveTriedPriorities();
            List<Integer> priorities = new ArrayList<>();
            for (int attempt = 0; attempt < 8; attempt++) {
                priorities.add(retry(balancer).priority());
            }
            // All were tried before the seventh, so that they count again from there on.
            assertThat(priorities).containsExactly(0, 0, 1, 1, 2, 2, 0, 0);
        }
    }

    @Test
    void otherRetriesStayWhereTheLoadIs() {
        List<FakeHost> hosts = hosts(new int[] {2, 2}, new int[] {2, 2});
        Balancer<FakeHost> balancer = draws.balancer(hosts, LoadBalancing.ROUND_ROBIN);
        draws.selection.reset();
        for (int attempt = 0; attempt < 6; attempt++) {
            assertThat(retry(balancer).priority()).isZero();
        }
    }

    @Test
    void remoteRetriesDoNotMoveKeysOfAHash() {
        List<FakeHost> hosts = hosts(new int[] {1, 1}, new int[] {1, 1});
        Balancer<FakeHost> balancer = draws.balancer(hosts, new Algorithm.Maglev(1009));
        draws.selection.reset();
        draws.selection.bindTo(XxHash64.hash("a"));
        draws.selection.leaveTriedPriorities();
        for (int attempt = 0; attempt < 6; attempt++) {
            assertThat(retry(balancer).priority()).isZero();
        }
    }

    @Test
    void triedEndpointsAreAvoidedWhereOthersAreFound() {
        List<FakeHost> hosts = FakeHost.alike(2);
        Balancer<FakeHost> balancer = draws.balancer(hosts, LoadBalancing.ROUND_ROBIN);
        draws.selection.reset();
        draws.selection.avoidTried();
        FakeHost first = retry(balancer);
        assertThat(retry(balancer)).isNotSameAs(first);
        // Now both were: there is one all the same.
        assertThat(balancer.pick(draws.selection)).isNotNull();
    }

    @Test
    void aKeyThatAvoidsItsEndpointFindsTheSameOtherOneEachTime() {
        List<FakeHost> hosts = FakeHost.alike(10);
        Balancer<FakeHost> balancer = draws.balancer(hosts, new Algorithm.RingHash(1024));
        FakeHost second = null;
        for (int i = 0; i < 20; i++) {
            draws.selection.reset();
            draws.selection.bindTo(XxHash64.hash("joe"));
            draws.selection.avoidTried();
            FakeHost first = retry(balancer);
            FakeHost now = retry(balancer);
            assertThat(now).isNotSameAs(first);
            assertThat(second == null || second == now).isTrue();
            second = now;
        }
    }
}
