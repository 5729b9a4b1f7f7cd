package io.fairlead.rollout.control;

import static io.fairlead.rollout.control.World.canary;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.rollout.judge.Counts;
import io.fairlead.rollout.machine.Command;
import io.fairlead.rollout.machine.Phase;
import io.fairlead.rollout.machine.Reason;
import io.fairlead.rollout.metric.Reading;
import io.fairlead.rollout.metric.Reading.Missing.Kind;
import io.fairlead.rollout.store.TestStores;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when measurements do not come as they should: an outage is neither a pass nor a failure. */
class MetricFailuresTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Reading GOOD = new Reading.Value(0.4);
    private static final Reading DOWN = new Reading.Missing(Kind.PROVIDER_DOWN, "connection refused");
    private static final String STEPS = "- {weight: 25, duration: 5m}\n- {weight: 100}";

    private World world;

    @BeforeEach
    void start() {
        world = new World(TestStores.inMemory(), 7);
        world.requestsPerSecond = 100;
    }

    private static String value(String name, String... more) {
        return "{name: " + name + ", prometheus: {address: 'http://p:9090', value: " + name
                + ", interval: 10s, lag: 1ms" + "}, threshold: {max: 5}" + String.join("", more) + "}";
    }

    private static String counts(String more) {
        return "guards: [{name: errors, prometheus: {address: 'http://p:9090', total: all, bad: failed, interval: 10s"
                + more + "}}]";
    }

    @Test
    void anOutageHoldsTheStepAndItsClockAndGoesOnAfterwards() {
        world.says("rate", GOOD);
        world.write(canary(STEPS, "guards: [" + value("rate") + "]"));
        world.run(Duration.ofMinutes(2), SECOND);
        Duration before = world.state().clocks().step();

        world.says("rate", DOWN);
        world.run(Duration.ofMinutes(10), SECOND);

        assertThat(world.state().phase()).isEqualTo(Phase.HOLDING);
        assertThat(world.state().reason()).isEqualTo(Reason.HOLD_NO_DATA);
        assertThat(world.weight()).isEqualTo(2500);
        assertThat(world.state().clocks().step()).isLessThanOrEqualTo(before.plusSeconds(11));
        assertThat(world.weightsOf("v2")).containsExactly(0, 2500);

        world.says("rate", GOOD);
        world.run(Duration.ofSeconds(11), SECOND);
        assertThat(world.state().phase()).isEqualTo(Phase.PROGRESSING);
        world.run(Duration.ofMinutes(4), SECOND);
        assertThat(world.state().phase()).isEqualTo(Phase.PROMOTED);
    }

    @Test
    void anOutageThatDoesNotEndPauses() {
        world.says("rate", GOOD);
        world.write(canary(STEPS, "guards: [" + value("rate") + "]"));
        world.run(Duration.ofMinutes(1), SECOND);
        world.says("rate", DOWN);
        world.run(Duration.ofMinutes(31), SECOND);

        assertThat(world.state().phase()).isEqualTo(Phase.PAUSED);
        assertThat(world.state().reason()).isEqualTo(Reason.NO_DATA);
        assertThat(world.weight()).isEqualTo(2500);
        assertThat(world.happened("Paused")).isTrue();

        world.says("rate", GOOD);
        world.run(Duration.ofMinutes(1), SECOND);
        world.ask(Command.Verb.RESUME, "alex");
        world.run(Duration.ofMinutes(6), SECOND);
        assertThat(world.state().phase()).isEqualTo(Phase.PROMOTED);
    }

    @Test
    void whatIsNotANumberProlongsTheStepByAsManySamples() {
        world.says("rate", GOOD);
        world.write(canary(STEPS, "guards: [" + value("rate") + "]"));
        Duration undisturbed = world.runToEnd(Duration.ofHours(1), SECOND);

        World other = new World(TestStores.inMemory(), 7);
        other.requestsPerSecond = 100;
        Reading nan = new Reading.Missing(Kind.NOT_A_NUMBER, "NaN");
        other.says("rate", nan, nan, nan, nan, nan, GOOD);
        other.write(canary(STEPS, "guards: [" + value("rate") + "]"));
        other.run(Duration.ofSeconds(45), SECOND);
        assertThat(other.state().phase()).isEqualTo(Phase.HOLDING);
        Duration disturbed = other.runToEnd(Duration.ofHours(1), SECOND).plusSeconds(45);

        assertThat(other.state().phase()).isEqualTo(Phase.PROMOTED);
        assertThat(disturbed.minus(undisturbed)).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(52));
    }

    @Test
    void aThresholdIsNotKeptByWhatIsNotANumber() {
        world.says("rate", new Reading.Missing(Kind.NOT_A_NUMBER, "NaN"));
        world.write(canary("- {weight: 25}\n- {weight: 100}", "guards: [" + value("rate") + "]"));

        world.run(Duration.ofMinutes(5), SECOND);

        assertThat(world.state().phase()).isEqualTo(Phase.HOLDING);
        assertThat(world.weight()).isEqualTo(2500);
    }

    @Test
    void anEmptyResultHoldsAndTwoSeriesPause() {
        world.says("rate", new Reading.Missing(Kind.NO_DATA, "empty"));
        world.write(canary(STEPS, "guards: [" + value("rate") + "]"));
        world.run(Duration.ofSeconds(30), SECOND);
        assertThat(world.state().phase()).isEqualTo(Phase.HOLDING);

        world.says("rate", new Reading.Missing(Kind.AMBIGUOUS, "ambiguous result: 2 series"));
        world.run(Duration.ofSeconds(11), SECOND);

        assertThat(world.state().phase()).isEqualTo(Phase.PAUSED);
        assertThat(world.state().reason()).isEqualTo(Reason.BAD_QUERY);
        assertThat(world.state().message()).contains("ambiguous");
    }

    @Test
    void numbersThatComeLateAreWaitedFor() {
        Reading.Rates some = Reading.Rates.of(new Counts(900, 4), new Counts(100, 0));
        world.says("all", some);
        world.write(canary(
                "- {weight: 25, duration: 60s}\n- {weight: 50, duration: 60s}\n- {weight: 100}", counts(", lag: 90s")));

        world.run(Duration.ofSeconds(89), SECOND);
        assertThat(world.questions()).isZero();
        world.run(Duration.ofSeconds(60), SECOND);
        assertThat(world.weight()).isEqualTo(2500);
        world.run(Duration.ofSeconds(10), SECOND);
        assertThat(world.weight()).isEqualTo(5000);
        int asked = world.questions();
        world.run(Duration.ofSeconds(75), SECOND);
        assertThat(world.questions()).isEqualTo(asked);
    }

    @Test
    void twoOfThreeSourcesDecide() {
        String group = ", quorum: rates";
        String guards = "guards: [" + value("a", group) + ", " + value("b", group) + ", " + value("c", group) + "]";
        world.says("a", new Reading.Value(20));
        world.says("b", GOOD);
        world.says("c", GOOD);
        world.write(canary(STEPS, guards));
        world.run(Duration.ofMinutes(1), SECOND);
        assertThat(world.state().phase()).isEqualTo(Phase.PROGRESSING);
        assertThat(world.events.stream().filter(event -> event.name().equals("GuardOutvoted")))
                .hasSize(1);

        world.says("b", new Reading.Value(20));
        world.run(Duration.ofSeconds(11), SECOND);
        assertThat(world.state().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.state().reason()).isEqualTo(Reason.GUARD_FAILED);
    }

    @Test
    void aWorseRegionIsFoundBehindAGoodWhole() {
        Reading.Rates.Pair fine = new Reading.Rates.Pair(new Counts(8550, 43), new Counts(450, 2));
        Reading.Rates.Pair bad = new Reading.Rates.Pair(new Counts(950, 5), new Counts(50, 3));
        Reading[] readings = new Reading[30];
        Arrays.fill(readings, new Reading.Rates(Map.of("a", fine, "b", bad)));
        world.says("all", readings);
        world.write(
                canary("- {weight: 5, duration: 20m}\n- {weight: 100}", counts(", lag: 1ms, segmentLabel: region")));

        world.run(Duration.ofMinutes(5), SECOND);

        assertThat(world.state().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(world.state().message()).contains("This is about b.");
        assertThat(world.evidence("errors", "b").candidate().requests()).isLessThanOrEqualTo(300);
    }
}
