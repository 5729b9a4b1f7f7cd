package io.fairlead.rollout.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailFastTest {
    @Test
    void aCandidateThatFailsEveryRequestIsFoundAfterEight() {
        FailFast detector = new FailFast();
        int requests = 0;
        boolean alarm = false;
        while (!alarm) {
            requests++;
            alarm = detector.observe(new Counts(19, 0), new Counts(1, 1));
        }
        assertThat(requests).isEqualTo(8).isEqualTo(FailFast.FEWEST_FAILURES);
    }

    @Test
    void itWorksWithoutABaseline() {
        assertThat(new FailFast().observe(Counts.NONE, new Counts(8, 8))).isTrue();
    }

    @Test
    void aCandidateThatBreaksLateIsFoundAsFast() {
        FailFast detector = new FailFast();
        assertThat(detector.observe(new Counts(1_900_000, 0), new Counts(100_000, 400)))
                .isFalse();

        assertThat(detector.observe(new Counts(100, 0), new Counts(8, 8))).isTrue();
    }

    @Test
    void troubleOfBothVersionsIsNotTheCandidates() {
        assertThat(new FailFast().observe(new Counts(100, 90), new Counts(20, 20)))
                .isFalse();
    }

    @Test
    void aCandidateThatFailsEveryTenthRequestRaisesNoFastAlarm() {
        int alarms = 0;
        for (int run = 0; run < 100; run++) {
            FailFast detector = new FailFast();
            Draws draws = new Draws(run);
            boolean alarm = false;
            for (int i = 0; i < 2000; i++) {
                alarm |= detector.observe(new Counts(19, 0), draws.requests(1, 0.1));
            }
            alarms += alarm ? 1 : 0;
        }
        // Eight failures in a row somewhere in 200 000 requests come up with a probability of 0.2 %.
        assertThat(alarms).isZero();
    }
}
