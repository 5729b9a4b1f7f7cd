package io.fairlead.rollout.judge.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.rollout.judge.Outcome;
import io.fairlead.rollout.judge.Series;
import io.fairlead.rollout.judge.score.ScoredMetric.Direction;
import io.fairlead.rollout.judge.score.ScoredMetric.Effect;
import io.fairlead.rollout.judge.score.ScoredMetric.Missing;
import io.fairlead.rollout.judge.score.ScoredMetric.Trait;
import io.fairlead.rollout.judge.score.ScoredResult.Label;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreJudgeTest {
    private static final Series ONES = Series.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    private static final Effect FIVE_PERCENT = new Effect(Effect.Measure.MEAN_RATIO, 1.05, null, null, null);
    private static final ScoredMetric INCREASE =
            new ScoredMetric("latency", List.of(), Direction.INCREASE, Missing.REMOVE, null, FIVE_PERCENT, Set.of());

    private static Series hundreds(int count, int all) {
        double[] values = new double[all];
        Arrays.fill(values, 1);
        Arrays.fill(values, 0, count, 100);
        return Series.of(values);
    }

    @Test
    void sevenOfTenPointsFarAwayPassAndEightAreHigh() {
        ScoredResult seven = ScoreJudge.classify(INCREASE, ONES, hundreds(7, 10));
        ScoredResult eight = ScoreJudge.classify(INCREASE, ONES, hundreds(8, 10));

        assertThat(seven.label()).isEqualTo(Label.PASS);
        assertThat(seven.shift()).isCloseTo(99, within(0.01));
        assertThat(seven.low()).isBetween(0.0, 1.5e-4);
        assertThat(eight.label()).isEqualTo(Label.HIGH);
    }

    @Test
    void theSameInputGivesTheSameOutputEvenForConstants() {
        Series nines = Series.of(9, 9, 9, 9, 9, 9);
        Series tens = Series.of(10, 10, 10, 10, 10, 10);

        ScoredResult first = ScoreJudge.classify(INCREASE, nines, tens);

        assertThat(first.label()).isEqualTo(Label.HIGH);
        assertThat(ScoreJudge.classify(INCREASE, nines, tens)).isEqualTo(first);
        assertThat(ScoreJudge.classify(INCREASE, tens, tens).label()).isEqualTo(Label.PASS);
    }

    @Test
    void theDirectionSaysWhatIsHarm() {
        ScoredMetric decrease = ScoredMetric.of("rate", Direction.DECREASE);
        ScoredMetric either = ScoredMetric.of("rate", Direction.EITHER);

        assertThat(ScoreJudge.classify(decrease, ONES, hundreds(9, 10)).label()).isEqualTo(Label.PASS);
        assertThat(ScoreJudge.classify(decrease, hundreds(9, 10), ONES).label()).isEqualTo(Label.LOW);
        assertThat(ScoreJudge.classify(either, hundreds(9, 10), ONES).label()).isEqualTo(Label.LOW);
        assertThat(ScoreJudge.classify(either, ONES, hundreds(9, 10)).label()).isEqualTo(Label.HIGH);
    }

    @Test
    void groupsAreWeighted() {
        ScoredMetric good = grouped("good", "latency");
        ScoredMetric bad = grouped("bad", "errors");
        ScoredMetric fair = grouped("fair", "errors");
        List<ScoredResult> results =
                List.of(result(good, Label.PASS), result(bad, Label.HIGH), result(fair, Label.PASS));

        Score score = Score.of(results, Map.of("latency", 60.0, "errors", 40.0));

        assertThat(score.value()).isEqualTo(80.00);
        assertThat(score.groups()).containsEntry("errors", 50.0).containsEntry("latency", 100.0);
    }

    @Test
    void groupsWithoutAWeightShareTheRest() {
        List<ScoredResult> results = List.of(
                result(grouped("a", "a"), Label.HIGH),
                result(grouped("b", "b"), Label.PASS),
                result(grouped("c", "c"), Label.PASS));

        assertThat(Score.of(results, Map.of("b", 30.0)).value()).isEqualTo(65.0);
    }

    @Test
    void aGroupWithoutDataCountsFullyUntilHalfOfAllAreWithout() {
        ScoredResult pass = result(grouped("a", "a"), Label.PASS);
        ScoredResult fail = result(grouped("b", "b"), Label.HIGH);
        ScoredResult none = result(grouped("c", "c"), Label.NODATA);

        assertThat(Score.of(List.of(pass, fail, none), Map.of()).value()).isEqualTo(66.67);
        assertThat(Score.of(List.of(pass, none), Map.of()).value()).isZero();
    }

    @Test
    void aCriticalMetricMakesTheScoreZero() {
        ScoredMetric critical = new ScoredMetric(
                "errors", List.of("a"), Direction.INCREASE, Missing.REMOVE, null, FIVE_PERCENT, Set.of(Trait.CRITICAL));
        ScoredResult high = ScoreJudge.classify(critical, ONES, hundreds(9, 10));
        ScoredResult empty = ScoreJudge.classify(critical, ONES, Series.of(Double.NaN));

        assertThat(high.critical()).isTrue();
        assertThat(empty.label()).isEqualTo(Label.NODATA);
        ScoredResult good = result(grouped("x", "x"), Label.PASS);
        assertThat(Score.of(List.of(good, good, high), Map.of()).value()).isZero();
        assertThat(Score.of(List.of(good, good, empty), Map.of()).value()).isZero();
    }

    @Test
    void theScoreThatIsMarginalFailsAStage() {
        Score score = new Score(75, Map.of(), List.of());

        assertThat(score.label(95, 75)).isEqualTo("Marginal");
        assertThat(score.verdict(95, 75, Score.Stage.BEFORE_LAST, 60).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(new Score(80, Map.of(), List.of())
                        .verdict(95, 75, Score.Stage.BEFORE_LAST, 60)
                        .outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(new Score(80, Map.of(), List.of())
                        .verdict(95, 75, Score.Stage.LAST, 60)
                        .outcome())
                .isEqualTo(Outcome.FAIL);
        assertThat(new Score(96, Map.of(), List.of())
                        .verdict(95, 75, Score.Stage.LAST, 60)
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void missingPointsAreRemovedOrReplaced() {
        Series gaps = Series.of(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        ScoredMetric counter = new ScoredMetric(
                "errors", List.of(), Direction.INCREASE, Missing.REPLACE, null, FIVE_PERCENT, Set.of());
        ScoredMetric must = new ScoredMetric(
                "errors",
                List.of(),
                Direction.INCREASE,
                Missing.REMOVE,
                null,
                FIVE_PERCENT,
                Set.of(Trait.MUST_HAVE_DATA));

        assertThat(ScoreJudge.classify(INCREASE, ONES, gaps).label()).isEqualTo(Label.NODATA);
        assertThat(ScoreJudge.classify(must, ONES, gaps).label()).isEqualTo(Label.NODATA_FAIL_METRIC);
        assertThat(ScoreJudge.classify(counter, gaps, gaps).label()).isEqualTo(Label.PASS);
    }

    @Test
    void outliersAreLeftOutIfAskedFor() {
        double[] values = new double[200];
        for (int i = 0; i < values.length; i++) {
            values[i] = 10 + i % 10;
        }
        values[0] = 1e6;
        ScoredMetric kept = ScoredMetric.of("m", Direction.INCREASE);
        ScoredMetric cleaned =
                new ScoredMetric("m", List.of(), Direction.INCREASE, Missing.REMOVE, 3.0, Effect.DEFAULT, Set.of());
        Series plain = Series.of(Arrays.copyOfRange(values, 1, 200));

        assertThat(ScoreJudge.classify(kept, plain, Series.of(values)).effect()).isGreaterThan(100);
        assertThat(ScoreJudge.classify(cleaned, plain, Series.of(values)).effect())
                .isCloseTo(1, within(0.05));
    }

    private static ScoredMetric grouped(String name, String group) {
        return new ScoredMetric(
                name, List.of(group), Direction.INCREASE, Missing.REMOVE, null, Effect.DEFAULT, Set.of());
    }

    private static ScoredResult result(ScoredMetric metric, Label label) {
        return new ScoredResult(metric, label, 0, 0, 0, 1, false);
    }
}
