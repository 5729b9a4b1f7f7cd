package io.fairlead.rollout.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.routing.balance.StickySplit;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Users under the weights of releases, where the split is sticky. */
class AssignmentTest {
    private static final int USERS = 100_000;
    private static final String V1 = "outbound|80|v1|shop.internal";
    private static final String V2 = "outbound|80|v2|shop.internal";
    private static final String V3 = "outbound|80|v3|shop.internal";

    /** Which users are with the second destination at its weight, in hundredths of a percent. */
    private static boolean[] users(String stable, String candidate, long weight) {
        StickySplit split = StickySplit.of(List.of(stable, candidate), List.of(10_000 - weight, weight));
        SplittableRandom random = new SplittableRandom(17);
        boolean[] with = new boolean[USERS];
        for (int user = 0; user < USERS; user++) {
            with[user] = split.choose(random.nextLong()) == 1;
        }
        return with;
    }

    private static double share(boolean[] users) {
        int count = 0;
        for (boolean with : users) {
            count += with ? 1 : 0;
        }
        return 100.0 * count / USERS;
    }

    @Test
    void nobodyGoesBackWhileTheWeightGrows() {
        boolean[] before = users(V1, V2, 1000);
        assertThat(share(before)).isCloseTo(10, within(0.5));
        for (long weight : new long[] {2500, 5000, 10_000}) {
            boolean[] now = users(V1, V2, weight);
            assertThat(share(now)).isCloseTo(weight / 100.0, within(0.5));
            for (int user = 0; user < USERS; user++) {
                assertThat(before[user] && !now[user]).isFalse();
            }
            before = now;
        }
    }

    @Test
    void aTenthOfTheUsersSeesTheCandidateHoweverOftenTheyCome() {
        boolean[] ever = new boolean[USERS];
        for (int visit = 0; visit < 20; visit++) {
            boolean[] now = users(V1, V2, 1000);
            for (int user = 0; user < USERS; user++) {
                ever[user] |= now[user];
            }
        }
        assertThat(share(ever)).isCloseTo(10, within(0.3));
    }

    /** By independent draws 1 % would see both; here even fewer do, since who came first to a version stays with it. */
    @Test
    void theNextReleaseIsTriedOnOtherUsers() {
        boolean[] first = users(V1, V2, 1000);
        boolean[] second = users(V2, V3, 1000);
        int both = 0;
        for (int user = 0; user < USERS; user++) {
            both += first[user] && second[user] ? 1 : 0;
        }
        assertThat(share(second)).isCloseTo(10, within(0.5));
        assertThat(100.0 * both / USERS).isLessThanOrEqualTo(1.1);
    }
}
