package io.fairlead.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.rollout.control.World;
import io.fairlead.rollout.machine.Phase;
import io.fairlead.rollout.machine.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Engines that are killed while a release is under way. */
class CrashTest {
    private static final String STEPS = """
            - {weight: 1, duration: 2s, minSamples: 20}
            - {weight: 5, duration: 2s}
            - {weight: 25, duration: 2s}
            - {weight: 50, duration: 2s}
            - {weight: 100, duration: 2s}""";
    private static final List<Integer> WEIGHTS = List.of(0, 100, 500, 2500, 5000, 10_000);
    private static final Duration TICK = Duration.ofMillis(100);

    /** A world on a disk that loses power before a random operation, again and again. */
    private static final class Crashing {
        private final SplittableRandom random;
        private MemoryDisk disk = new MemoryDisk();
        private final World world;
        private int crashes;

        Crashing(long seed) {
            random = new SplittableRandom(seed);
            world = new World(RolloutStore.on(disk), seed);
            world.requestsPerSecond = 400;
        }

        /** Runs a release to its end with so many crashes; the engine is away for some time after each. */
        void release(String spec, int most) {
            arm(most);
            boolean written = false;
            for (int tick = 0; tick < 5000 && !(written && isOver()); tick++) {
                try {
                    if (!written) {
                        world.write(spec);
                        written = true;
                    }
                    world.passWithoutEngine(TICK);
                    world.controller().tick();
                } catch (StoreException e) {
                    crash(most);
                    written = false;
                }
            }
        }

        private boolean isOver() {
            return world.controller().state(World.NAME) != null
                    && world.state().phase().isFinal();
        }

        private void arm(int most) {
            if (crashes < most) {
                disk.losePowerAfter(random.nextInt(6));
            }
        }

        private void crash(int most) {
            crashes++;
            disk = disk.afterPowerLoss(random);
            world.passWithoutEngine(Duration.ofMillis(random.nextInt(3_000)));
            arm(most);
            while (true) {
                try {
                    world.restart(RolloutStore.on(disk));
                    return;
                } catch (StoreException e) {
                    crashes++;
                    disk = disk.afterPowerLoss(random);
                    arm(most);
                }
            }
        }
    }

    @Test
    void aKilledEngineEndsWhereAnUndisturbedOneDoes() {
        int crashes = 0;
        for (int run = 0; run < 200; run++) {
            Crashing crashing = new Crashing(run);
            crashing.release(World.canary(STEPS, "guards: [{name: errors, errors: {}, margin: {relative: 3}}]"), 15);

            assertThat(crashing.world.state().phase())
                    .as("run %d: %s", run, crashing.world.state().message())
                    .isEqualTo(Phase.PROMOTED);
            assertThat(crashing.world.weightsOf("v2")).as("run %d", run).isEqualTo(WEIGHTS);
            crashes += crashing.crashes;
        }
        assertThat(crashes).isGreaterThanOrEqualTo(200 * 14);
    }

    @Test
    void noStepIsShortenedAndHistoryIsReplayed() {
        for (int run = 0; run < 8; run++) {
            Crashing crashing = new Crashing(1000 + run);
            crashing.release(World.canary(STEPS, "guards: [{name: errors, errors: {}, margin: {relative: 3}}]"), 15);
            List<Transition> history = RolloutStore.on(crashing.disk).history(World.NAME);

            assertThat(Replay.differences(history)).isEmpty();
            assertThat(stepTimes(history)).allMatch(time -> time.compareTo(Duration.ofSeconds(2)) >= 0);
        }
    }

    /** How long each step's clock showed when the step was left. */
    private static List<Duration> stepTimes(List<Transition> history) {
        List<Duration> times = new ArrayList<>();
        Duration last = Duration.ZERO;
        for (Transition transition : history) {
            if (transition.before() != null && transition.before().weight() != 0 && transition.ordersWeight()) {
                Duration elapsed = ((io.fairlead.rollout.machine.Event.Observed) transition.event()).elapsed();
                times.add(last.plus(elapsed));
            }
            last = transition.after().clocks().step();
        }
        assertThat(times).hasSize(WEIGHTS.size() - 2);
        return times;
    }

    @Test
    void whileTheEngineIsAwayTheLastWeightsAreServed() {
        World world = new World(RolloutStore.on(new MemoryDisk()), 3);
        world.write(World.canary("- {weight: 25, duration: 1m}\n- {weight: 100}"));
        world.run(Duration.ofSeconds(10));
        long before = world.requestsOf("v2");
        world.passWithoutEngine(Duration.ofMinutes(10));

        assertThat(world.requestsOf("v2") - before).isBetween(145_000L, 155_000L);
    }

    @Test
    void aPauseLastsItsTimeWhateverTheWallClockDoes() {
        MemoryDisk disk = new MemoryDisk();
        World world = new World(RolloutStore.on(disk), 4);
        world.requestsPerSecond = 50;
        world.write(World.canary("- {weight: 10, duration: 10m}\n- {weight: 100, duration: 10m}"));
        world.run(Duration.ofMinutes(2), TICK);
        world.jumpWallClock(Duration.ofHours(2));
        world.run(Duration.ofMinutes(2), TICK);
        world.jumpWallClock(Duration.ofHours(-2));
        for (int i = 0; i < 120; i++) {
            world.jumpWallClock(Duration.ofNanos(500_000));
            world.run(Duration.ofSeconds(1), TICK);
        }
        world.restart(RolloutStore.on(disk.afterPowerLoss(new SplittableRandom(1))));
        Duration left = Duration.ZERO;
        while (world.weight() == 1000) {
            world.run(TICK, TICK);
            left = left.plus(TICK);
        }

        assertThat(left).isBetween(Duration.ofSeconds(239), Duration.ofSeconds(241));
        assertThat(world.events).extracting(event -> event.at()).hasSizeGreaterThan(1);
    }

    @Test
    void compactionKeepsTheState() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        RolloutStore store = RolloutStore.on(disk);
        World world = new World(store, 5);
        world.write(World.canary(STEPS));
        world.run(Duration.ofSeconds(12));
        store.compact();
        world.run(Duration.ofSeconds(3));
        RolloutStore again = RolloutStore.on(disk.afterPowerLoss(new SplittableRandom(2)));

        assertThat(again.state(World.NAME)).isEqualTo(store.state(World.NAME));
        assertThat(again.history(World.NAME)).isEqualTo(store.history(World.NAME));
        assertThat(Replay.differences(again.history(World.NAME))).isEmpty();
    }
}
