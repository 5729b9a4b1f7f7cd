package io.fairlead.rollout.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SampleRatioTest {
    private static final SampleRatio CHECK = new SampleRatio(0.001);
    private static final long MOST = 20_000;

    @Test
    void eightPercentInsteadOfFiveIsFoundWithinThreeThousandRequests() {
        List<Long> needed = new ArrayList<>();
        for (int run = 0; run < 400; run++) {
            needed.add(requestsUntilAlarm(new Draws(run), 0.08, 100));
        }
        Collections.sort(needed);

        assertThat(needed.get(359)).isLessThanOrEqualTo(3000);
    }

    @Test
    void trafficThatFollowsTheWeightsRaisesHardlyAnyAlarm() {
        int alarms = 0;
        for (int run = 0; run < 3000; run++) {
            alarms += requestsUntilAlarm(new Draws(10_000 + run), 0.05, 1000) < MOST ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(9);
    }

    private static long requestsUntilAlarm(Draws draws, double share, long step) {
        long candidate = 0;
        long all = 0;
        while (all < MOST) {
            candidate += draws.binomial(step, share);
            all += step;
            if (CHECK.judge(all - candidate, candidate, 0.05).outcome() == Outcome.FAIL) {
                return all;
            }
        }
        return all;
    }

    @Test
    void theLibrarysChiSquareGivesTheKnownValue() {
        double p = ChiSquareTest.withDefaults()
                .test(new double[] {0.5, 0.5}, new long[] {44_000, 45_000})
                .getPValue();

        assertThat(p).isEqualTo(0.000802, Offset.offset(1e-6));
    }
}
