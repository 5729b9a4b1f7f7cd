package io.fairlead.routing;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What accompanies a request on its way to a destination.
 *
 * @param timeout from the end of the request to the end of the response; null for none
 * @param fault null for none
 * @param cors null for none
 * @param mirrors each gets a copy of its share of the requests
 * @param retry null for none
 */
public record RoutePolicies(
        @Nullable Duration timeout,
        @Nullable FaultPolicy fault,
        @Nullable CorsPolicy cors,
        List<Mirror> mirrors,
        @Nullable RetryPolicy retry) {
    /** Nothing accompanies the request. */
    public static final RoutePolicies NONE = new RoutePolicies(null, null, null, List.of());

    /** What Istio does for requests that no rule says anything of: {@link RetryPolicy#DEFAULT} and nothing else. */
    public static final RoutePolicies DEFAULT = new RoutePolicies(null, null, null, List.of(), RetryPolicy.DEFAULT);

    /** The number that stands for all requests where a share is given in millionths. */
    public static final int ALL_PER_MILLION = 1_000_000;

    /**
     * A copy of requests for another cluster, whose answers nobody sees.
     *
     * @param cluster a {@link Cluster#name()}, which the snapshot may lack: then nothing is sent
     * @param perMillion the share of requests that are copied, in millionths
     */
    public record Mirror(String cluster, int perMillion) {}

    /** Policies without retries. */
    public RoutePolicies(
            @Nullable Duration timeout, @Nullable FaultPolicy fault, @Nullable CorsPolicy cors, List<Mirror> mirrors) {
        this(timeout, fault, cors, mirrors, null);
    }

    public RoutePolicies {
        mirrors = List.copyOf(mirrors);
    }
}
