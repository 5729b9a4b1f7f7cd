package io.fairlead.resource;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP rule: conditions and what happens to a request that meets one of them.
 *
 * @param name may be empty, not unique
 * @param match any of these; empty matches all
 * @param route where to forward; empty with a redirect, direct response or delegate
 * @param delegate replaced by the rules of another VirtualService
 * @param timeout null means none
 * @param retries null means the default policy; present with 0 attempts means no retries
 * @param mirror one copy of the traffic; excludes {@code mirrors}
 * @param mirrorPercent deprecated, {@code mirrorPercentage} wins; null means 100
 * @param mirrorPercentage null means {@code mirrorPercent}
 */
public record HttpRoute(
        String name,
        List<HttpMatchRequest> match,
        List<HttpRouteDestination> route,
        @Nullable HttpRedirect redirect,
        @Nullable HttpDirectResponse directResponse,
        @Nullable Delegate delegate,
        @Nullable HttpRewrite rewrite,
        @Nullable Duration timeout,
        @Nullable HttpRetry retries,
        @Nullable HttpFaultInjection fault,
        @Nullable Destination mirror,
        List<HttpMirrorPolicy> mirrors,
        @WireField(protoNameServed = true) @Nullable Long mirrorPercent,
        @Nullable Percent mirrorPercentage,
        @Nullable CorsPolicy corsPolicy,
        @Nullable Headers headers) {
    public HttpRoute {
        match = List.copyOf(match);
        route = List.copyOf(route);
        mirrors = List.copyOf(mirrors);
    }

    /**
     * The VirtualService whose rules replace a rule.
     *
     * @param namespace "" means the namespace of the root VirtualService
     */
    public record Delegate(String name, String namespace) {}

    /**
     * A copy of traffic.
     *
     * @param percentage null means 100 %
     */
    public record HttpMirrorPolicy(
            @Nullable Destination destination, @Nullable Percent percentage) {}

    /** The same rule with other destinations. */
    public HttpRoute withRoute(List<HttpRouteDestination> other) {
        return new HttpRoute(
                name,
                match,
                other,
                redirect,
                directResponse,
                delegate,
                rewrite,
                timeout,
                retries,
                fault,
                mirror,
                mirrors,
                mirrorPercent,
                mirrorPercentage,
                corsPolicy,
                headers);
    }

    /**
     * A destination with its share of an HTTP rule's requests.
     *
     * @param destination null if not written, which is invalid
     * @param weight a share of the sum of all weights, not a percentage
     */
    public record HttpRouteDestination(
            @Nullable Destination destination,
            int weight,
            @Nullable Headers headers) {
        /** The same destination with another share. */
        public HttpRouteDestination withWeight(int other) {
            return new HttpRouteDestination(destination, other, headers);
        }
    }
}
