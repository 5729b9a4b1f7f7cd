package io.fairlead.validate;

import io.fairlead.resource.CorsPolicy;
import io.fairlead.resource.HttpFaultInjection;
import io.fairlead.resource.HttpFaultInjection.Abort.ErrorType;
import io.fairlead.resource.HttpFaultInjection.Delay.HttpDelayType;
import io.fairlead.resource.HttpRetry;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.StringMatch;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HeaderRules;
import io.fairlead.validate.syntax.HttpStatusCodes;
import io.fairlead.validate.syntax.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules on what accompanies a forwarded request: mirrors, faults, CORS and retries. */
final class HttpPolicyRules {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*");
    private static final Set<String> RETRY_ON = Set.of(
            "5xx",
            "gateway-error",
            "reset",
            "reset-before-request",
            "connect-failure",
            "retriable-4xx",
            "refused-stream",
            "retriable-status-codes",
            "retriable-headers",
            "envoy-ratelimited",
            "http3-post-connect-failure",
            "cancelled",
            "deadline-exceeded",
            "internal",
            "resource-exhausted",
            "unavailable");

    private HttpPolicyRules() {}

    static void check(Field rule, HttpRoute route) {
        mirrors(rule, route);
        cors(rule.field("corsPolicy"), route.corsPolicy());
        fault(rule.field("fault"), route.fault());
        retries(rule.field("retries"), route.retries());
    }

    private static void mirrors(Field rule, HttpRoute route) {
        if (route.mirrorPercent() != null) {
            CommonRules.wholePercent(rule.field("mirrorPercent"), route.mirrorPercent());
            rule.field("mirrorPercent").deprecated("mirrorPercent is deprecated.", "Use mirrorPercentage.");
        }
        CommonRules.percent(rule.field("mirrorPercentage").field("value"), route.mirrorPercentage());
        CommonRules.destination(rule.field("mirror"), route.mirror());
        for (int i = 0; i < route.mirrors().size(); i++) {
            HttpRoute.HttpMirrorPolicy mirror = route.mirrors().get(i);
            Field field = rule.field("mirrors").index(i);
            if (mirror.destination() == null) {
                field.field("destination").error("There is no destination.", "Write the host to copy requests to.");
            }
            CommonRules.destination(field.field("destination"), mirror.destination());
            CommonRules.percent(field.field("percentage").field("value"), mirror.percentage());
        }
    }

    private static void cors(Field field, @Nullable CorsPolicy cors) {
        if (cors == null) {
            return;
        }
        for (int i = 0; i < cors.allowOrigins().size(); i++) {
            StringMatch origin = cors.allowOrigins().get(i);
            Field at = field.field("allowOrigins").index(i);
            if (origin instanceof StringMatch.Empty || origin.equals(new StringMatch.Exact(""))) {
                at.error("There is no origin.", "Write exact, prefix or regex.");
            }
            CommonRules.textMatch(at, origin);
        }
        for (int i = 0; i < cors.allowMethods().size(); i++) {
            if (!METHODS.contains(cors.allowMethods().get(i))) {
                field.field("allowMethods")
                        .index(i)
                        .error(Texts.quote(cors.allowMethods().get(i)) + " is no method.", "Use for example GET or *.");
            }
        }
        headerNames(field.field("allowHeaders"), cors.allowHeaders());
        headerNames(field.field("exposeHeaders"), cors.exposeHeaders());
        Duration maxAge = cors.maxAge();
        CommonRules.duration(field.field("maxAge"), maxAge);
        if (maxAge != null && maxAge.toNanosPart() > 0) {
            field.field("maxAge").error("The time has a fraction of a second.", "Use whole seconds.");
        }
    }

    private static void headerNames(Field field, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!HeaderRules.isToken(names.get(i))) {
                field.index(i).error(Texts.quote(names.get(i)) + " is not the name of a header.", "Write one, or *.");
            }
        }
    }

    private static void fault(Field field, @Nullable HttpFaultInjection fault) {
        if (fault == null) {
            return;
        }
        if (fault.delay() == null && fault.abort() == null) {
            field.error("The fault does nothing.", "Write delay or abort.");
        }
        if (fault.delay() != null) {
            Field at = field.field("delay");
            CommonRules.drawnPercent(
                    at.field("percentage").field("value"), fault.delay().percentage());
            HttpDelayType type = fault.delay().httpDelayType();
            if (type instanceof HttpDelayType.FixedDelay fixed) {
                CommonRules.duration(at.field("fixedDelay"), fixed.fixedDelay());
            } else if (type instanceof HttpDelayType.ExponentialDelay) {
                at.field("exponentialDelay").error("Exponential delays are not supported.", "Use fixedDelay.");
            }
        }
        if (fault.abort() != null) {
            abort(field.field("abort"), fault.abort());
        }
    }

    private static void abort(Field field, HttpFaultInjection.Abort abort) {
        CommonRules.drawnPercent(field.field("percentage").field("value"), abort.percentage());
        ErrorType type = abort.errorType();
        if (type instanceof ErrorType.HttpStatus http) {
            if (http.httpStatus() < 200 || http.httpStatus() > 600) {
                field.field("httpStatus")
                        .error("Status " + http.httpStatus() + " is out of range.", "Use one from 200 to 599.");
            } else if (http.httpStatus() == 600) {
                field.field("httpStatus").notServed("Status 600 cannot be sent.", "Use one from 200 to 599.");
            }
        } else if (type instanceof ErrorType.GrpcStatus grpc
                && !HttpFaultInjection.Abort.GRPC_STATUS_NAMES.contains(grpc.grpcStatus())) {
            field.field("grpcStatus")
                    .error(Texts.quote(grpc.grpcStatus()) + " is no gRPC status.", "Use a name such as UNAVAILABLE.");
        } else if (type instanceof ErrorType.Http2Error) {
            field.field("http2Error").error("HTTP/2 errors are not supported.", "Use httpStatus or grpcStatus.");
        }
    }

    private static void retries(Field field, @Nullable HttpRetry retries) {
        if (retries == null) {
            return;
        }
        CommonRules.notNegative(field.field("attempts"), retries.attempts());
        boolean more = retries.perTryTimeout() != null
                || !retries.retryOn().isEmpty()
                || retries.retryRemoteLocalities() != null;
        if (retries.attempts() == 0 && more) {
            field.field("attempts").error("0 attempts leave the other settings without effect.", "Write attempts.");
        }
        CommonRules.duration(field.field("perTryTimeout"), retries.perTryTimeout());
        CommonRules.duration(field.field("backoff"), retries.backoff());
        if (!retries.retryOn().isEmpty()) {
            for (String condition : Texts.split(retries.retryOn(), ',')) {
                if (!RETRY_ON.contains(condition) && !HttpStatusCodes.isKnown(condition)) {
                    field.field("retryOn")
                            .error(
                                    Texts.quote(condition) + " is no condition to retry on.",
                                    "Use conditions such as 5xx or 503, separated by commas without blanks.");
                }
            }
        }
    }
}
