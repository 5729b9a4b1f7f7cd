package io.fairlead.rollout.control;

import io.fairlead.rollout.machine.Command;
import io.fairlead.rollout.machine.RunState;
import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.store.RolloutStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link RolloutController} on a thread of its own. The store is opened when the first Rollout comes. Thread-safe.
 */
public final class RolloutEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutEngine.class);
    private static final Duration TICK = Duration.ofMillis(10);

    private final Supplier<RolloutStore> stores;
    private final Function<RolloutStore, Environment> environments;
    private final ScheduledExecutorService thread;

    // These belong to the thread.
    private String failure = "";
    private @Nullable RolloutStore store;
    private @Nullable RolloutController controller;

    /**
     * Does nothing until there are Rollouts.
     *
     * @param stores opens the store
     * @param environments what to work with, given the store
     */
    public RolloutEngine(Supplier<RolloutStore> stores, Function<RolloutStore, Environment> environments) {
        this.stores = stores;
        this.environments = environments;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread engine = new Thread(task, "fairlead-rollout");
            engine.setDaemon(true);
            return engine;
        });
    }

    /** Takes the Rollouts that there are now. Completes when they are taken; fails if the store cannot be opened. */
    public CompletableFuture<Void> write(Collection<Plan> plans) {
        List<Plan> copy = List.copyOf(plans);
        return CompletableFuture.runAsync(() -> take(copy), thread);
    }

    private void take(List<Plan> plans) {
        RolloutController running = controller;
        if (running == null) {
            if (plans.isEmpty()) {
                return;
            }
            RolloutStore opened = stores.get();
            store = opened;
            running = new RolloutController(environments.apply(opened));
            controller = running;
            thread.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
        running.write(plans);
    }

    private void tick() {
        try {
            RolloutController running = controller;
            if (running != null) {
                running.tick();
            }
            failure = "";
        } catch (RuntimeException e) {
            if (!e.toString().equals(failure)) {
                failure = e.toString();
                LOG.error("rollout.tick.failed", e);
            }
        }
    }

    /** Does what a person asks for; completes with what came of it, null if there is no such Rollout. */
    public CompletableFuture<@Nullable Transition> ask(String name, Command command) {
        return CompletableFuture.supplyAsync(() -> controller == null ? null : controller.ask(name, command), thread);
    }

    /** Where every run stands. */
    public CompletableFuture<List<RunState>> states() {
        return CompletableFuture.supplyAsync(() -> controller == null ? List.of() : controller.states(), thread);
    }

    /** What is kept of a run's past, oldest first. */
    public CompletableFuture<List<Transition>> history(String name) {
        return CompletableFuture.supplyAsync(() -> store == null ? List.of() : store.history(name), thread);
    }

    /** Stops looking. Weights stay in force. */
    @Override
    public void close() {
        CompletableFuture<Void> closed = CompletableFuture.runAsync(
                () -> {
                    controller = null;
                    if (store != null) {
                        store.close();
                        store = null;
                    }
                },
                thread);
        closed.handle((nothing, failure) -> {
                    if (failure != null) {
                        LOG.error("rollout.close.failed", failure);
                    }
                    return true;
                })
                .join();
        thread.shutdownNow();
    }
}
