package io.fairlead.rollout.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The tests with planned looks: one, or several. */
class PlannedTestsTest {
    @Test
    void groupSequentialBoundsHaveTheKnownValues() {
        near(SequentialBounds.of(Spending.POCOCK, 0.05, 5), 2.438, 2.429, 2.412, 2.397, 2.384);
        near(SequentialBounds.of(Spending.OBRIEN_FLEMING, 0.05, 5), 4.877, 3.358, 2.680, 2.291, 2.031);
        near(SequentialBounds.of(Spending.OBRIEN_FLEMING_JOINT, 0.05, 5), 4.383, 3.099, 2.556, 2.254, 2.064);
    }

    private static void near(List<Double> bounds, double... known) {
        assertThat(bounds).hasSize(known.length);
        for (int i = 0; i < known.length; i++) {
            assertThat(bounds.get(i)).isCloseTo(known[i], within(0.005));
        }
    }

    @Test
    void plannedLooksKeepTheirErrorRate() {
        GroupSequential judge = new GroupSequential(Spending.POCOCK, Margin.absolute(0.01), 0.05, 5000, 5);
        int alarms = 0;
        int found = 0;
        int runs = 2000;
        for (int run = 0; run < runs; run++) {
            alarms += failed(judge, new Draws(run), 0.02) ? 1 : 0;
            found += failed(judge, new Draws(run), 0.03) ? 1 : 0;
        }
        // The upper side has 2.5 %; with 2000 runs more than 4 % come up in less than 1 of 10 000 repetitions.
        assertThat(alarms).isLessThanOrEqualTo(80).isGreaterThan(10);
        assertThat(found).isGreaterThan(runs / 2);
    }

    private static boolean failed(GroupSequential judge, Draws draws, double rate) {
        Counts baseline = Counts.NONE;
        Counts candidate = Counts.NONE;
        int look = 0;
        boolean failed = false;
        while (candidate.requests() < 5500) {
            baseline = baseline.plus(draws.requests(100, 0.02));
            candidate = candidate.plus(draws.requests(100, rate));
            Verdict verdict = judge.judge(baseline, candidate, look);
            look = verdict.look();
            failed |= verdict.outcome() == Outcome.FAIL;
        }
        assertThat(look).isEqualTo(5);
        return failed;
    }

    @Test
    void aGroupSequentialTestPassesAtItsLastLookOnly() {
        GroupSequential judge = new GroupSequential(Spending.OBRIEN_FLEMING, Margin.absolute(0.01), 0.05, 50_000, 5);
        Counts some = new Counts(30_000, 150);
        Counts all = new Counts(50_000, 250);

        assertThat(judge.judge(some, some, 2).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(judge.judge(all, all, 4).outcome()).isEqualTo(Outcome.PASS);
        assertThat(judge.judge(all, all, 5).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void theOneLookOfAFixedHorizonIsAtItsSampleSize() {
        FixedHorizon judge = new FixedHorizon(Margin.ZERO, 0.05, 1000);

        assertThat(judge.rates(new Counts(999, 5), new Counts(999, 100)).outcome())
                .isEqualTo(Outcome.NO_DATA);
        Verdict verdict = judge.rates(new Counts(1000, 5), new Counts(1000, 100));
        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.look()).isEqualTo(1);
    }

    @Test
    void proportionsAgreeWithTheTextbook() {
        // 20 and 30 of 1000: z = 1.4322; Fisher's exact test where few are expected.
        assertThat(FixedHorizon.pooledZ(new Counts(1000, 20), new Counts(1000, 30)))
                .isCloseTo(1.4322, within(1e-4));
        assertThat(FixedHorizon.proportionsP(new Counts(10, 0), new Counts(10, 4)))
                .isCloseTo(0.0433, within(1e-4));
    }

    @Test
    void newcombesIntervalHasItsPublishedValue() {
        // Newcombe 1998, example (a), method 10: 56/70 against 48/80, 95 %: 0.0524 to 0.3339.
        Interval interval = Newcombe.difference(new Counts(80, 48), new Counts(70, 56), 0.025);

        assertThat(interval.low()).isCloseTo(0.0524, within(1e-4));
        assertThat(interval.high()).isCloseTo(0.3339, within(1e-4));
    }

    @Test
    void meansAndRanksFindAShift() {
        Draws draws = new Draws(5);
        Moments baseline = Moments.NONE;
        Moments candidate = Moments.NONE;
        double[] y = new double[400];
        double[] x = new double[400];
        for (int i = 0; i < 400; i++) {
            y[i] = 100 + 10 * draws.gaussian();
            x[i] = 106 + 10 * draws.gaussian();
            baseline = baseline.plus(y[i]);
            candidate = candidate.plus(x[i]);
        }
        FixedHorizon none = new FixedHorizon(Margin.ZERO, 0.05, 400);
        FixedHorizon tenth = new FixedHorizon(Margin.relative(0.1), 0.05, 400);

        assertThat(none.means(baseline, candidate).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(tenth.means(baseline, candidate).outcome()).isEqualTo(Outcome.PASS);
        assertThat(none.ranks(Series.of(y), Series.of(x)).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(tenth.ranks(Series.of(y), Series.of(x)).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void constantsAreComparedWithoutATest() {
        FixedHorizon judge = new FixedHorizon(Margin.ZERO, 0.05, 3);
        Moments five = Moments.NONE.plus(5).plus(5).plus(5);
        Moments six = Moments.NONE.plus(6).plus(6).plus(6);

        assertThat(judge.means(five, six).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(judge.means(six, five).outcome()).isEqualTo(Outcome.PASS);
        assertThat(judge.means(five, five).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void aThresholdIsNeitherPassedNorFailedByWhatIsNoNumber() {
        Threshold most = new Threshold(null, 5.0);

        assertThat(most.judge(5, 0).outcome()).isEqualTo(Outcome.PASS);
        assertThat(most.judge(5.1, 0).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(most.judge(Double.NaN, 0).outcome()).isEqualTo(Outcome.ERROR);
        assertThat(new Threshold(99.0, null).judge(98, 0).outcome()).isEqualTo(Outcome.FAIL);
    }
}
