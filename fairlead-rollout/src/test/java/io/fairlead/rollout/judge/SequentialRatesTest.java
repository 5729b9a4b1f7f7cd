package io.fairlead.rollout.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Simulations of rollouts, with fixed seeds. Bounds of false alarms are those the method promises; a simulated share may pass
 * a bound of 5 % only by chance, which the number of runs makes less likely than 1 in 1000 where the true share is 3 %.
 */
class SequentialRatesTest {
    private static final SequentialRates NO_HARM = new SequentialRates(Margin.ZERO, 0.05, 0.05);

    @Test
    void smallRegressionIsFoundWithinAFewHundredRequestsOfTheCandidate() {
        List<Long> needed = detections(400, 0.02);

        assertThat(needed).hasSizeGreaterThanOrEqualTo(396);
        assertThat(needed.get(needed.size() / 2)).isLessThanOrEqualTo(700);
        assertThat(needed.get(needed.size() * 9 / 10)).isLessThanOrEqualTo(1200);
    }

    private static boolean fails(SequentialRates judge, RateEvidence evidence) {
        return judge.outcome(evidence) == Outcome.FAIL;
    }

    private static List<Long> detections(int runs, double candidateRate) {
        List<Long> needed = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Draws draws = new Draws(1000 + run);
            Counts baseline = Counts.NONE;
            Counts candidate = Counts.NONE;
            while (candidate.requests() < 20_000) {
                baseline = baseline.plus(draws.requests(95, 0.005));
                candidate = candidate.plus(draws.requests(5, candidateRate));
                if (fails(NO_HARM, RateEvidence.of(baseline, candidate))) {
                    needed.add(candidate.requests());
                    break;
                }
            }
        }
        Collections.sort(needed);
        return needed;
    }

    @Test
    void identicalVersionsAreRarelyRolledBackHoweverOftenOneLooks() {
        int alarms = 0;
        int peeks = 0;
        int runs = 600;
        for (int run = 0; run < runs; run++) {
            Draws draws = new Draws(50_000 + run);
            Counts baseline = Counts.NONE;
            Counts candidate = Counts.NONE;
            boolean alarm = false;
            boolean peek = false;
            for (int look = 1; look <= 800; look++) {
                baseline = baseline.plus(draws.requests(475, 0.005));
                candidate = candidate.plus(draws.requests(25, 0.005));
                alarm = alarm || fails(NO_HARM, RateEvidence.of(baseline, candidate));
                peek = peek || look % 8 == 0 && Math.abs(FixedHorizon.pooledZ(baseline, candidate)) > 1.96;
            }
            alarms += alarm ? 1 : 0;
            peeks += peek ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(runs * 5 / 100);
        assertThat(peeks).as("the rig sees what peeking does").isGreaterThanOrEqualTo(runs * 30 / 100);
    }

    @Test
    void identicalVersionsAreRarelyRolledBackWhileRatesAndSharesChange() {
        int alarms = 0;
        int runs = 600;
        double[] shares = {0.01, 0.05, 0.25, 0.5};
        for (int run = 0; run < runs; run++) {
            Draws draws = new Draws(90_000 + run);
            List<RateEvidence.Segment> segments = new ArrayList<>();
            boolean alarm = false;
            for (double share : shares) {
                Counts baseline = Counts.NONE;
                Counts candidate = Counts.NONE;
                for (int look = 0; look < 60; look++) {
                    double rate = 0.01 + 0.009 * Math.sin(segments.size() * 2 + look / 10.0);
                    baseline = baseline.plus(draws.requests(Math.round(1000 * (1 - share)), rate));
                    candidate = candidate.plus(draws.requests(Math.round(1000 * share), rate));
                    List<RateEvidence.Segment> now = new ArrayList<>(segments);
                    now.add(new RateEvidence.Segment(baseline, candidate));
                    alarm = alarm || fails(NO_HARM, new RateEvidence(now));
                }
                segments.add(new RateEvidence.Segment(baseline, candidate));
            }
            alarms += alarm ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(runs * 5 / 100);
    }

    @Test
    void aRateExactlyAtTheMarginRarelyPassesAndRarelyFails() {
        SequentialRates relative = new SequentialRates(Margin.relative(0.5), 0.05, 0.05);
        SequentialRates absolute = new SequentialRates(Margin.absolute(0.005), 0.05, 0.05);
        int[] wrong = new int[4];
        int runs = 300;
        for (int run = 0; run < runs; run++) {
            Draws draws = new Draws(120_000 + run);
            Counts baseline = Counts.NONE;
            Counts candidate = Counts.NONE;
            boolean[] seen = new boolean[4];
            for (int look = 0; look < 150; look++) {
                baseline = baseline.plus(draws.requests(200, 0.01));
                candidate = candidate.plus(draws.requests(200, 0.015));
                RateEvidence evidence = RateEvidence.of(baseline, candidate);
                Outcome first = relative.outcome(evidence);
                Outcome second = absolute.outcome(evidence);
                seen[0] |= first == Outcome.PASS;
                seen[1] |= first == Outcome.FAIL;
                seen[2] |= second == Outcome.PASS;
                seen[3] |= second == Outcome.FAIL;
            }
            for (int i = 0; i < 4; i++) {
                wrong[i] += seen[i] ? 1 : 0;
            }
        }
        assertThat(wrong)
                .as("of %d runs", runs)
                .satisfies(counts -> assertThat(
                                java.util.Arrays.stream(counts).max().orElseThrow())
                        .isLessThanOrEqualTo(runs * 5 / 100));
    }

    @Test
    void equalRatesAreProvedToLieWithinAMargin() {
        Counts baseline = new Counts(95_000, 475);
        Counts candidate = new Counts(20_000, 100);

        Verdict relative =
                new SequentialRates(Margin.relative(1), 0.05, 0.05).judge(RateEvidence.of(baseline, candidate));
        Verdict absolute =
                new SequentialRates(Margin.absolute(0.005), 0.05, 0.05).judge(RateEvidence.of(baseline, candidate));

        assertThat(relative.outcome()).isEqualTo(Outcome.PASS);
        Interval interval = Objects.requireNonNull(relative.interval());
        assertThat(interval.low()).isLessThan(1);
        assertThat(interval.high()).isBetween(1.0, 2.0);
        assertThat(absolute.outcome()).isEqualTo(Outcome.PASS);
        assertThat(absolute.candidateSamples()).isEqualTo(20_000);
    }

    @Test
    void oneErrorAmongFewRequestsProvesNothing() {
        Verdict verdict = NO_HARM.judge(RateEvidence.of(new Counts(950, 5), new Counts(50, 1)));

        assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void withoutRequestsThereIsNoData() {
        assertThat(NO_HARM.judge(RateEvidence.NONE).outcome()).isEqualTo(Outcome.NO_DATA);
        assertThat(NO_HARM.judge(RateEvidence.of(new Counts(100, 1), Counts.NONE))
                        .outcome())
                .isEqualTo(Outcome.NO_DATA);
    }

    @Test
    void pollingAnswersAsTheWholeVerdictDoes() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            Counts baseline = new Counts(10_000, random.nextInt(1, 200));
            Counts candidate = new Counts(1000, random.nextInt(0, 60));
            RateEvidence evidence = RateEvidence.of(baseline, candidate);

            assertThat(NO_HARM.outcome(evidence))
                    .isEqualTo(NO_HARM.judge(evidence).outcome());
        }
    }

    @Test
    void oneRegressionAmongTwentyGuardsIsFoundAndChanceIsNot() {
        SequentialRates guard = new SequentialRates(Margin.ZERO, 0.05 / 20, 0.05);
        int alarms = 0;
        for (int run = 0; run < 300; run++) {
            boolean alarm = false;
            for (int metric = 0; metric < 20 && !alarm; metric++) {
                Draws draws = new Draws(1_000_000 + 20L * run + metric);
                Counts baseline = Counts.NONE;
                Counts candidate = Counts.NONE;
                for (int look = 0; look < 40 && !alarm; look++) {
                    baseline = baseline.plus(draws.requests(950, 0.005));
                    candidate = candidate.plus(draws.requests(50, 0.005));
                    alarm = fails(guard, RateEvidence.of(baseline, candidate));
                }
            }
            alarms += alarm ? 1 : 0;
        }
        List<Long> needed = new ArrayList<>();
        for (int run = 0; run < 300; run++) {
            needed.add(firstFailure(guard, new Draws(2_000_000 + run), 0.02));
        }
        Collections.sort(needed);

        assertThat(alarms).isLessThanOrEqualTo(15);
        assertThat(needed.get(270)).isLessThanOrEqualTo(1900);
    }

    /** Requests of the candidate until a guard fails it, at 5 % against a baseline of 0.5 %. */
    static long firstFailure(SequentialRates guard, Draws draws, double rate) {
        Counts baseline = Counts.NONE;
        Counts candidate = Counts.NONE;
        while (candidate.requests() < 50_000) {
            baseline = baseline.plus(draws.requests(19, 0.005));
            candidate = candidate.plus(draws.requests(1, rate));
            if (fails(guard, RateEvidence.of(baseline, candidate))) {
                break;
            }
        }
        return candidate.requests();
    }

    @Test
    void aWorseSegmentIsFoundByItself() {
        SequentialRates guard = new SequentialRates(Margin.ZERO, 0.05 / 10, 0.05);
        List<Long> needed = new ArrayList<>();
        for (int run = 0; run < 300; run++) {
            needed.add(firstFailure(guard, new Draws(3_000_000 + run), 0.06));
        }
        Collections.sort(needed);

        assertThat(needed.get(270)).isLessThanOrEqualTo(300);
    }
}
