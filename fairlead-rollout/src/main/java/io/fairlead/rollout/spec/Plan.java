package io.fairlead.rollout.spec;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Rollout with every default filled in.
 *
 * @param name {@code namespace/name}
 * @param proposer who proposed the release, from the annotation {@code fairlead.io/proposed-by}; "" if it is not there
 * @param steps in order, weights growing
 * @param bake null if the run ends with the last step
 * @param falseAlarms the probability of a rollback without cause, over the whole run
 */
public record Plan(
        String name,
        String proposer,
        Release release,
        List<Route> routes,
        List<PlanStep> steps,
        @Nullable Bake bake,
        List<GuardPlan> guards,
        double falseAlarms,
        Policies policies,
        List<Hook> hooks) {
    public Plan {
        routes = List.copyOf(routes);
        steps = List.copyOf(steps);
        guards = List.copyOf(guards);
        hooks = List.copyOf(hooks);
    }

    /**
     * HTTP rules of a VirtualService.
     *
     * @param rules their names, or {@code http[<position>]}; empty means the only one
     */
    public record Route(String virtualService, List<String> rules) {
        public Route {
            rules = List.copyOf(rules);
        }
    }

    /**
     * The time after the last step.
     *
     * @param holdout what stays on the stable version, in hundredths of a percent
     */
    public record Bake(Duration duration, int holdout) {}

    /**
     * What happens where the unexpected does.
     *
     * @param maxHold how long a run waits for data before it pauses
     * @param checkShares whether traffic that does not follow the weights pauses the run
     */
    public record Policies(
            Duration maxHold, PlanStep.Resolution onInconclusive, ForeignEdit onForeignEdit, boolean checkShares) {}

    /** What happens when someone else changes the weights. */
    public enum ForeignEdit {
        RESTORE,
        PAUSE,
        ADOPT
    }

    /**
     * Where events are sent.
     *
     * @param events names; empty means all
     */
    public record Hook(String url, List<String> events) {
        public Hook {
            events = List.copyOf(events);
        }
    }

    /** The first step with a weight above the given one, null if there is none. */
    public @Nullable PlanStep stepAbove(int weight) {
        for (PlanStep step : steps) {
            if (step.weight() > weight) {
                return step;
            }
        }
        return null;
    }

    /** The step with the given weight, null if there is none. */
    public @Nullable PlanStep stepAt(int weight) {
        for (PlanStep step : steps) {
            if (step.weight() == weight) {
                return step;
            }
        }
        return null;
    }

    /** The number of a step from 1, counted by its weight; where it is not listed, how many steps are below it. */
    public int position(int weight) {
        int position = 0;
        for (PlanStep step : steps) {
            position += step.weight() <= weight ? 1 : 0;
        }
        return position;
    }

    /** The probability of a false alarm that one guard may spend. */
    public double alphaOfGuard() {
        return falseAlarms / Math.max(1, guards.size());
    }
}
