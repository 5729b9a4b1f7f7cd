package io.fairlead.rollout.control;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Rollout;
import io.fairlead.rollout.judge.RateEvidence;
import io.fairlead.rollout.machine.Command;
import io.fairlead.rollout.machine.GuardState;
import io.fairlead.rollout.machine.RunState;
import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.metric.LiveStatistics;
import io.fairlead.rollout.metric.MetricSource;
import io.fairlead.rollout.metric.Reading;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.PlanReader;
import io.fairlead.rollout.spec.Release;
import io.fairlead.rollout.spec.SourcePlan;
import io.fairlead.rollout.spec.Version;
import io.fairlead.rollout.store.RolloutStore;
import io.fairlead.rollout.write.TrafficTarget;
import io.fairlead.rollout.write.WeightOrder;
import io.fairlead.validate.ResourceValidator;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A world for releases: traffic that follows the weights, clocks that only tests move, sources that say what they are told.
 * Requests of one version fail at random with its rate; everything is drawn from one seed.
 */
public final class World implements TrafficTarget, LiveStatistics, RolloutListener {
    public static final String NAME = "default/shop";
    public static final String STABLE = "v1";

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final SplittableRandom random;
    private final Map<String, long[]> counts = new HashMap<>();
    private final Map<String, Double> errorRates = new HashMap<>();
    private final Map<String, List<Integer>> applied = new HashMap<>();
    private final Map<String, Deque<Reading>> scripted = new HashMap<>();
    public final List<RolloutEvent> events = new ArrayList<>();
    public final List<AuditEntry> audit = new ArrayList<>();
    public final List<Transition> transitions = new ArrayList<>();
    public final List<String> timeline = new ArrayList<>();
    private RolloutStore store;
    private RolloutController controller;
    private long nanos = 1_000_000_007L;
    private Duration wallAhead = Duration.ZERO;
    private @Nullable WeightOrder inForce;
    private int weight;
    private String changedBy = "";
    public double requestsPerSecond = 1000;
    /** What the data plane really does to an ordered weight. */
    public double bias = 1;

    public boolean ready = true;
    private double owed;
    private int asked;

    public World(RolloutStore store, long seed) {
        this.store = store;
        this.random = new SplittableRandom(seed);
        this.controller = new RolloutController(environment());
        errorRate("v1", 0.005);
        errorRate("v2", 0.005);
    }

    private Environment environment() {
        return new Environment(
                store,
                this,
                this,
                this::source,
                () -> nanos,
                () -> START.plusNanos(nanos).plus(wallAhead),
                this);
    }

    /** Kills the engine, and starts another on what it stored. */
    public void restart(RolloutStore next) {
        store = next;
        controller = new RolloutController(environment());
    }

    // Clocks and traffic

    public void jumpWallClock(Duration by) {
        wallAhead = wallAhead.plus(by);
    }

    public void errorRate(String subset, double rate) {
        errorRates.put(subset, rate);
    }

    /** Lets time pass and traffic flow, with a look of the engine every {@code step}. */
    public void run(Duration time, Duration step) {
        long end = nanos + time.toNanos();
        while (nanos < end) {
            passWithoutEngine(step);
            controller.tick();
        }
    }

    public void run(Duration time) {
        run(time, Duration.ofMillis(200));
    }

    /** Lets time pass until a run has ended, at most so long; how long it took. */
    public Duration runToEnd(Duration most, Duration step) {
        long begin = nanos;
        while (!state().phase().isFinal() && nanos - begin < most.toNanos()) {
            passWithoutEngine(step);
            controller.tick();
        }
        return Duration.ofNanos(nanos - begin);
    }

    /** Lets time pass and traffic flow by the last weights while there is no engine. */
    public void passWithoutEngine(Duration time) {
        nanos += time.toNanos();
        owed += requestsPerSecond * time.toNanos() / 1e9;
        long requests = (long) owed;
        owed -= requests;
        double share = Math.min(1, weight * bias / 10_000);
        long candidate = 0;
        for (long i = 0; i < requests; i++) {
            candidate += random.nextDouble() < share ? 1 : 0;
        }
        String version = inForce == null ? "v2" : inForce.release().candidate().subset();
        count(version, candidate);
        count(inForce == null ? "v1" : inForce.release().stable().subset(), requests - candidate);
    }

    private void count(String subset, long requests) {
        double rate = errorRates.getOrDefault(subset, 0.005);
        long failed = 0;
        for (long i = 0; i < requests; i++) {
            failed += random.nextDouble() < rate ? 1 : 0;
        }
        long[] all = counts.computeIfAbsent(subset, name -> new long[2]);
        all[0] += requests;
        all[1] += failed;
    }

    public long requestsOf(String subset) {
        return counts.getOrDefault(subset, new long[2])[0];
    }

    public long failuresOf(String subset) {
        return counts.getOrDefault(subset, new long[2])[1];
    }

    // The engine

    public RolloutController controller() {
        return controller;
    }

