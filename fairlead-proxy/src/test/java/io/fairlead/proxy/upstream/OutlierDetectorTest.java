package io.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.OutlierPolicy;
import io.fairlead.routing.OutlierPolicy.LocalOrigin;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutlierDetectorTest {
    private static final Duration BASE = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger ejections = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final OutlierDetector.Listener listener = new OutlierDetector.Listener() {
        @Override
        public void healthChanged() {
            changes.incrementAndGet();
        }

        @Override
        public void ejected() {
            ejections.incrementAndGet();
        }
    };

    private static OutlierPolicy policy(long serverErrors, long gatewayErrors, int maxPercent) {
        return new OutlierPolicy(
                serverErrors,
                gatewayErrors,
                LocalOrigin.AS_RESPONSES,
                0,
                Duration.ofSeconds(10),
                BASE,
                maxPercent,
                0,
                new TreeSet<>());
    }

    private static OutlierPolicy split(long serverErrors, long localFailures) {
        return new OutlierPolicy(
                serverErrors,
                0,
                LocalOrigin.SPLIT,
                localFailures,
                Duration.ofSeconds(10),
                BASE,
                100,
                0,
                new TreeSet<>());
    }

    private static OutlierPolicy errors(Integer... codes) {
        SortedSet<Integer> set = new TreeSet<>(List.of(codes));
        return new OutlierPolicy(2, 0, LocalOrigin.AS_RESPONSES, 0, Duration.ofSeconds(10), BASE, 100, 0, set);
    }

    private OutlierDetector detector(OutlierPolicy policy, EndpointHealth... endpoints) {
        OutlierDetector detector = new OutlierDetector(policy, now::get, Runnable::run, listener);
        detector.endpoints(List.of(endpoints));
        return detector;
    }

    private static EndpointHealth[] endpoints(int count) {
        return Stream.generate(EndpointHealth::new).limit(count).toArray(EndpointHealth[]::new);
    }

    private static void respond(OutlierDetector detector, EndpointHealth health, int... statuses) {
        IntStream.of(statuses).forEach(status -> detector.responded(health, status));
    }

    @Test
    void errorsInARowEjectAndAGoodResponseBreaksTheRow() {
        EndpointHealth health = new EndpointHealth();
        OutlierDetector detector = detector(policy(3, 0, 100), health);
        respond(detector, health, 500, 500, 200, 500, 599);
        assertThat(health.isEjected()).isFalse();
        respond(detector, health, 503);
        assertThat(health.isEjected()).isTrue();
        assertThat(ejections).hasValue(1);
        assertThat(changes).hasValue(1);
    }

    @Test
    void gatewayErrorsHaveTheirOwnCount() {
        EndpointHealth health = new EndpointHealth();
        OutlierDetector detector = detector(policy(0, 2, 100), health);
        respond(detector, health, 502, 500, 504, 501, 505, 503);
        assertThat(health.isEjected()).isFalse();
        respond(detector, health, 502);
        assertThat(health.isEjected()).isTrue();
    }

    @Test
    void failuresWithoutAResponseCountAsResponsesUnlessSplit() {
        EndpointHealth mixed = new EndpointHealth();
        OutlierDetector detector = detector(policy(3, 0, 100), mixed);
        detector.failed(mixed, 503);
        detector.responded(mixed, 500);
        detector.failed(mixed, 504);
        assertThat(mixed.isEjected()).isTrue();

        EndpointHealth alone = new EndpointHealth();
        detector = detector(split(3, 2), alone);
        respond(detector, alone, 500, 500);
        detector.failed(alone, 503);
        detector.connected(alone);
        detector.failed(alone, 503);
        assertThat(alone.isEjected()).isFalse();
        detector.failed(alone, 503);
        assertThat(alone.isEjected()).isTrue();
    }

    @Test
    void onlyTheCodesThatAreListedAreErrors() {
        EndpointHealth health = new EndpointHealth();
        OutlierDetector detector = detector(errors(404, 429), health);
        respond(detector, health, 500, 500, 500, 404, 200, 404);
        assertThat(health.isEjected()).isFalse();
        respond(detector, health, 429);
        assertThat(health.isEjected()).isTrue();
    }

    @Test
    void theDefaultShareEjectsNobodyAmongFewerThanTen() {
        EndpointHealth[] nine = endpoints(9);
        respond(detector(policy(1, 0, 10), nine), nine[0], 500, 500, 500);
        assertThat(nine[0].isEjected()).isFalse();
        EndpointHealth[] ten = endpoints(10);
        OutlierDetector detector = detector(policy(1, 0, 10), ten);
        respond(detector, ten[0], 500);
        respond(detector, ten[1], 500);
        assertThat(ten[0].isEjected()).isTrue();
        assertThat(ten[1].isEjected()).isFalse();
        assertThat(ejections).hasValue(1);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void anEndpointComesBackAfterItsTimeAndIsOutLongerTheNextTime() {
        EndpointHealth health = new EndpointHealth();
        OutlierDetector detector = detector(policy(1, 0, 100), health);
        for (int times = 1; times <= 3; times++) {
            respond(detector, health, 500);
            pass(BASE.multipliedBy(times).minusNanos(1));
            detector.check();
            assertThat(health.isEjected())
                    .as("before the end of ejection " + times)
                    .isTrue();
            pass(Duration.ofNanos(1));
            detector.check();
            assertThat(health.isEjected())
                    .as("after the end of ejection " + times)
                    .isFalse();
        }
    }

    @Test
    void eachIntervalWithoutEjectionShortensTheNextOne() {
        EndpointHealth health = new EndpointHealth();
        OutlierDetector detector = detector(policy(1, 0, 100), health);
        for (int times = 1; times <= 3; times++) {
            respond(detector, health, 500);
            pass(BASE.multipliedBy(times));
            detector.check();
        }
        detector.check();
        detector.check();
        respond(detector, health, 500);
        pass(BASE.multipliedBy(2));
        detector.check();
        assertThat(health.isEjected()).isFalse();
    }

    @Test
    void noEjectionIsLongerThanFiveMinutes() {
        EndpointHealth health = new EndpointHealth();
        OutlierDetector detector = detector(policy(1, 0, 100), health);
        for (int times = 1; times <= 50; times++) {
            respond(detector, health, 500);
            pass(OutlierDetector.MAX_EJECTION_TIME);
            detector.check();
            assertThat(health.isEjected()).isFalse();
        }
        assertThat(health.ejections()).isEqualTo(11);
    }

    @Test
    void countsBeginAnewAfterAnEjection() {
        EndpointHealth health = new EndpointHealth();
        OutlierDetector detector = detector(policy(2, 0, 100), health);
        respond(detector, health, 500, 500, 500);
        pass(BASE);
        detector.check();
        respond(detector, health, 500);
        assertThat(health.isEjected()).isFalse();
        respond(detector, health, 500);
        assertThat(health.isEjected()).isTrue();
    }

    @Test
    void whatIsNoLongerWatchedIsTakenIn() {
        EndpointHealth health = new EndpointHealth();
        OutlierDetector detector = detector(policy(1, 0, 100), health);
        respond(detector, health, 500);
        detector.stop();
        assertThat(health.isEjected()).isFalse();
        respond(detector, health, 500);
        assertThat(health.isEjected()).isFalse();
    }

    @Test
    void errorsOfManyThreadsEjectOnceAndNeverTooMany() throws Exception {
        EndpointHealth[] endpoints = endpoints(10);
        ExecutorService decisions = Executors.newSingleThreadExecutor();
        OutlierDetector detector = new OutlierDetector(policy(50, 0, 30), now::get, decisions, listener);
        detector.endpoints(List.of(endpoints));
        ExecutorService loops = Executors.newFixedThreadPool(4);
        for (int loop = 0; loop < 4; loop++) {
            loops.execute(() -> {
                for (int i = 0; i < 10_000; i++) {
                    detector.responded(endpoints[i % endpoints.length], 500);
                }
            });
        }
        loops.shutdown();
        assertThat(loops.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        decisions.shutdown();
        assertThat(decisions.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Stream.of(endpoints).filter(EndpointHealth::isEjected)).hasSize(3);
        assertThat(ejections).hasValue(3);
    }
}
