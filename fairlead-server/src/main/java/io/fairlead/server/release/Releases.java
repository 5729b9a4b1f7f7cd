package io.fairlead.server.release;

import io.fairlead.resource.Resource;
import io.fairlead.resource.Rollout;
import io.fairlead.rollout.control.AuditEntry;
import io.fairlead.rollout.control.Environment;
import io.fairlead.rollout.control.JsonLines;
import io.fairlead.rollout.control.RolloutEngine;
import io.fairlead.rollout.control.RolloutEvent;
import io.fairlead.rollout.control.RolloutListener;
import io.fairlead.rollout.control.Webhooks;
import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.metric.HttpFetch;
import io.fairlead.rollout.metric.HttpJsonSource;
import io.fairlead.rollout.metric.MetricSource;
import io.fairlead.rollout.metric.PrometheusSource;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.PlanReader;
import io.fairlead.rollout.spec.SourcePlan;
import io.fairlead.rollout.store.RolloutStore;
import io.fairlead.server.admin.weights.WeightControl;
import io.fairlead.store.ResourceSet;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rollout engine on this proxy: its sources, its state, and whom it tells. Thread-safe. */
public final class Releases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
    private static final int SOURCE_THREADS = 2;

    private final @Nullable Path state;
    private final WeightControl weights;
    private final OutcomeSource outcomes;
    private final Clocks clocks;
    private final Webhooks webhooks = new Webhooks();
    private final ReleaseMetrics metrics = new ReleaseMetrics();
    private final ExecutorService sourceThreads;
    private final RolloutEngine engine;

    /**
     * The clocks of releases.
     *
     * @param nanos only goes forward
     * @param wall is only noted
     */
    public record Clocks(LongSupplier nanos, InstantSource wall) {}

    /**
     * Does nothing until a Rollout comes.
     *
     * @param state the folder for what must survive a restart, null to remember nothing
     */
    public Releases(@Nullable Path state, WeightControl weights, OutcomeSource outcomes, Clocks clocks) {
        this.state = state;
        this.weights = weights;
        this.outcomes = outcomes;
        this.clocks = clocks;
        this.sourceThreads = Executors.newFixedThreadPool(SOURCE_THREADS, task -> {
            Thread thread = new Thread(task, "fairlead-metrics");
            thread.setDaemon(true);
            return thread;
        });
        this.engine = new RolloutEngine(this::open, this::environment);
    }

    private RolloutStore open() {
        if (state == null) {
            LOG.warn("rollout.state.none releases are forgotten when the process ends; start with --state DIR");
            return RolloutStore.inMemory();
        }
        return RolloutStore.open(state.resolve("rollouts"));
    }

    private Environment environment(RolloutStore store) {
        HttpFetch http = new HttpFetch(sourceThreads);
        return new Environment(
                store,
                new OverlayTarget(weights),
                new ProxyStatistics(outcomes, clocks.nanos()),
                plan -> source(plan, http),
                clocks.nanos(),
                clocks.wall(),
                listener());
    }

    private MetricSource source(SourcePlan plan, HttpFetch http) {
        if (plan instanceof SourcePlan.Prometheus prometheus) {
            return new PrometheusSource(prometheus, http, clocks.wall());
        }
        if (plan instanceof SourcePlan.HttpJson json) {
            return new HttpJsonSource(json, http, clocks.wall());
        }
        throw new IllegalArgumentException("counted by the proxy itself: " + plan);
    }

    private RolloutListener listener() {
        List<RolloutListener> all = new ArrayList<>(List.of(new Log(), webhooks, metrics));
        if (state != null) {
            all.add(new JsonLines(state));
        }
        return new ListenerList(all);
    }

    /** Takes the Rollouts of a configuration that is in force. */
    public void write(ResourceSet resources) {
        List<Plan> plans = resources.all(Rollout.class).stream()
                .map((Resource<Rollout> rollout) -> PlanReader.read(rollout))
                .toList();
        CompletableFuture<Void> taken = engine.write(plans);
        taken.exceptionally(failure -> {
            LOG.error("rollout.write.failed", failure);
            return null;
        });
    }

    /** The engine, for the admin address. */
    public RolloutEngine engine() {
        return engine;
    }

    /** What is counted of releases. */
    public List<MetricSnapshot> metrics() {
        return metrics.collect(webhooks.dropped());
    }

    @Override
    public void close() {
        engine.close();
        webhooks.close();
        sourceThreads.shutdownNow();
    }

    /** Tells the log. */
    private static final class Log implements RolloutListener {
        @Override
        public void happened(RolloutEvent event) {
            LOG.info(
                    "rollout.{} rollout={} run={} phase={} reason={} weight={} text=\"{}\"",
                    event.name(),
                    event.rollout(),
                    event.run(),
                    event.phase(),
                    event.reason(),
                    event.weight(),
                    event.text());
        }

        @Override
        public void asked(AuditEntry entry) {
            LOG.info(
                    "rollout.asked rollout={} user={} verb={} why=\"{}\" result=\"{}\"",
                    entry.rollout(),
                    entry.user(),
                    entry.verb(),
                    entry.why(),
                    entry.result());
        }

        @Override
        public void changed(Transition transition) {
            // The events tell what is worth it.
        }
    }
}
