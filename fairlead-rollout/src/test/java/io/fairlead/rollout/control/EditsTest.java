package io.fairlead.rollout.control;

import static io.fairlead.rollout.control.World.canary;
import static io.fairlead.rollout.control.World.canaryOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.rollout.judge.RateEvidence;
import io.fairlead.rollout.machine.Command;
import io.fairlead.rollout.machine.Phase;
import io.fairlead.rollout.machine.Reason;
import io.fairlead.rollout.store.TestStores;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when others change weights, steps or the release while a run is under way. */
class EditsTest {
    private static final String STEPS =
            "- {weight: 10, duration: 5m}\n- {weight: 20, duration: 5m}\n- {weight: 60, duration: 5m}\n- {weight: 100}";
    private static final String GUARDS = "guards: [{name: errors, errors: {}}]";

    private World world;

    @BeforeEach
    void start() {
        world = new World(TestStores.inMemory(), 11);
        world.requestsPerSecond = 200;
    }

    @Test
    void aForeignWeightIsPutBackAndItsRequestsAreNotCounted() {
        world.write(canary(STEPS));
        world.run(Duration.ofMinutes(1));
        RateEvidence before = world.evidence("errors", "");

        world.errorRate("v2", 0.9);
        world.editWeight(5000, "kubectl-edit");
        world.passWithoutEngine(Duration.ofMillis(900));
        world.controller().tick();
        world.errorRate("v2", 0.005);

        assertThat(world.weight()).isEqualTo(1000);
        assertThat(world.events.stream().filter(event -> event.name().equals("ForeignEdit")))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.text()).contains("kubectl-edit").contains("50 %"));
        world.run(Duration.ofSeconds(2));
        RateEvidence after = world.evidence("errors", "");
        assertThat(after.candidate().bad() - before.candidate().bad()).isLessThan(5);
        assertThat(world.state().phase()).isEqualTo(Phase.PROGRESSING);
    }

    @Test
    void aForeignWeightMayPauseTheRun() {
        world.write(canary(STEPS, GUARDS, "policies: {onForeignEdit: PAUSE}"));
        world.run(Duration.ofMinutes(1));
        world.editWeight(5000, "kubectl-edit");
        world.run(Duration.ofMinutes(1));

        assertThat(world.weight()).isEqualTo(5000);
        assertThat(world.state().phase()).isEqualTo(Phase.PAUSED);
        assertThat(world.state().reason()).isEqualTo(Reason.FOREIGN_EDIT);
    }

    @Test
    void anAdoptedWeightGoesOnWithTheNextListedOne() {
        world.write(canary(STEPS, GUARDS, "policies: {onForeignEdit: ADOPT}"));
        world.run(Duration.ofMinutes(1));
        world.editWeight(5000, "kubectl-edit");
        world.run(Duration.ofMinutes(4));
        assertThat(world.weight()).isEqualTo(5000);
        world.run(Duration.ofSeconds(70));

        assertThat(world.weight()).isEqualTo(6000);
        assertThat(world.weightsOf("v2")).containsExactly(0, 1000, 6000);
    }

    @Test
    void editedStepsGoOnFromTheSameWeight() {
        world.write(
                canary("- {weight: 1, duration: 1m}\n- {weight: 5, duration: 1m}\n- {weight: 10}\n- {weight: 100}"));
        world.run(Duration.ofSeconds(90));
        assertThat(world.weight()).isEqualTo(500);

        world.write(
                canary("- {weight: 2}\n- {weight: 5, duration: 1m}\n- {weight: 20, duration: 1m}\n- {weight: 100}"));
        world.run(Duration.ofSeconds(35));

        assertThat(world.weight()).isEqualTo(2000);
        assertThat(world.weightsOf("v2")).containsExactly(0, 100, 500, 2000);
    }

    @Test
    void aWeightThatIsNoLongerListedIsHeldUntilItsStepIsDone() {
        world.write(
                canary("- {weight: 1, duration: 1m}\n- {weight: 5, duration: 1m}\n- {weight: 10}\n- {weight: 100}"));
        world.run(Duration.ofSeconds(90));

        world.write(canary("- {weight: 3}\n- {weight: 30, duration: 1m}\n- {weight: 100}"));
        world.run(Duration.ofSeconds(20));
        assertThat(world.weight()).isEqualTo(500);
        world.run(Duration.ofSeconds(15));

        assertThat(world.weight()).isEqualTo(3000);
        assertThat(world.state().run()).isEqualTo(1);
    }

    @Test
    void anotherReleaseTakesTheRunsPlaceAtOnce() {
        world.write(canary("- {weight: 25, duration: 5m}\n- {weight: 100}"));
        world.run(Duration.ofMinutes(1));
        assertThat(world.weight()).isEqualTo(2500);

        world.ready = false;
        world.write(canaryOf("v1", "v3", "- {weight: 25, duration: 5m}\n- {weight: 100}", GUARDS));
        assertThat(world.weight()).isZero();
        assertThat(world.happened("Superseded")).isTrue();
        long v2 = world.requestsOf("v2");
        world.run(Duration.ofSeconds(30));

        assertThat(world.requestsOf("v2")).isEqualTo(v2);
        assertThat(world.requestsOf("v3")).isZero();
        assertThat(world.state().run()).isEqualTo(2);
        assertThat(world.state().plan().release().stable().subset()).isEqualTo("v1");
        assertThat(world.state().guards()).isEmpty();
        world.ready = true;
        world.run(Duration.ofSeconds(2));
        assertThat(world.weight()).isEqualTo(2500);
        assertThat(world.weightsOf("v3")).containsExactly(0, 2500);
    }

    @Test
    void backToTheStableVersionEndsTheRun() {
        world.write(canary("- {weight: 25, duration: 5m}\n- {weight: 100}"));
        world.run(Duration.ofMinutes(1));

        world.write(canaryOf("v1", "v1", "- {weight: 25, duration: 5m}\n- {weight: 100}", GUARDS));

        assertThat(world.weight()).isZero();
        assertThat(world.state().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.state().reason()).isEqualTo(Reason.BACK_TO_STABLE);
        int transitions = world.transitions.size();
        world.run(Duration.ofMinutes(1));
        assertThat(world.transitions).hasSizeLessThanOrEqualTo(transitions + 1);
    }

    @Test
    void theEngineForgetsADeletedRolloutAndStartsItAnewWhenItComesBack() {
        world.write(canary(STEPS));
        world.run(Duration.ofMinutes(1));
        world.controller().write(java.util.List.of());
        assertThat(world.controller().states()).isEmpty();
        assertThat(world.weight()).isZero();

        world.write(canary(STEPS));
        world.run(Duration.ofSeconds(5));
        assertThat(world.state().run()).isEqualTo(2);
        assertThat(world.weight()).isEqualTo(1000);
    }

    @Test
    void commandsOfPeopleStillWorkAfterAnEdit() {
        world.write(canary(STEPS));
        world.run(Duration.ofMinutes(1));
        world.ask(Command.Verb.SKIP, "alex");
        assertThat(world.weight()).isEqualTo(2000);
        world.ask(Command.Verb.PROMOTE, "alex");
        assertThat(world.weight()).isEqualTo(10_000);
        assertThat(world.state().phase()).isEqualTo(Phase.PROMOTED);
        world.ask(Command.Verb.UNDO, "alex");
        assertThat(world.weight()).isZero();
    }
}
