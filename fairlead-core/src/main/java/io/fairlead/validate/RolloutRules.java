package io.fairlead.validate;

import io.fairlead.resource.Rollout;
import io.fairlead.resource.Rollout.Bake;
import io.fairlead.resource.Rollout.Gate;
import io.fairlead.resource.Rollout.JudgeKind;
import io.fairlead.resource.Rollout.RolloutRoute;
import io.fairlead.resource.Rollout.Step;
import io.fairlead.resource.Rollout.Strategy;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.Texts;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules on Rollouts. */
final class RolloutRules {
    private static final double HUNDREDTHS = 100;
    private static final double ROUNDING = 1e-6;
    private static final int MOST_STEPS = 100;
    private static final double MOST_HOLDOUT = 50;

    private RolloutRules() {}

    static void check(Rollout rollout, Field spec) {
        routes(spec.field("routes"), rollout.routes());
        versions(spec, rollout);
        strategy(spec, rollout.strategy());
        double alarms = rollout.falseAlarms();
        if (!(alarms == 0 || alarms >= 1e-6 && alarms <= 0.5)) {
            spec.field("falseAlarms")
                    .error(alarms + " is no useful probability.", "Use 0.000001 to 0.5, or leave it out.");
        }
        RolloutGuardRules.check(spec.field("guards"), rollout);
        Rollout.Policies policies = rollout.policies();
        if (policies != null) {
            CommonRules.duration(spec.field("policies").field("maxHold"), policies.maxHold());
        }
        for (int i = 0; i < rollout.webhooks().size(); i++) {
            url(
                    spec.field("webhooks").index(i).field("url"),
                    rollout.webhooks().get(i).url());
        }
    }

    private static void routes(Field field, List<RolloutRoute> routes) {
        if (routes.isEmpty()) {
            field.error("No route is named.", "Name a VirtualService, and the rules whose traffic is to be moved.");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < routes.size(); i++) {
            RolloutRoute route = routes.get(i);
            if (route.virtualService().isEmpty()) {
                field.index(i).field("virtualService").error("There is no name.", "Name a VirtualService.");
            } else if (!seen.add(route.virtualService())) {
                field.index(i)
                        .field("virtualService")
                        .error(Texts.quote(route.virtualService()) + " occurs twice.", "List its rules in one entry.");
            }
        }
    }

    private static void versions(Field spec, Rollout rollout) {
        if (rollout.stable() == null) {
            spec.field("stable").error("There is no stable version.", "Write its host and subset.");
        }
        if (rollout.candidate() == null) {
            spec.field("candidate").error("There is no candidate.", "Write its host and subset.");
        }
        CommonRules.destination(spec.field("stable"), rollout.stable());
        CommonRules.destination(spec.field("candidate"), rollout.candidate());
    }

    private static void strategy(Field spec, @Nullable Strategy strategy) {
        if (strategy == null) {
            spec.error("There is no strategy.", "Write canary with steps, or blueGreen.");
        } else if (strategy instanceof Strategy.InSteps inSteps) {
            Field field = spec.field("canary");
            steps(field.field("steps"), inSteps.canary().steps());
            bake(field.field("bake"), inSteps.canary().bake());
        } else if (strategy instanceof Strategy.AtOnce atOnce) {
            gate(spec.field("blueGreen").field("gate"), atOnce.blueGreen().gate());
            bake(spec.field("blueGreen").field("bake"), atOnce.blueGreen().bake());
        } else {
            throw new AssertionError("no rules for " + strategy.getClass());
        }
    }

    private static void steps(Field field, List<Step> steps) {
        if (steps.isEmpty() || steps.size() > MOST_STEPS) {
            field.error("There are " + steps.size() + " steps.", "Write 1 to " + MOST_STEPS + ".");
            return;
        }
        double before = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Field at = field.index(i);
            weight(at.field("weight"), step.weight());
            if (step.weight() <= before) {
                at.field("weight").error("The weight does not grow.", "Use more than " + before + ".");
            }
            before = step.weight();
            CommonRules.duration(at.field("duration"), step.duration());
            CommonRules.duration(at.field("maxWait"), step.maxWait());
            if (step.minSamples() > 0 && step.maxWait() == null) {
                at.field("minSamples")
                        .warn("Without traffic the step never ends.", "Write maxWait, after which it is inconclusive.");
            }
            if (step.maxWait() != null
                    && step.duration() != null
                    && step.maxWait().compareTo(step.duration()) < 0) {
                at.field("maxWait").error("The step would be given up before it may end.", "Use more than duration.");
            }
            gate(at.field("gate"), step.gate());
        }
        if (before != 100) {
            field.error("The last step has weight " + before + ".", "End with weight 100.");
        }
    }

    private static void weight(Field field, double weight) {
        double hundredths = weight * HUNDREDTHS;
        if (!(weight >= 0 && weight <= 100) || Math.abs(hundredths - Math.rint(hundredths)) > ROUNDING) {
            field.error(weight + " is not a weight.", "Use 0 to 100, in steps of 0.01.");
        }
    }

    private static void gate(Field field, @Nullable Gate gate) {
        if (gate != null) {
            CommonRules.notNegative(field.field("approvals"), gate.approvals());
            CommonRules.duration(field.field("expiry"), gate.expiry());
        }
    }

    private static void bake(Field field, @Nullable Bake bake) {
        if (bake == null) {
            return;
        }
        if (bake.duration() == null) {
            field.field("duration").error("There is no duration.", "Write how long to watch.");
        }
        CommonRules.duration(field.field("duration"), bake.duration());
        weight(field.field("holdout"), bake.holdout());
        if (bake.holdout() > MOST_HOLDOUT) {
            field.field("holdout").error("The holdout is more than half of the traffic.", "Use 50 or less.");
        }
    }

    static void url(Field field, String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, as any other text that is no address.
        }
        field.error(Texts.quote(url) + " is not an address.", "Write http:// or https:// with a host.");
    }

    /** Whether the judge plans its samples, and so needs their number. */
    static boolean isPlanned(JudgeKind judge) {
        return judge != JudgeKind.SEQUENTIAL;
    }

    static boolean isName(String name) {
        return HostSyntax.isLabel(name);
    }
}
