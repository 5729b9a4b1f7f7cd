package io.fairlead.resource;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A release: traffic goes over from a stable version of a service to a candidate, as far as measurements allow. A kind of
 * Fairlead's own, {@code fairlead.io/v1alpha1}. The VirtualServices stay as they are: weights are laid over them.
 *
 * @param routes whose traffic is moved, not empty
 * @param stable the version in use, null if not written, which is invalid
 * @param candidate the version to be released, null if not written, which is invalid
 * @param revision names what is behind the candidate where its subset keeps its name; another one starts another run
 * @param strategy null if not written, which is invalid
 * @param guards what must not get worse
 * @param falseAlarms the probability, over all guards and the whole run, of a rollback without cause; 0 means 0.05
 * @param policies null means the defaults
 */
public record Rollout(
        List<RolloutRoute> routes,
        @Nullable Destination stable,
        @Nullable Destination candidate,
        String revision,
        @Nullable Strategy strategy,
        List<Guard> guards,
        double falseAlarms,
        @Nullable Policies policies,
        List<Webhook> webhooks)
        implements ResourceSpec {
    public Rollout {
        routes = List.copyOf(routes);
        guards = List.copyOf(guards);
        webhooks = List.copyOf(webhooks);
    }

    /**
     * HTTP rules of a VirtualService in the Rollout's namespace.
     *
     * @param http names of rules, or {@code http[<position from 0>]}; empty means the only rule there is
     */
    public record RolloutRoute(String virtualService, List<String> http) {
        public RolloutRoute {
            http = List.copyOf(http);
        }
    }

    /** How traffic goes over. */
    @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
    public sealed interface Strategy {
        /** Step by step. */
        record InSteps(Canary canary) implements Strategy {}

        /** At once, with the old version kept for a way back. */
        record AtOnce(BlueGreen blueGreen) implements Strategy {}
    }

    /**
     * Weights that grow.
     *
     * @param steps in order; the last has weight 100
     * @param bake what follows the last step; null ends the run there
     */
    public record Canary(List<Step> steps, @Nullable Bake bake) {
        public Canary {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One weight, and when to leave it.
     *
     * @param weight percent of the traffic to the candidate, in hundredths
     * @param duration how long at least; null means no time
     * @param minSamples how many requests of the candidate at least, in this step
     * @param maxWait when the step is given up as inconclusive if the samples or a proof are missing; null means never
     * @param gate who must agree before the next step; null means nobody
     */
    public record Step(
            double weight,
            @Nullable Duration duration,
            long minSamples,
            @Nullable Duration maxWait,
            @Nullable Gate gate) {}

    /**
     * One switch.
     *
     * @param gate who must agree before the switch; null means nobody
     * @param bake how long the old version stays ready; null ends the run at the switch
     */
    public record BlueGreen(@Nullable Gate gate, @Nullable Bake bake) {}

    /**
     * The time after all traffic went over, in which the guards still watch and the way back is open.
     *
     * @param duration null if not written, which is invalid
     * @param holdout percent of the traffic that stays on the stable version for comparison, in hundredths
     */
    public record Bake(@Nullable Duration duration, double holdout) {}

    /**
     * A decision by people.
     *
     * @param approvals how many; 0 means 1. Who proposed the release cannot approve it
     * @param expiry null means never
     * @param onExpiry what happens then
     */
    public record Gate(int approvals, @Nullable Duration expiry, Resolution onExpiry) {}

    /** What happens where the measurements do not decide. */
    public enum Resolution {
        /** The run waits for a person. */
        PAUSE,
        /** All traffic goes back. */
        ROLLBACK,
        /** The run goes on. */
        PROCEED
    }

    /**
     * One measurement, and what of it is allowed.
     *
     * @param name unique among the guards
     * @param source null if not written, which is invalid
     * @param quorum the name of a group of guards that measure the same: most of them must fail for a rollback; "" lets this
     *     guard decide alone
     * @param margin how much worse than the concurrent baseline is allowed; null means not at all
     * @param threshold fixed limits in place of a comparison; null means a comparison
     * @param judge how a comparison is made
     * @param proof whether the run may end without proof that the margin is kept
     * @param minSamples judged from so many samples of the candidate on; for FIXED_HORIZON and GROUP_SEQUENTIAL the planned
     *     number
     * @param looks how many planned looks GROUP_SEQUENTIAL makes; 0 means 5
     */
    public record Guard(
            String name,
            @Nullable Source source,
            String quorum,
            @Nullable Margin margin,
            @Nullable Threshold threshold,
            JudgeKind judge,
            Proof proof,
            long minSamples,
            int looks) {}

    /** Where a guard's numbers come from. */
    @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
    public sealed interface Source {
        /** The proxy's own counts: the share of requests that failed. */
        record OfErrors(Errors errors) implements Source {}

        /** The proxy's own counts: the share of requests that were slow. */
        record OfSlow(Slow slow) implements Source {}

        /** A Prometheus server. */
        record OfPrometheus(Prometheus prometheus) implements Source {}

        /** A JSON document from a web server. */
        record OfHttp(HttpJson http) implements Source {}
    }

    /**
     * Requests that failed.
     *
     * @param fromStatus the lowest status that is a failure; 0 means 500
     */
    public record Errors(int fromStatus) {}

    /**
     * Requests that took longer than a limit.
     *
     * @param than null if not written, which is invalid
     */
    public record Slow(@Nullable Duration than) {}

    /**
     * Queries of a Prometheus server. {@code $SUBSET} and {@code $HOST} stand for those of the version asked about. Either
     * {@code total} and {@code bad}, cumulative counts, or {@code value}.
     *
     * @param address for example {@code http://prometheus:9090}
     * @param total the number of requests, a counter
     * @param bad the number of bad ones among them, a counter
     * @param value one number, for a threshold
     * @param segmentLabel a label by which the results are told apart and judged one by one; "" allows one result only
     * @param interval between queries; null means 15 s
     * @param lag how old the newest samples of the server may be; null means 60 s
     */
    public record Prometheus(
            String address,
            String total,
            String bad,
            String value,
            String segmentLabel,
            @Nullable Duration interval,
            @Nullable Duration lag) {}

    /**
     * A JSON document. {@code $SUBSET} and {@code $HOST} in the address stand for those of the version asked about.
     *
     * @param url of the document
     * @param total a JSON pointer to a cumulative count of events, or ""
     * @param bad a JSON pointer to the count of bad ones among them, or ""
     * @param value a JSON pointer to one number, for a threshold, or ""
     * @param time a JSON pointer to the time of the numbers, RFC 3339; "" takes them as of now
     * @param interval between queries; null means 15 s
     * @param lag how old the numbers may be; null means 60 s
     */
    public record HttpJson(
            String url,
            String total,
            String bad,
            String value,
            String time,
            @Nullable Duration interval,
            @Nullable Duration lag) {}

    /**
     * How much worse is allowed; exactly one is written.
     *
     * @param relative as a part of the baseline: 0.2 allows a fifth more
     * @param absolute as a distance from the baseline: 0.01 allows one percentage point more
     */
    public record Margin(
            @Nullable Double relative, @Nullable Double absolute) {}

    /** Fixed limits, at least one. */
    public record Threshold(@Nullable Double min, @Nullable Double max) {}

    /** How a comparison is made. */
    public enum JudgeKind {
        /** After every request, with a stated error rate all the same. */
        SEQUENTIAL,
        /** At planned looks. */
        GROUP_SEQUENTIAL,
        /** Once. */
        FIXED_HORIZON
    }

    /** Whether a run may end without proof that nothing got worse than allowed. */
    public enum Proof {
        /** It is enough that no harm was found. */
        NOT_REQUIRED,
        /** The margin must be shown to be kept. */
        REQUIRED
    }

    /**
     * What happens where the unexpected does.
     *
     * @param maxHold how long a run waits for data that does not come before it pauses; null means 30 minutes
     * @param onInconclusive what happens when a step's {@code maxWait} is over
     * @param onForeignEdit what happens when someone else changes the weights
     * @param onShareMismatch what happens when the versions' shares of the requests differ from the weights
     */
    public record Policies(
            @Nullable Duration maxHold,
            Resolution onInconclusive,
            ForeignEdit onForeignEdit,
            ShareMismatch onShareMismatch) {}

    /** What happens when traffic does not follow the weights. */
    public enum ShareMismatch {
        /** The run waits for a person, since the comparison cannot be trusted. */
        PAUSE,
        /** Nothing: other routes lead to the same versions. */
        IGNORE
    }

    /** What happens when someone else changes the weights of a run. */
    public enum ForeignEdit {
        /** The run's weights are put back. */
        RESTORE,
        /** The new weights stay, and the run waits for a person. */
        PAUSE,
        /** The new weights stay, and the run goes on with the next larger step. */
        ADOPT
    }

    /**
     * Where events are sent, as JSON by POST.
     *
     * @param events the names of those that are sent; empty means all
     */
    public record Webhook(String url, List<String> events) {
        public Webhook {
            events = List.copyOf(events);
        }
    }
}