    public RunState state() {
        return Objects.requireNonNull(controller.state(NAME), "no run");
    }

    /** What a guard has counted, in one segment. */
    public RateEvidence evidence(String guard, String segment) {
        GuardState known = Objects.requireNonNull(state().guards().get(guard), guard);
        return Objects.requireNonNull(known.evidence().get(segment), segment);
    }

    public void write(String spec) {
        controller.write(List.of(plan(spec)));
    }

    public Transition ask(Command.Verb verb, String user) {
        return Objects.requireNonNull(controller.ask(NAME, new Command(verb, user, "test")));
    }

    public boolean happened(String event) {
        return events.stream().anyMatch(each -> each.name().equals(event));
    }

    /** Reads the spec of a Rollout as a file would be read; fails the test on any finding but a warning. */
    @SuppressWarnings("unchecked") // the only object of the text is a Rollout
    public static Plan plan(String spec) {
        String text = "apiVersion: fairlead.io/v1alpha1\nkind: Rollout\n"
                + "metadata: {name: shop, annotations: {fairlead.io/proposed-by: pat}}\nspec:\n"
                + spec.indent(2);
        ReadResult read = new ResourceReader().read("rollout.yaml", text);
        if (read.resources().size() != 1) {
            throw new AssertionError("unreadable: " + read.diagnostics());
        }
        Resource<?> resource = read.resources().get(0);
        List<Diagnostic> found = new ArrayList<>(read.diagnostics());
        found.addAll(ResourceValidator.validate(resource));
        if (found.stream().anyMatch(Diagnostic::isError)) {
            throw new AssertionError("invalid: " + found);
        }
        return PlanReader.read((Resource<Rollout>) resource);
    }

    /** A canary of v1 and v2 with these steps and one guard of errors. */
    public static String canary(String steps, String... more) {
        return canaryOf("v1", "v2", steps, more);
    }

    public static String canaryOf(String stable, String candidate, String steps, String... more) {
        return """
                routes: [{virtualService: shop, http: [primary]}]
                stable: {host: shop, subset: %s}
                candidate: {host: shop, subset: %s}
                canary:
                  steps:
                %s
                """.formatted(stable, candidate, steps.indent(2).stripTrailing())
                + (more.length == 0 ? "guards: [{name: errors, errors: {}}]" : String.join("\n", more));
    }

    // Where weights go

    @Override
    public CompletableFuture<Void> apply(WeightOrder order) {
        WeightOrder before = inForce;
        boolean repeated = before != null && order.sequence() <= before.sequence();
        if (!repeated) {
            inForce = order;
            weight = order.candidateWeight();
            changedBy = "";
            applied.computeIfAbsent(order.release().candidate().subset(), name -> new ArrayList<>())
                    .add(weight);
            timeline.add(order.release().candidate().subset() + "=" + weight);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> release(String rollout) {
        inForce = null;
        weight = 0;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<Seen> observe(WeightOrder order) {
        return inForce == null ? Optional.empty() : Optional.of(new Seen(weight, changedBy));
    }

    @Override
    public boolean isReady(WeightOrder order) {
        return ready;
    }

    public int weight() {
        return weight;
    }

    public List<Integer> weightsOf(String subset) {
        return applied.getOrDefault(subset, List.of());
    }

    public void editWeight(int other, String by) {
        weight = other;
        changedBy = by;
    }

    // Numbers

    @Override
    public long requests(Version version) {
        return counts.getOrDefault(version.subset(), new long[2])[0];
    }

    @Override
    public long failures(Version version, int fromStatus) {
        return counts.getOrDefault(version.subset(), new long[2])[1];
    }

    @Override
    public long slow(Version version, Duration limit) {
        return 0;
    }

    /** What the source of a query says next, one reading a question; the last one for ever. */
    public void says(String query, Reading... readings) {
        scripted.put(query, new ArrayDeque<>(List.of(readings)));
    }

    public int questions() {
        return asked;
    }

    private MetricSource source(SourcePlan plan) {
        SourcePlan.Prometheus query = (SourcePlan.Prometheus) plan;
        String key = query.value().isEmpty() ? query.total() : query.value();
        return new MetricSource() {
            @Override
            public CompletableFuture<Reading> read(Release release) {
                asked++;
                Deque<Reading> readings = scripted.getOrDefault(key, new ArrayDeque<>());
                Reading reading = readings.size() > 1 ? readings.pollFirst() : readings.peekFirst();
                return CompletableFuture.completedFuture(
                        reading == null
                                ? new Reading.Missing(Reading.Missing.Kind.NO_DATA, "nothing is scripted")
                                : reading);
            }

            @Override
            public void restart() {
                // Scripted readings are what was counted since the question before.
            }
        };
    }

    // What is told

    @Override
    public void happened(RolloutEvent event) {
        events.add(event);
    }

    @Override
    public void asked(AuditEntry entry) {
        audit.add(entry);
    }

    @Override
    public void changed(Transition transition) {
        transitions.add(transition);
    }
}
