package io.fairlead.proxy.upstream.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RendezvousTableTest {
    private static final List<Algorithm> ALGORITHMS =
            List.of(new Algorithm.RingHash(1024), new Algorithm.Maglev(65_537));
    private static final int KEYS = 20_000;

    private final Draws draws = new Draws();

    private record Change(List<Integer> weights, int position, int newWeight) {}

    private static Gen<Change> changes() {
        Gen<List<Integer>> weights = Gen.lists(Gen.ints(1, 20), 2, 8);
        return Gen.combine(
                weights,
                Gen.combine(Gen.ints(0, 7), Gen.ints(1, 20), (position, weight) -> new int[] {position, weight}),
                (list, other) -> new Change(list, other[0] % list.size(), other[1]));
    }

    private static List<FakeHost> hosts(List<Integer> weights) {
        return FakeHost.weighing(weights.stream().mapToInt(Integer::intValue).toArray());
    }

    private List<String> owners(List<FakeHost> hosts, Algorithm algorithm, int keys) {
        return draws.byKey(draws.balancer(hosts, algorithm), keys).stream()
                .map(FakeHost::toString)
                .toList();
    }

    @Test
    void whenAnEndpointGoesOnlyItsKeysMove() {
        Property.of(changes()).cases(40).check(change -> {
            for (Algorithm algorithm : ALGORITHMS) {
                List<FakeHost> hosts = hosts(change.weights());
                List<String> before = owners(hosts, algorithm, 2000);
                String gone = hosts.remove(change.position()).toString();
                List<String> after = owners(hosts, algorithm, 2000);
                for (int i = 0; i < before.size(); i++) {
                    if (before.get(i).equals(gone)) {
                        assertThat(after.get(i)).isNotEqualTo(gone);
                    } else {
                        assertThat(after.get(i)).isEqualTo(before.get(i));
                    }
                }
            }
        });
    }

    @Test
    void whenAnEndpointIsEjectedOnlyItsKeysMoveAndTheyComeBackWithIt() {
        for (Algorithm algorithm : ALGORITHMS) {
            List<FakeHost> hosts = FakeHost.alike(5);
            List<String> before = owners(hosts, algorithm, KEYS);
            hosts.get(2).ejected = true;
            List<String> during = owners(hosts, algorithm, KEYS);
            int moved = 0;
            for (int i = 0; i < KEYS; i++) {
                if (before.get(i).equals("10.0.0.3:80")) {
                    moved++;
                    assertThat(during.get(i)).isNotEqualTo("10.0.0.3:80");
                } else {
                    assertThat(during.get(i)).isEqualTo(before.get(i));
                }
            }
            // A fifth, which a table of 16384 slots meets with a standard deviation of 0.32 %, and the keys with 0.28
            // %.
            assertThat(moved).isBetween((int) (0.17 * KEYS), (int) (0.23 * KEYS));
            hosts.get(2).ejected = false;
            assertThat(owners(hosts, algorithm, KEYS)).isEqualTo(before);
        }
    }

    @Test
    void whenAWeightGrowsKeysMoveOnlyToItsEndpoint() {
        Property.of(changes()).cases(40).check(change -> {
            int was = change.weights().get(change.position());
            List<Integer> weights = new ArrayList<>(change.weights());
            weights.set(change.position(), was + change.newWeight());
            for (Algorithm algorithm : ALGORITHMS) {
                List<FakeHost> hosts = hosts(weights);
                String grown = hosts.get(change.position()).toString();
                List<String> before = owners(hosts(change.weights()), algorithm, 2000);
                List<String> after = owners(hosts, algorithm, 2000);
                for (int i = 0; i < before.size(); i++) {
                    assertThat(after.get(i)).isIn(before.get(i), grown);
                }
            }
        });
    }

    @Test
    void theOrderOfEndpointsDoesNotCount() {
        List<FakeHost> hosts = FakeHost.weighing(1, 2, 3);
        List<FakeHost> turned = List.of(hosts.get(2), hosts.get(0), hosts.get(1));
        for (Algorithm algorithm : ALGORITHMS) {
            assertThat(owners(turned, algorithm, 2000)).isEqualTo(owners(hosts, algorithm, 2000));
        }
    }

    /**
     * The slots of an endpoint are as many as independent draws by weight give it: the false-alarm probability of each test is
     * 1e-6, with the identities that are given once.
     */
    @Test
    void slotsAreSharedByWeight() {
        for (int[] weights : new int[][] {{1, 1, 1}, {5, 3, 2}, {100, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}) {
            List<FakeHost> hosts = FakeHost.weighing(weights);
            double[] shares = hosts.stream().mapToDouble(Host::weight).toArray();
            int slots = 65_537;
            RendezvousTable table = new RendezvousTable(hosts, shares, slots);
            int[] counts = new int[hosts.size()];
            // As many independent hashes as there are slots.
            for (int i = 0; i < slots; i++) {
                counts[table.choose(draws.selection, draws.random.nextLong())]++;
            }
            // Slots are hit more than once or never, which doubles the variance: half the sample is as good.
            int[] halves = new int[counts.length];
            for (int i = 0; i < counts.length; i++) {
                halves[i] = counts[i] / 2;
            }
            Draws.assertFit(halves, shares);
        }
    }

    @Test
    void equalWeightsAreTheSameAsNoWeights() {
        List<FakeHost> hosts = FakeHost.alike(7);
        RendezvousTable plain = new RendezvousTable(hosts, null, 4096);
        RendezvousTable weighed = new RendezvousTable(hosts, new double[] {3, 3, 3, 3, 3, 3, 3}, 4096);
        for (long hash = 0; hash < 20_000; hash++) {
            assertThat(plain.choose(draws.selection, hash)).isEqualTo(weighed.choose(draws.selection, hash));
        }
    }

    @Test
    void requestsWithoutAKeyGoAnywhere() {
        for (Algorithm algorithm : ALGORITHMS) {
            List<FakeHost> hosts = FakeHost.alike(3);
            int[] counts = draws.counts(draws.balancer(hosts, algorithm), hosts, 3000);
            assertThat(counts[0]).isBetween(800, 1200);
            assertThat(counts[1]).isBetween(800, 1200);
        }
    }
}
