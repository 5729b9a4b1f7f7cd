package io.fairlead.testkit.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChiSquareTest {
    @Test
    void knowsTheCriticalValuesOfTheTables() {
        assertThat(ChiSquare.upperTail(1, 3.841459)).isCloseTo(0.05, within(1e-7));
        assertThat(ChiSquare.upperTail(2, 9.210340)).isCloseTo(0.01, within(1e-8));
        assertThat(ChiSquare.upperTail(5, 11.070498)).isCloseTo(0.05, within(1e-7));
        assertThat(ChiSquare.upperTail(10, 29.588298)).isCloseTo(0.001, within(1e-9));
        assertThat(ChiSquare.upperTail(3, 0.1)).isCloseTo(0.991837, within(1e-6));
        assertThat(ChiSquare.upperTail(1, 0)).isEqualTo(1);
    }

    @Test
    void twoDegreesOfFreedomAreAnExponential() {
        for (double x = 0.25; x < 60; x *= 1.7) {
            assertThat(ChiSquare.upperTail(2, x)).isCloseTo(Math.exp(-x / 2), within(1e-12));
        }
    }

    @Test
    void equalSharesAreOneDistributionWhateverTheSampleSizes() {
        assertThat(ChiSquare.probability(Map.of("a", 900, "b", 100), Map.of("a", 90, "b", 10)))
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void differentSharesAreNot() {
        assertThat(ChiSquare.probability(Map.of("a", 1800, "b", 200), Map.of("a", 800, "b", 200)))
                .isLessThan(1e-12);
        assertThat(ChiSquare.probability(Map.of("a", 5), Map.of())).isZero();
    }

    @Test
    void countsFitTheirSharesOrNot() {
        // (10^2 / 250 + 10^2 / 750) with one degree of freedom
        assertThat(ChiSquare.fit(new int[] {260, 740}, new double[] {1, 3})).isCloseTo(0.465208, within(1e-6));
        assertThat(ChiSquare.fit(new int[] {250, 750}, new double[] {0.25, 0.75}))
                .isEqualTo(1);
        assertThat(ChiSquare.fit(new int[] {400, 600}, new double[] {1, 3})).isLessThan(1e-20);
    }
}
