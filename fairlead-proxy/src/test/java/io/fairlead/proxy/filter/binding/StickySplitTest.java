package io.fairlead.proxy.filter.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.routing.balance.StickySplit;
import io.fairlead.routing.balance.XxHash64;
import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import io.fairlead.testkit.statistics.ChiSquare;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StickySplitTest {
    private static final int KEYS = 2_000;

    /** The chance that the test of a distribution finds fault with what is right. */
    private static final double MAX_CHANCE = 1e-6;

    private record Change(List<Long> weights, int position, long by) {}

    private static Gen<Change> changes() {
        return Gen.combine(
                Gen.lists(Gen.longs(1, 100), 2, 6),
                Gen.combine(Gen.ints(0, 5), Gen.longs(1, 100), (position, by) -> new long[] {position, by}),
                (weights, other) -> new Change(weights, (int) other[0] % weights.size(), other[1]));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "outbound|80|v" + i + "|shop.test")
                .toList();
    }

    private static long user(int number) {
        return XxHash64.hash("user-" + number);
    }

    private static List<String> choices(List<String> names, List<Long> weights) {
        StickySplit split = StickySplit.of(names, weights);
        return IntStream.range(0, KEYS)
                .mapToObj(i -> names.get(split.choose(user(i))))
                .toList();
    }

    @Test
    void sharesFollowTheWeights() {
        for (List<Long> weights : List.of(
                List.of(50L, 50L),
                List.of(99L, 1L),
                List.of(1L, 2L, 3L, 4L),
                List.of(70L, 20L, 10L),
                List.of(4000000000L, 4000000000L))) {
            StickySplit split = StickySplit.of(names(weights.size()), weights);
            int[] counts = new int[weights.size()];
            for (int i = 0; i < 100_000; i++) {
                counts[split.choose(user(i))]++;
            }
            double[] shares = weights.stream().mapToDouble(Long::doubleValue).toArray();
            assertThat(ChiSquare.fit(counts, shares)).as("%s", weights).isGreaterThan(MAX_CHANCE);
        }
    }

    @Test
    void nobodyLeavesADestinationWhoseWeightGrowsWhileOthersShrink() {
        Property.of(changes()).check(change -> {
            List<String> names = names(change.weights().size());
            List<Long> after = new ArrayList<>(change.weights());
            for (int i = 0; i < after.size(); i++) {
                long weight = after.get(i);
                after.set(
                        i, i == change.position() ? weight + change.by() : Math.max(0, weight - change.by() / (i + 1)));
            }
            String growing = names.get(change.position());
            List<String> before = choices(names, change.weights());
            List<String> now = choices(names, after);
            for (int i = 0; i < KEYS; i++) {
                if (before.get(i).equals(growing)) {
                    assertThat(now.get(i)).isEqualTo(growing);
                }
            }
        });
    }

    @Test
    void aCanaryOnlyGrows() {
        List<String> names = names(2);
        List<String> before = choices(names, List.of(100L, 0L));
        for (long weight = 1; weight <= 100; weight++) {
            List<String> now = choices(names, List.of(100 - weight, weight));
            for (int i = 0; i < KEYS; i++) {
                assertThat(now.get(i)).isIn(before.get(i), names.get(1));
            }
            before = now;
        }
        assertThat(before).containsOnly(names.get(1));
    }

    @Test
    void whenADestinationComesOrGoesOnlyItsKeysMove() {
        Property.of(changes()).check(change -> {
            List<String> names = names(change.weights().size());
            List<String> fewer = new ArrayList<>(names);
            List<Long> weights = new ArrayList<>(change.weights());
            String gone = fewer.remove(change.position());
            weights.remove(change.position());
            List<String> all = choices(names, change.weights());
            List<String> without = choices(fewer, weights);
            for (int i = 0; i < KEYS; i++) {
                if (!all.get(i).equals(gone)) {
                    assertThat(without.get(i)).isEqualTo(all.get(i));
                }
            }
        });
    }

    @Test
    void onlyProportionsAndNamesCount() {
        List<String> names = names(3);
        List<String> turned = List.of(names.get(2), names.get(0), names.get(1));
        assertThat(choices(turned, List.of(10L, 70L, 20L))).isEqualTo(choices(names, List.of(70L, 20L, 10L)));
        assertThat(choices(names, List.of(7L, 2L, 1L))).isEqualTo(choices(names, List.of(70L, 20L, 10L)));
    }

    @Test
    void splitsAmongOtherDestinationsAreIndependent() {
        List<Long> even = List.of(1L, 1L);
        StickySplit shop = StickySplit.of(List.of("shop|v1", "shop|v2"), even);
        StickySplit cart = StickySplit.of(List.of("cart|v1", "cart|v2"), even);
        int[] counts = new int[4];
        for (int i = 0; i < 100_000; i++) {
            counts[2 * shop.choose(user(i)) + cart.choose(user(i))]++;
        }
        assertThat(ChiSquare.fit(counts, new double[] {1, 1, 1, 1})).isGreaterThan(MAX_CHANCE);
    }

    @Test
    void aNameThatOccursTwiceAddsUp() {
        StickySplit split = StickySplit.of(List.of("a", "b", "a"), List.of(1L, 1L, 2L));
        int[] counts = new int[3];
        for (int i = 0; i < 100_000; i++) {
            counts[split.choose(user(i))]++;
        }
        assertThat(ChiSquare.fit(counts, new double[] {1, 1, 2})).isGreaterThan(MAX_CHANCE);
    }

    @Test
    void everyDestinationNeedsAWeight() {
        assertThatThrownBy(() -> StickySplit.of(List.of("a", "b"), List.of(1L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StickySplit.of(List.of(), List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
