package io.fairlead.rollout.spec;

import io.fairlead.resource.Destination;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Rollout;
import io.fairlead.rollout.judge.Margin;
import io.fairlead.rollout.judge.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Plan} of a Rollout that breaks no rule. */
public final class PlanReader {
    /** The annotation that names who proposed a release, who then cannot approve it. */
    public static final String PROPOSED_BY = "fairlead.io/proposed-by";

    private static final double FALSE_ALARMS = 0.05;
    private static final Duration MAX_HOLD = Duration.ofMinutes(30);
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Duration LAG = Duration.ofSeconds(60);
    private static final int LOOKS = 5;
    private static final int SERVER_ERROR = 500;
    private static final String CLUSTER_DOMAIN = ".svc.cluster.local";

    private PlanReader() {}

    /**
     * The plan that a Rollout describes.
     *
     * @throws IllegalArgumentException if the Rollout breaks a rule that validation would have reported
     */
    public static Plan read(Resource<Rollout> resource) {
        Rollout rollout = resource.spec();
        String namespace = resource.ref().namespace();
        Release release = new Release(
                version(rollout.stable(), namespace), version(rollout.candidate(), namespace), rollout.revision());
        return new Plan(
                namespace + "/" + resource.ref().name(),
                resource.metadata().annotations().getOrDefault(PROPOSED_BY, ""),
                release,
                rollout.routes().stream()
                        .map(route -> new Plan.Route(route.virtualService(), route.http()))
                        .toList(),
                steps(rollout.strategy()),
                bake(rollout.strategy()),
                rollout.guards().stream().map(PlanReader::guard).toList(),
                rollout.falseAlarms() == 0 ? FALSE_ALARMS : rollout.falseAlarms(),
                policies(rollout),
                rollout.webhooks().stream()
                        .map(hook -> new Plan.Hook(hook.url(), hook.events()))
                        .toList());
    }

    private static Version version(@Nullable Destination written, String namespace) {
        if (written == null) {
            throw new IllegalArgumentException("a version is missing");
        }
        String host = written.host().toLowerCase(Locale.ROOT);
        boolean shortName = host.indexOf('.') < 0;
        long port = written.port() == null ? 0 : written.port().number();
        return new Version(
                shortName ? host + "." + namespace + CLUSTER_DOMAIN : host, written.subset(), Math.toIntExact(port));
    }

    private static List<PlanStep> steps(Rollout.@Nullable Strategy strategy) {
        if (strategy instanceof Rollout.Strategy.InSteps inSteps) {
            return inSteps.canary().steps().stream().map(PlanReader::step).toList();
        }
        if (strategy instanceof Rollout.Strategy.AtOnce atOnce) {
            List<PlanStep> steps = new ArrayList<>();
            if (atOnce.blueGreen().gate() != null) {
                steps.add(new PlanStep(
                        0, Duration.ZERO, 0, null, gate(atOnce.blueGreen().gate())));
            }
            steps.add(new PlanStep(PlanStep.ALL, Duration.ZERO, 0, null, null));
            return steps;
        }
        throw new IllegalArgumentException("no strategy: " + strategy);
    }

    private static PlanStep step(Rollout.Step step) {
        return new PlanStep(
                hundredths(step.weight()),
                or(step.duration(), Duration.ZERO),
                step.minSamples(),
                step.maxWait(),
                gate(step.gate()));
    }

    private static int hundredths(double percent) {
        return (int) Math.round(percent * 100);
    }

    private static PlanStep.@Nullable Gate gate(Rollout.@Nullable Gate gate) {
        return gate == null
                ? null
                : new PlanStep.Gate(Math.max(1, gate.approvals()), gate.expiry(), resolution(gate.onExpiry()));
    }

    private static PlanStep.Resolution resolution(Rollout.Resolution written) {
        return PlanStep.Resolution.valueOf(written.name());
    }

    private static Plan.@Nullable Bake bake(Rollout.@Nullable Strategy strategy) {
        Rollout.Bake bake = null;
        if (strategy instanceof Rollout.Strategy.InSteps inSteps) {
            bake = inSteps.canary().bake();
        } else if (strategy instanceof Rollout.Strategy.AtOnce atOnce) {
            bake = atOnce.blueGreen().bake();
        }
        return bake == null ? null : new Plan.Bake(or(bake.duration(), Duration.ZERO), hundredths(bake.holdout()));
    }

    private static GuardPlan guard(Rollout.Guard guard) {
        Rollout.Threshold threshold = guard.threshold();
        return new GuardPlan(
                guard.name(),
                source(guard.source()),
                guard.quorum(),
                margin(guard.margin()),
                threshold == null ? null : new Threshold(threshold.min(), threshold.max()),
                GuardPlan.Kind.valueOf(guard.judge().name()),
                GuardPlan.Proof.valueOf(guard.proof().name()),
                guard.minSamples(),
                guard.looks() == 0 ? LOOKS : guard.looks());
    }

    private static Margin margin(Rollout.@Nullable Margin margin) {
        if (margin == null) {
            return Margin.ZERO;
        }
        return margin.relative() != null
                ? Margin.relative(margin.relative())
                : Margin.absolute(Objects.requireNonNull(margin.absolute()));
    }

    private static SourcePlan source(Rollout.@Nullable Source source) {
        if (source instanceof Rollout.Source.OfErrors errors) {
            int from = errors.errors().fromStatus();
            return new SourcePlan.Errors(from == 0 ? SERVER_ERROR : from);
        }
        if (source instanceof Rollout.Source.OfSlow slow) {
            return new SourcePlan.Slow(Objects.requireNonNull(slow.slow().than()));
        }
        if (source instanceof Rollout.Source.OfPrometheus of) {
            Rollout.Prometheus query = of.prometheus();
            return new SourcePlan.Prometheus(
                    query.address(),
                    query.total(),
                    query.bad(),
                    query.value(),
                    query.segmentLabel(),
                    or(query.interval(), INTERVAL),
                    or(query.lag(), LAG));
        }
        if (source instanceof Rollout.Source.OfHttp of) {
            Rollout.HttpJson query = of.http();
            return new SourcePlan.HttpJson(
                    query.url(),
                    query.total(),
                    query.bad(),
                    query.value(),
                    query.time(),
                    or(query.interval(), INTERVAL),
                    or(query.lag(), LAG));
        }
        throw new IllegalArgumentException("no source: " + source);
    }

    private static Plan.Policies policies(Rollout rollout) {
        Rollout.Policies written = rollout.policies();
        return written == null
                ? new Plan.Policies(MAX_HOLD, PlanStep.Resolution.PAUSE, Plan.ForeignEdit.RESTORE, true)
                : new Plan.Policies(
                        or(written.maxHold(), MAX_HOLD),
                        resolution(written.onInconclusive()),
                        Plan.ForeignEdit.valueOf(written.onForeignEdit().name()),
                        written.onShareMismatch() == Rollout.ShareMismatch.PAUSE);
    }

    private static Duration or(@Nullable Duration written, Duration otherwise) {
        return written == null ? otherwise : written;
    }
}
