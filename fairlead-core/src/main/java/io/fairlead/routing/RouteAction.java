package io.fairlead.routing;

import io.fairlead.resource.Bytes;
import io.fairlead.routing.balance.Affinity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to a request that takes a route. */
public sealed interface RouteAction {
    /**
     * Sends the request to one of several destinations, drawn once for a request.
     *
     * @param destinations at least one has a weight
     * @param rewrite null keeps the path
     * @param authority replaces the authority, null leaves it to the destination
     * @param affinity what binds requests to a destination and to an endpoint
     */
    record Forward(
            List<WeightedDestination> destinations,
            @Nullable PathRewrite rewrite,
            @Nullable String authority,
            RoutePolicies policies,
            Affinity affinity)
            implements RouteAction {
        public Forward {
            destinations = List.copyOf(destinations);
            if (destinations.stream().noneMatch(destination -> destination.weight() > 0)) {
                throw new IllegalArgumentException("a forwarding route needs a destination with a weight");
            }
        }

        /** A forwarding of requests that nothing binds. */
        public Forward(
                List<WeightedDestination> destinations,
                @Nullable PathRewrite rewrite,
                @Nullable String authority,
                RoutePolicies policies) {
            this(destinations, rewrite, authority, policies, Affinity.NONE);
        }

        /** A forwarding without policies. */
        public Forward(
                List<WeightedDestination> destinations, @Nullable PathRewrite rewrite, @Nullable String authority) {
            this(destinations, rewrite, authority, RoutePolicies.NONE);
        }

        /** The same forwarding to other destinations. */
        public Forward withDestinations(List<WeightedDestination> others) {
            return new Forward(others, rewrite, authority, policies);
        }
    }

    /**
     * Answers with a redirect.
     *
     * @param path replaces the path and, if it holds a question mark, the query; null keeps them
     * @param prefixRewrite replaces the matched prefix; null keeps it; at most one of {@code path} and this is set
     * @param authority replaces the host, and may hold a port; null keeps the request's
     * @param port replaces the port; null leaves it as the authority has it
     * @param scheme replaces the scheme, {@code http} or {@code https}; null keeps the request's
     * @param status 301, 302, 303, 307 or 308
     */
    record Redirect(
            @Nullable String path,
            @Nullable String prefixRewrite,
            @Nullable String authority,
            @Nullable Integer port,
            @Nullable String scheme,
            int status)
            implements RouteAction {}

    /**
     * Answers by itself.
     *
     * @param status 200 to 599
     * @param body may be empty
     */
    record DirectResponse(int status, Bytes body) implements RouteAction {}
}
