package io.fairlead.rollout.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequentialMeansTest {
    private static final SequentialMeans FIVE_PERCENT = new SequentialMeans(Margin.relative(0.05), 0.05, 0.05, 20_000);

    @Test
    void anEqualMeanPassesAndAWorseOneFailsAndTheMarginItselfRarelyPasses() {
        assertThat(count(200, 1.00, Outcome.PASS)).isGreaterThanOrEqualTo(190);
        assertThat(count(200, 1.08, Outcome.FAIL)).isGreaterThanOrEqualTo(190);
        // In 2000 other runs 2.4 % passed and 2.9 % failed; 20 of 400 are passed by chance once in 200 times.
        assertThat(count(400, 1.05, Outcome.PASS)).isLessThanOrEqualTo(20);
        assertThat(count(400, 1.05, Outcome.FAIL)).isLessThanOrEqualTo(20);
    }

    /** How many runs with lognormal latencies, looked at every 200 requests of each version, end in an outcome. */
    private static int count(int runs, double ratio, Outcome outcome) {
        int count = 0;
        for (int run = 0; run < runs; run++) {
            Draws draws = new Draws(run + Math.round(1e6 * ratio));
            Moments baseline = Moments.NONE;
            Moments candidate = Moments.NONE;
            Outcome found = Outcome.INCONCLUSIVE;
            for (int look = 0; look < 120 && found != Outcome.PASS && found != Outcome.FAIL; look++) {
                for (int i = 0; i < 200; i++) {
                    baseline = baseline.plus(Math.exp(4 + 0.3 * draws.gaussian()));
                    candidate = candidate.plus(ratio * Math.exp(4 + 0.3 * draws.gaussian()));
                }
                found = FIVE_PERCENT.outcome(baseline, candidate);
            }
            count += found == outcome ? 1 : 0;
        }
        return count;
    }

    @Test
    void theConfidenceSequenceMissesTheTruthInAtMostTheStatedShareOfRuns() {
        SequentialMeans twoSided = new SequentialMeans(Margin.absolute(0), 0.025, 0.025, 5000);
        int misses = 0;
        int runs = 400;
        for (int run = 0; run < runs; run++) {
            Draws draws = new Draws(77_000 + run);
            Moments baseline = Moments.NONE;
            Moments candidate = Moments.NONE;
            boolean missed = false;
            for (int look = 1; look <= 20_000 && !missed; look++) {
                baseline = baseline.plus(draws.uniform());
                candidate = candidate.plus(draws.uniform());
                Outcome outcome = twoSided.outcome(baseline, candidate);
                missed = outcome == Outcome.PASS || outcome == Outcome.FAIL;
            }
            misses += missed ? 1 : 0;
        }
        assertThat(misses).isLessThanOrEqualTo(runs * 5 / 100);
    }

    @Test
    void fewSamplesAreNoData() {
        Moments few = Moments.ofSums(99, 990, 10_000);

        assertThat(FIVE_PERCENT.judge(few, few).outcome()).isEqualTo(Outcome.NO_DATA);
    }

    @Test
    void momentsAddUp() {
        Moments all = Moments.NONE;
        Moments first = Moments.NONE;
        Moments second = Moments.NONE;
        Draws draws = new Draws(3);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 1000; i++) {
            double value = 10 + draws.gaussian();
            all = all.plus(value);
            first = i % 3 == 0 ? first.plus(value) : first;
            second = i % 3 == 0 ? second : second.plus(value);
            sum += value;
            squares += value * value;
        }
        Moments both = first.plus(second);
        Moments ofSums = Moments.ofSums(1000, sum, squares);

        assertThat(both.count()).isEqualTo(1000);
        assertThat(both.mean()).isCloseTo(all.mean(), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(both.variance()).isCloseTo(all.variance(), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(ofSums.variance()).isCloseTo(all.variance(), org.assertj.core.data.Offset.offset(1e-9));
    }
}
