package io.fairlead.rollout.control;

import static io.fairlead.rollout.control.World.canary;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.rollout.machine.Command.Verb;
import io.fairlead.rollout.machine.Phase;
import io.fairlead.rollout.machine.Reason;
import io.fairlead.rollout.store.TestStores;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gates and commands. The proposer is pat, by the Rollout's annotation. */
class PeopleTest {
    private static final String GATED = """
            - {weight: 50, duration: 10s, gate: {approvals: 2, expiry: 30m, onExpiry: ROLLBACK}}
            - {weight: 100}""";

    private World world;

    @BeforeEach
    void start() {
        world = new World(TestStores.inMemory(), 5);
        world.requestsPerSecond = 100;
        world.write(canary(GATED));
        world.run(Duration.ofSeconds(15));
        assertThat(world.state().phase()).isEqualTo(Phase.GATED);
        assertThat(world.weight()).isEqualTo(5000);
    }

    @Test
    void theGateOpensWithTheSecondApproval() {
        world.ask(Verb.APPROVE, "alex");
        world.ask(Verb.APPROVE, "alex");
        assertThat(world.state().phase()).isEqualTo(Phase.GATED);

        world.ask(Verb.APPROVE, "sam");

        assertThat(world.weight()).isEqualTo(10_000);
    }

    @Test
    void whoProposedCannotApprove() {
        assertThat(world.ask(Verb.APPROVE, "pat").refusal()).contains("proposed");

        assertThat(world.state().approvals()).isEmpty();
        assertThat(world.audit.get(world.audit.size() - 1).result()).contains("cannot approve");
    }

    @Test
    void theGateExpires() {
        world.ask(Verb.APPROVE, "alex");
        world.run(Duration.ofMinutes(31), Duration.ofSeconds(1));

        assertThat(world.state().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.state().reason()).isEqualTo(Reason.GATE_EXPIRED);
        assertThat(world.weight()).isZero();
    }

    @Test
    void abortWorksAtTheGateAndTwiceIsOnce() {
        world.ask(Verb.ABORT, "alex");
        assertThat(world.weight()).isZero();
        int events = world.events.size();

        assertThat(world.ask(Verb.ABORT, "alex").refusal()).isNull();

        assertThat(world.events).hasSize(events);
        assertThat(world.audit).extracting(AuditEntry::verb).containsExactly("abort", "abort");
        assertThat(world.audit).extracting(AuditEntry::result).containsExactly("done", "unchanged");
        assertThat(world.audit.get(0).user()).isEqualTo("alex");
        assertThat(world.audit.get(0).why()).isEqualTo("test");
    }

    @Test
    void abortWorksWhileTheCandidateIsNotReady() {
        World waiting = new World(TestStores.inMemory(), 6);
        waiting.ready = false;
        waiting.write(canary(GATED));
        waiting.run(Duration.ofSeconds(2));

        waiting.ask(Verb.ABORT, "alex");

        assertThat(waiting.state().phase()).isEqualTo(Phase.ROLLED_BACK);
        waiting.ready = true;
        waiting.run(Duration.ofSeconds(10));
        assertThat(waiting.requestsOf("v2")).isZero();
    }

    @Test
    void aPausedRunWaitsButIsStillWatched() {
        World paused = new World(TestStores.inMemory(), 8);
        paused.write(canary("- {weight: 25, duration: 10s}\n- {weight: 100}"));
        paused.run(Duration.ofSeconds(5));
        paused.ask(Verb.PAUSE, "alex");
        paused.run(Duration.ofMinutes(2));
        assertThat(paused.weight()).isEqualTo(2500);

        paused.errorRate("v2", 0.3);
        paused.run(Duration.ofSeconds(10));

        assertThat(paused.state().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(paused.state().reason()).isEqualTo(Reason.GUARD_FAILED);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(world.ask(Verb.RESUME, "alex").refusal()).contains("not paused");
        assertThat(world.ask(Verb.UNDO, "alex").refusal()).contains("abort instead");
        assertThat(world.ask(Verb.SKIP, "alex").refusal()).contains("approvals");
        world.ask(Verb.ABORT, "alex");
        assertThat(world.ask(Verb.RESUME, "alex").refusal()).contains("over");
        assertThat(world.state().phase()).isEqualTo(Phase.ROLLED_BACK);
    }
}
