package io.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MatchScratchTest {
    private final MatchScratch scratch = new MatchScratch();

    @Test
    void aPlaceIsEnteredOnceUntilTheNextStart() {
        scratch.start(300);
        assertThat(scratch.enter(299)).isTrue();
        assertThat(scratch.enter(299)).isFalse();
        assertThat(scratch.enter(235)).isTrue();
        scratch.start(300);
        assertThat(scratch.enter(299)).isTrue();
    }

    @Test
    void everyPlaceIsForgottenHoweverManyWereEntered() {
        for (int entered : new int[] {1, 31, 32, 33, 1_000}) {
            scratch.start(1_000);
            for (int place = 0; place < entered; place++) {
                assertThat(scratch.enter(place)).isTrue();
            }
            scratch.start(1_000);
            for (int place = 0; place < 1_000; place++) {
                assertThat(scratch.enter(place)).isTrue();
            }
        }
    }

    @Test
    void aSmallerTableAfterALargeOneStartsFresh() {
        scratch.start(1_000);
        scratch.enter(3);
        scratch.enter(999);
        scratch.start(4);
        assertThat(scratch.enter(3)).isTrue();
        scratch.start(1_000);
        assertThat(scratch.enter(999)).isTrue();
        assertThat(scratch.enter(3)).isTrue();
    }

    @Test
    void theBestRouteIsForgottenToo() {
        scratch.start(1);
        assertThat(scratch.best()).isEqualTo(Integer.MAX_VALUE);
        scratch.best(7);
        assertThat(scratch.best()).isEqualTo(7);
        scratch.start(1);
        assertThat(scratch.best()).isEqualTo(Integer.MAX_VALUE);
    }
}
