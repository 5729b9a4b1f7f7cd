package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.CorsPolicy.UnmatchedPreflights;
import io.fairlead.resource.Destination;
import io.fairlead.resource.HttpFaultInjection;
import io.fairlead.resource.HttpFaultInjection.Abort.ErrorType;
import io.fairlead.resource.HttpFaultInjection.Delay.HttpDelayType;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.HttpRoute.HttpRouteDestination;
import io.fairlead.resource.Percent;
import io.fairlead.resource.StringMatch;
import io.fairlead.routing.CorsPolicy;
import io.fairlead.routing.FaultPolicy;
import io.fairlead.routing.RetryPolicy;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.RoutePolicies.Mirror;
import io.fairlead.routing.StringMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What accompanies a forwarded request: timeout, faults, CORS, mirrors and retries. Source: Istio {@code route.go}. */
final class PolicyCompiler {
    private static final int PER_CENT = 10_000;

    private final DestinationCompiler destinations;
    private final Findings findings;

    PolicyCompiler(DestinationCompiler destinations, Findings findings) {
        this.destinations = destinations;
        this.findings = findings;
    }

    RoutePolicies compile(Rule.Scope scope) {
        HttpRoute route = scope.rule().route();
        Duration timeout = route.timeout();
        if (timeout == null
                && route.fault() == null
                && route.corsPolicy() == null
                && route.mirror() == null
                && route.mirrors().isEmpty()
                && route.retries() == null
                && !isByHash(scope)) {
            return RoutePolicies.DEFAULT;
        }
        return new RoutePolicies(
                timeout == null || timeout.isZero() || timeout.isNegative() ? null : timeout,
                fault(route.fault(), scope.rule().place().field("fault")),
                cors(route.corsPolicy()),
                mirrors(scope),
                RetryCompiler.compile(
                        route.retries(), isByHash(scope) ? RetryPolicy.DEFAULT_BY_HASH : RetryPolicy.DEFAULT));
    }

    /** Whether all requests are bound to endpoints: then a retry may go to the endpoint that failed. */
    private boolean isByHash(Rule.Scope scope) {
        List<HttpRouteDestination> written = scope.rule().route().route();
        Destination only = written.size() == 1 ? written.get(0).destination() : null;
        return only != null && destinations.consistentHash(only, scope) != null;
    }

    private @Nullable FaultPolicy fault(@Nullable HttpFaultInjection fault, Place place) {
        if (fault == null) {
            return null;
        }
        FaultPolicy.Delay delay = delay(fault.delay());
        FaultPolicy.Abort abort = abort(fault.abort(), place.field("abort"));
        return delay == null && abort == null ? null : new FaultPolicy(delay, abort);
    }

    private static FaultPolicy.@Nullable Delay delay(HttpFaultInjection.@Nullable Delay delay) {
        if (delay == null || !(delay.httpDelayType() instanceof HttpDelayType.FixedDelay fixed)) {
            return null;
        }
        Percent percentage = delay.percentage();
        int share = percentage == null ? Math.min(delay.percent(), 100) * PER_CENT : perMillion(percentage);
        return share <= 0 || fixed.fixedDelay().isNegative() ? null : new FaultPolicy.Delay(fixed.fixedDelay(), share);
    }

    private FaultPolicy.@Nullable Abort abort(HttpFaultInjection.@Nullable Abort abort, Place place) {
        Percent percentage = abort == null ? null : abort.percentage();
        int share = percentage == null ? 0 : perMillion(percentage);
        if (abort == null || share <= 0) {
            return null;
        }
        if (abort.errorType() instanceof ErrorType.HttpStatus http) {
            if (http.httpStatus() >= 200 && http.httpStatus() <= 599) {
                return new FaultPolicy.Abort(FaultPolicy.Abort.Kind.HTTP, http.httpStatus(), share);
            }
            findings.error(
                    Code.INVALID,
                    place.field("httpStatus"),
                    "Status " + http.httpStatus() + " cannot be sent; no request is aborted.",
                    "Use a status from 200 to 599.");
        } else if (abort.errorType() instanceof ErrorType.GrpcStatus grpc) {
            int status = HttpFaultInjection.Abort.GRPC_STATUS_NAMES.indexOf(grpc.grpcStatus());
            if (status >= 0) {
                return new FaultPolicy.Abort(FaultPolicy.Abort.Kind.GRPC, status, share);
            }
        }
        return null;
    }

    /** The share in millionths, rounded down as Istio does in floating point: 0.0003 % becomes 2. */
    private static int perMillion(Percent percentage) {
        return (int) Math.max(0, Math.min(percentage.value() * PER_CENT, RoutePolicies.ALL_PER_MILLION));
    }

    private static @Nullable CorsPolicy cors(io.fairlead.resource.@Nullable CorsPolicy cors) {
        if (cors == null) {
            return null;
        }
        List<StringMatcher> origins = new ArrayList<>();
        if (cors.allowOrigins().isEmpty()) {
            cors.allowOrigin().forEach(origin -> origins.add(new StringMatcher.Exact(origin)));
        }
        for (StringMatch origin : cors.allowOrigins()) {
            if (!(origin instanceof StringMatch.Empty)) {
                origins.add(MatchCompiler.text(origin));
            }
        }
        Duration maxAge = cors.maxAge();
        Boolean credentials = cors.allowCredentials();
        return new CorsPolicy(
                origins,
                String.join(",", cors.allowMethods()),
                String.join(",", cors.allowHeaders()),
                String.join(",", cors.exposeHeaders()),
                maxAge == null ? "" : Long.toString(maxAge.toSeconds()),
                credentials != null && credentials ? CorsPolicy.Credentials.ALLOWED : CorsPolicy.Credentials.UNSET,
                cors.unmatchedPreflights() == UnmatchedPreflights.IGNORE
                        ? CorsPolicy.UnmatchedPreflights.IGNORE
                        : CorsPolicy.UnmatchedPreflights.FORWARD);
    }

    private List<Mirror> mirrors(Rule.Scope scope) {
        HttpRoute route = scope.rule().route();
        Place place = scope.rule().place();
        List<Mirror> mirrors = new ArrayList<>();
        if (route.mirror() != null) {
            int share = share(route.mirrorPercentage(), route.mirrorPercent());
            if (share > 0) {
                mirrors.add(new Mirror(destinations.cluster(route.mirror(), scope, place.field("mirror")), share));
            }
        }
        for (int i = 0; i < route.mirrors().size(); i++) {
            HttpRoute.HttpMirrorPolicy mirror = route.mirrors().get(i);
            int share = share(mirror.percentage(), null);
            if (mirror.destination() != null && share > 0) {
                Place at = place.field("mirrors").index(i).field("destination");
                mirrors.add(new Mirror(destinations.cluster(mirror.destination(), scope, at), share));
            }
        }
        return mirrors;
    }

    private static int share(@Nullable Percent percentage, @Nullable Long whole) {
        if (percentage != null) {
            return perMillion(percentage);
        }
        return whole == null
                ? RoutePolicies.ALL_PER_MILLION
                : (int) Math.min(whole * PER_CENT, RoutePolicies.ALL_PER_MILLION);
    }
}
