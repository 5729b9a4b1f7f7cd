package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.CorsFilter;
import io.fairlead.proxy.filter.HeaderProgram;
import io.fairlead.proxy.filter.PathRewriter;
import io.fairlead.proxy.filter.RedirectResponse;
import io.fairlead.proxy.filter.ResponseStatusMapping;
import io.fairlead.proxy.filter.binding.BindingKey;
import io.fairlead.proxy.filter.binding.RequestBinding;
import io.fairlead.proxy.observe.CommandContext;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.balance.Selection;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.VirtualHost;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.balance.Affinity;
import io.fairlead.routing.balance.StickySplit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A route made ready to be taken: everything that can be worked out before a request comes. Any thread. */
final class ProxyRoute {
    private final VirtualHost virtualHost;
    private final RouteEntry entry;
    private final HeaderProgram requestHeaders;
    private final HeaderProgram responseHeaders;
    private final ResponseStatusMapping statusMapping;
    private final @Nullable PathRewriter rewriter;
    private final @Nullable RedirectResponse redirect;
    private final @Nullable CorsFilter cors;
    private final List<MirrorTarget> mirrors;
    private final @Nullable RetryRules retry;
    private final long expectedTimeoutMillis;
    private final List<BindingKey> endpointKeys;
    private final @Nullable BindingKey splitKey;
    private final Map<String, UpstreamCluster> clusters;
    private final CommandContext context;
    private final Splits splits;
    private final int splitPosition;

    /**
     * The route {@code entry}.
     *
     * @param splits to which this is to be added next
     */
    ProxyRoute(
            VirtualHost virtualHost,
            RouteEntry entry,
            Map<String, UpstreamCluster> clusters,
            CommandContext context,
            Splits splits) {
        this.virtualHost = virtualHost;
        this.entry = entry;
        this.clusters = clusters;
        this.context = context;
        this.splits = splits;
        this.splitPosition = splits.size();
        this.requestHeaders = HeaderProgram.of(entry.headers().request(), context);
        this.responseHeaders = HeaderProgram.of(entry.headers().response(), context);
        this.statusMapping = ResponseStatusMapping.of(entry.responseStatus());
        if (entry.action() instanceof RouteAction.Forward forward) {
            this.redirect = null;
            this.cors = forward.policies().cors() == null
                    ? null
                    : CorsFilter.of(forward.policies().cors());
            this.mirrors = forward.policies().mirrors().stream()
                    .map(mirror -> new MirrorTarget(clusters.get(mirror.cluster()), mirror.perMillion()))
                    .toList();
            this.rewriter = forward.rewrite() == null
                    ? null
                    : PathRewriter.of(forward.rewrite(), entry.match().path());
        } else {
            this.redirect = entry.action() instanceof RouteAction.Redirect action
                    ? RedirectResponse.of(action, entry.match().path())
                    : null;
            this.cors = null;
            this.mirrors = List.of();
            this.rewriter = null;
        }
        RoutePolicies policies = policies();
        this.retry = RetryRules.of(policies);
        this.expectedTimeoutMillis = expectedTimeoutMillis(policies.timeout(), retry);
        Affinity affinity = entry.action() instanceof RouteAction.Forward forward ? forward.affinity() : Affinity.NONE;
        this.endpointKeys = affinity.endpointKeys().stream().map(BindingKey::of).toList();
        this.splitKey = affinity.splitKey() == null ? null : BindingKey.of(affinity.splitKey());
    }

    VirtualHost virtualHost() {
        return virtualHost;
    }

    RouteEntry entry() {
        return entry;
    }

    RouteAction action() {
        return entry.action();
    }

    /** Where {@link Splits} keeps how the requests of this route are split. */
    int splitPosition() {
        return splitPosition;
    }

    /** What accompanies a forwarded request. */
    RoutePolicies policies() {
        return entry.action() instanceof RouteAction.Forward forward ? forward.policies() : RoutePolicies.NONE;
    }

    HeaderProgram requestHeaders() {
        return requestHeaders;
    }

    HeaderProgram responseHeaders() {
        return responseHeaders;
    }

    ResponseStatusMapping statusMapping() {
        return statusMapping;
    }

    @Nullable
    PathRewriter rewriter() {
        return rewriter;
    }

    /** Null if the route does nothing about CORS. */
    @Nullable
    CorsFilter cors() {
        return cors;
    }

    /** Where copies of the request go. */
    List<MirrorTarget> mirrors() {
        return mirrors;
    }

    /**
     * Where copies of requests go.
     *
     * @param cluster null if the configuration has no such cluster
     */
    record MirrorTarget(@Nullable UpstreamCluster cluster, int perMillion) {}

