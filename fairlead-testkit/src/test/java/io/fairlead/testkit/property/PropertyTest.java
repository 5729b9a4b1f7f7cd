package io.fairlead.testkit.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PropertyTest {
    @Test
    void triesAsManyValuesAsAsked() {
        List<Integer> seen = new ArrayList<>();
        Property.of(Gen.ints(0, 1_000_000)).cases(77).check(seen::add);
        assertThat(seen).hasSize(77);
        assertThat(new HashSet<>(seen)).hasSizeGreaterThan(40);
    }

    @Test
    void theSameSeedGivesTheSameValues() {
        Gen<List<String>> gen = Gen.lists(Gen.strings("abc", 5), 4);
        assertThat(valuesOf(gen, 5)).isEqualTo(valuesOf(gen, 5)).isNotEqualTo(valuesOf(gen, 6));
    }

    @Test
    void aFailureNamesTheSeedThatBringsItBackAsTheFirstCase() {
        Property<Integer> property = Property.of(Gen.ints(0, 100_000)).cases(500);
        Throwable error =
                catchThrowable(() -> property.check(number -> assertThat(number).isLessThan(60_000)));
        assertThat(error).isInstanceOf(AssertionError.class).hasMessageContaining("-D" + Property.SEED + "=");
        String text = String.valueOf(error.getMessage());
        int from = text.indexOf('=') + 1;
        long seed = Long.parseLong(text.substring(from, text.indexOf('\n', from)));
        assertThatThrownBy(() ->
                        property.seed(seed).cases(1).check(n -> assertThat(n).isLessThan(60_000)))
                .hasMessageContaining("case 1 does not hold");
    }

    @Test
    void numbersShrinkToTheSmallestThatFails() {
        assertThatThrownBy(() -> Property.of(Gen.longs(Long.MIN_VALUE, Long.MAX_VALUE))
                        .check(number -> assertThat(number).isLessThan(1_234_567)))
                .hasMessageContaining("smallest: 1234567\n");
        assertThatThrownBy(() -> Property.of(Gen.ints(-500, 500))
                        .check(number -> assertThat(number).isGreaterThan(-99)))
                .hasMessageContaining("smallest: -99\n");
    }

    @Test
    void listsLoseTheElementsThatDoNotMatter() {
        Gen<List<Integer>> gen = Gen.lists(Gen.ints(0, 1000), 30);
        assertThatThrownBy(() -> Property.of(gen).check(list -> assertThat(list).noneMatch(number -> number >= 500)))
                .hasMessageContaining("smallest: [500]\n");
        assertThatThrownBy(() -> Property.of(gen).check(list -> assertThat(list).hasSizeLessThan(3)))
                .hasMessageContaining("smallest: [0, 0, 0]\n");
    }

    @Test
    void shrinkingSeesThroughMappingAndCombining() {
        record Pair(String name, int count) {}
        Gen<Pair> gen = Gen.combine(Gen.strings("xyz", 1, 12), Gen.ints(1, 99).map(n -> n * 2), Pair::new);
        assertThatThrownBy(() -> Property.of(gen)
                        .check(pair -> assertThat(pair.name().contains("z") && pair.count() > 20)
                                .isFalse()))
                .hasMessageContaining("smallest: Pair[name=z, count=22]\n");
    }

    @Test
    void wholeNumbersReachBothEndsOfTheirRange() {
        Set<Long> seen = new HashSet<>();
        Property.of(Gen.longs(Long.MIN_VALUE, Long.MAX_VALUE)).cases(400).check(seen::add);
        assertThat(seen).contains(0L, Long.MIN_VALUE, Long.MAX_VALUE);
        Property.of(Gen.ints(-7, -3)).check(number -> assertThat(number).isBetween(-7, -3));
        Property.of(Gen.ints(3, 7)).check(number -> assertThat(number).isBetween(3, 7));
    }

    @Test
    void collectionsKeepToTheirBounds() {
        Set<Integer> sizes = new HashSet<>();
        Property.of(Gen.lists(Gen.booleans(), 2, 5)).cases(300).check(list -> sizes.add(list.size()));
        assertThat(sizes).containsExactlyInAnyOrder(2, 3, 4, 5);
        Gen<Map<String, Integer>> maps = Gen.maps(Gen.of("a", "b", "c"), Gen.ints(1, 9), 6);
        Property.of(maps).check(map -> assertThat(map).hasSizeLessThanOrEqualTo(3));
        Property.of(Gen.strings("01", 3, 3))
                .check(text ->
                        assertThat(text).hasSize(3).matches(t -> t.chars().allMatch(c -> c == '0' || c == '1')));
    }

    @Test
    void oneOfUsesEveryGenerator() {
        Set<Object> seen = new HashSet<>();
        Property.of(Gen.oneOf(Gen.constant("x"), Gen.ints(1, 2), Gen.booleans()))
                .check(seen::add);
        assertThat(seen).containsExactlyInAnyOrder("x", 1, 2, true, false);
    }

    @Test
    void discardedCasesAreReplacedUntilTheyAreTooMany() {
        List<Integer> seen = new ArrayList<>();
        Property.of(Gen.ints(0, 9).filter(n -> n % 2 == 0)).cases(50).check(seen::add);
        assertThat(seen).hasSize(50).allMatch(n -> n % 2 == 0);
        assertThatThrownBy(() ->
                        Property.of(Gen.ints(0, 9).filter(n -> n > 9)).cases(3).check(n -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("discarded");
    }

    private static <T> List<T> valuesOf(Gen<T> gen, long seed) {
        List<T> values = new ArrayList<>();
        Property.of(gen).seed(seed).cases(20).check(values::add);
        return values;
    }
}
