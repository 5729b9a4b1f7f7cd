package io.fairlead.server.release;

import io.fairlead.rollout.control.AuditEntry;
import io.fairlead.rollout.control.RolloutEvent;
import io.fairlead.rollout.control.RolloutListener;
import io.fairlead.rollout.machine.RunState;
import io.fairlead.rollout.machine.Transition;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of releases for scrapes. Written by the engine's thread, read by any. */
final class ReleaseMetrics implements RolloutListener {
    private static final double ALL = 10_000;

    private final Map<String, RunState> states = new ConcurrentHashMap<>();
    private final Map<Labels, LongAdder> events = new ConcurrentHashMap<>();

    @Override
    public void happened(RolloutEvent event) {
        Labels labels = Labels.of("rollout", event.rollout(), "event", event.name());
        events.computeIfAbsent(labels, key -> new LongAdder()).increment();
    }

    @Override
    public void asked(AuditEntry entry) {
        // What people do shows in the events.
    }

    @Override
    public void changed(Transition transition) {
        states.put(transition.after().plan().name(), transition.after());
    }

    List<MetricSnapshot> collect(long droppedWebhooks) {
        if (states.isEmpty()) {
            return List.of();
        }
        GaugeSnapshot.Builder weights = GaugeSnapshot.builder()
                .name("fairlead_rollout_candidate_weight")
                .help("The share of the traffic ordered for the candidate, from 0 to 1.");
        GaugeSnapshot.Builder phases = GaugeSnapshot.builder()
                .name("fairlead_rollout_phase")
                .help("1 for the phase that a release is in, with the reason.");
        states.forEach((name, state) -> {
            weights.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of("rollout", name))
                    .value(state.weight() / ALL)
                    .build());
            phases.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of(
                            "rollout",
                            name,
                            "phase",
                            state.phase().name(),
                            "reason",
                            state.reason().name()))
                    .value(1)
                    .build());
        });
        CounterSnapshot dropped = CounterSnapshot.builder()
                .name("fairlead_rollout_webhooks_dropped")
                .help("Events that no webhook took.")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value((double) droppedWebhooks)
                        .build())
                .build();
        return List.of(weights.build(), phases.build(), countedEvents(), dropped);
    }

    private MetricSnapshot countedEvents() {
        CounterSnapshot.Builder counted =
                CounterSnapshot.builder().name("fairlead_rollout_events").help("What happened to releases.");
        events.forEach((labels, count) -> counted.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) count.sum())
                .build()));
        return counted.build();
    }
}