    /** When the request is sent again, null for never. */
    @Nullable
    RetryRules retry() {
        return retry;
    }

    /** In how many milliseconds the upstream's answer to a first try is expected; 0 for no limit. */
    long expectedTimeoutMillis() {
        return expectedTimeoutMillis;
    }

    private static long expectedTimeoutMillis(@Nullable Duration timeout, @Nullable RetryRules retry) {
        if (retry != null && retry.perTryNanos() > 0) {
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(retry.perTryNanos()));
        }
        return timeout == null ? 0 : timeout.toMillis();
    }

    /** The redirect that this route answers with, null if it does something else. */
    @Nullable
    RedirectResponse redirect() {
        return redirect;
    }

    /** Binds a request to an endpoint of its destination, if the route does that and the request has what it takes. */
    void bind(RequestBinding binding, Selection selection) {
        if (!endpointKeys.isEmpty() && binding.read(endpointKeys)) {
            selection.bindTo(binding.hash());
        }
    }

    /**
     * Chooses the destination of one request by the weights in force: by what binds the request, else at random. Only for
     * routes that forward.
     */
    Destination draw(RequestBinding binding, RandomGenerator random) {
        return splits.of(splitPosition).draw(binding, splitKey, random);
    }

    /** How the requests of this route are split as it is written; to nowhere if it does not forward. */
    Split writtenSplit() {
        return split(entry.action() instanceof RouteAction.Forward forward ? forward.destinations() : List.of());
    }

    /** How the requests of this route are split by other weights. */
    Split split(List<WeightedDestination> weighted) {
        Destination[] destinations = weighted.stream().map(this::destination).toArray(Destination[]::new);
        return new Split(destinations, splitKey == null || destinations.length < 2 ? null : sticky(weighted));
    }

    private static StickySplit sticky(List<WeightedDestination> weighted) {
        return StickySplit.of(
                weighted.stream().map(WeightedDestination::cluster).toList(),
                weighted.stream().map(WeightedDestination::weight).toList());
    }

    private Destination destination(WeightedDestination destination) {
        String authority = entry.action() instanceof RouteAction.Forward forward ? forward.authority() : null;
        return new Destination(destination, authority, clusters.get(destination.cluster()), context);
    }

    /** The destinations of a route and their weights. Immutable. */
    static final class Split {
        private final Destination[] destinations;
        private final long totalWeight;
        private final @Nullable StickySplit sticky;

        private Split(Destination[] destinations, @Nullable StickySplit sticky) {
            this.destinations = destinations;
            long sum = 0;
            for (Destination destination : destinations) {
                sum += destination.weight();
            }
            this.totalWeight = sum;
            this.sticky = sticky;
        }

        Destination draw(RequestBinding binding, @Nullable BindingKey key, RandomGenerator random) {
            if (destinations.length == 1) {
                return destinations[0];
            }
            if (sticky != null && key != null && binding.read(key)) {
                return destinations[sticky.choose(binding.hash())];
            }
            long ticket = random.nextLong(totalWeight);
            int i = 0;
            while (ticket >= destinations[i].weight()) {
                ticket -= destinations[i].weight();
                i++;
            }
            return destinations[i];
        }
    }

    /** One of the destinations of a route. Immutable. */
    static final class Destination {
        private final String clusterName;
        private final @Nullable UpstreamCluster cluster;
        private final long weight;
        private final HeaderProgram requestHeaders;
        private final HeaderProgram responseHeaders;
        private final byte @Nullable [] authority;

        Destination(
                WeightedDestination destination,
                @Nullable String routeAuthority,
                @Nullable UpstreamCluster cluster,
                CommandContext context) {
            this.clusterName = destination.cluster();
            this.cluster = cluster;
            this.weight = destination.weight();
            this.requestHeaders = HeaderProgram.of(destination.headers().request(), context);
            this.responseHeaders = HeaderProgram.of(destination.headers().response(), context);
            String effective = routeAuthority == null ? destination.authority() : routeAuthority;
            this.authority = effective == null ? null : effective.getBytes(StandardCharsets.UTF_8);
        }

        String clusterName() {
            return clusterName;
        }

        /** Null if the configuration has no such cluster. */
        @Nullable
        UpstreamCluster cluster() {
            return cluster;
        }

        long weight() {
            return weight;
        }

        HeaderProgram requestHeaders() {
            return requestHeaders;
        }

        HeaderProgram responseHeaders() {
            return responseHeaders;
        }

        /** What replaces the request's authority, or null. */
        byte @Nullable [] authority() {
            return authority;
        }
    }
}
