package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.CorsPolicy;
import io.fairlead.routing.FaultPolicy;
import io.fairlead.routing.RetryPolicy;
import io.fairlead.routing.RetryPolicy.Localities;
import io.fairlead.routing.RetryPolicy.On;
import io.fairlead.routing.RetryPolicy.PreviousHosts;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.routing.StringMatcher;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PolicyCompilerTest {
    private static final String V2 = "outbound|8080|v2|echo.default.svc.cluster.local";

    private static Compilation with(String policy) {
        return Compilation.of(GATEWAY, ECHO, app("{" + policy + ", route: [{destination: {host: echo, subset: v1}}]}"));
    }

    private static RoutePolicies policies(String policy) {
        return with(policy).forward(0).policies();
    }

    @Test
    void aRuleWithoutPoliciesHasIstiosRetriesOnly() {
        assertThat(policies("name: x")).isEqualTo(RoutePolicies.DEFAULT);
        assertThat(policies("timeout: 1s").retry()).isEqualTo(RetryPolicy.DEFAULT);
    }

    @Test
    void timeoutsAreTaken() {
        assertThat(policies("timeout: 1m30s").timeout()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void sharesOfFaultsAreRoundedDownAndDefaultToNever() {
        assertThat(policies("fault: {delay: {fixedDelay: 1s, percentage: {value: 0.0003}}}")
                        .fault())
                .isEqualTo(new FaultPolicy(new FaultPolicy.Delay(Duration.ofSeconds(1), 2), null));
        assertThat(policies("fault: {delay: {fixedDelay: 1s, percent: 50}}").fault())
                .isEqualTo(new FaultPolicy(new FaultPolicy.Delay(Duration.ofSeconds(1), 500_000), null));
        assertThat(policies("fault: {abort: {httpStatus: 500}}").fault()).isNull();
    }

    @Test
    void abortsHaveAnHttpOrGrpcStatus() {
        assertThat(policies("fault: {abort: {httpStatus: 429, percentage: {value: 100}}}")
                        .fault())
                .isEqualTo(new FaultPolicy(null, new FaultPolicy.Abort(FaultPolicy.Abort.Kind.HTTP, 429, 1_000_000)));
        assertThat(policies("fault: {abort: {grpcStatus: UNAVAILABLE, percentage: {value: 1}}}")
                        .fault())
                .isEqualTo(new FaultPolicy(null, new FaultPolicy.Abort(FaultPolicy.Abort.Kind.GRPC, 14, 10_000)));
    }

    @Test
    void anAbortThatCannotBeSentIsReported() {
        Compilation compiled = with("fault: {abort: {httpStatus: 600, percentage: {value: 100}}}");

        assertThat(compiled.forward(0).policies().fault()).isNull();
        assertThat(compiled.found(Code.INVALID))
                .containsExactly("VirtualService/default/app spec.http[0].fault.abort.httpStatus");
    }

    @Test
    void mirrorsDefaultToEverythingAndZeroMeansNone() {
        assertThat(policies("mirror: {host: echo, subset: v2}").mirrors())
                .containsExactly(new RoutePolicies.Mirror(V2, 1_000_000));
        assertThat(policies("mirror: {host: echo, subset: v2}, mirrorPercent: 10")
                        .mirrors())
                .containsExactly(new RoutePolicies.Mirror(V2, 100_000));
        assertThat(policies("mirror: {host: echo, subset: v2}, mirrorPercent: 10, mirrorPercentage: {value: 0.5}")
                        .mirrors())
                .containsExactly(new RoutePolicies.Mirror(V2, 5_000));
        assertThat(policies("mirror: {host: echo, subset: v2}, mirrorPercentage: {value: 0}")
                        .mirrors())
                .isEmpty();
        assertThat(policies("mirrors: [{destination: {host: echo, subset: v2}}, {destination: {host: echo, subset: v2},"
                                + " percentage: {value: 0}}]")
                        .mirrors())
                .containsExactly(new RoutePolicies.Mirror(V2, 1_000_000));
    }

    @Test
    void corsIsJoinedAsItIsSent() {
        assertThat(policies("corsPolicy: {allowOrigins: [{regex: 'https://.*'}], allowMethods: [GET, PUT],"
                                + " allowHeaders: [x-a, x-b], exposeHeaders: [x-c], maxAge: 1m, allowCredentials: true,"
                                + " unmatchedPreflights: IGNORE}")
                        .cors())
                .isEqualTo(new CorsPolicy(
                        List.of(new StringMatcher.Regex("https://.*")),
                        "GET,PUT",
                        "x-a,x-b",
                        "x-c",
                        "60",
                        CorsPolicy.Credentials.ALLOWED,
                        CorsPolicy.UnmatchedPreflights.IGNORE));
        assertThat(policies("corsPolicy: {allowOrigin: ['*'], maxAge: 5s}").cors())
                .isEqualTo(new CorsPolicy(
                        List.of(new StringMatcher.Exact("*")),
                        "",
                        "",
                        "",
                        "5",
                        CorsPolicy.Credentials.UNSET,
                        CorsPolicy.UnmatchedPreflights.FORWARD));
    }

    private static RetryPolicy retry(String conditions) {
        return Objects.requireNonNull(
                policies("retries: {attempts: 1, retryOn: " + conditions + "}").retry());
    }

    @Test
    void noAttemptsTurnRetriesOff() {
        assertThat(policies("retries: {}").retry()).isNull();
        assertThat(policies("retries: {attempts: 0}").retry()).isNull();
    }

    @Test
    void attemptsAloneKeepTheDefaultConditions() {
        assertThat(policies("retries: {attempts: 5}").retry())
                .isEqualTo(new RetryPolicy(
                        5,
                        null,
                        RetryPolicy.DEFAULT.on(),
                        new TreeSet<>(),
                        Duration.ofMillis(25),
                        PreviousHosts.AVOIDED));
    }

    @Test
    void retriesAreTakenFieldForField() {
        assertThat(policies("retries: {attempts: 1, perTryTimeout: 2s, retryOn: 'gateway-error,connect-failure',"
                                + " retryIgnorePreviousHosts: false, backoff: 100ms}")
                        .retry())
                .isEqualTo(new RetryPolicy(
                        1,
                        Duration.ofSeconds(2),
                        Set.of(On.GATEWAY_ERROR, On.CONNECT_FAILURE),
                        new TreeSet<>(),
                        Duration.ofMillis(100),
                        PreviousHosts.ALLOWED));
    }

    @Test
    void numbersAreStatusesToRetryAndReplaceTheDefaultConditions() {
        RetryPolicy retry = retry("'503,reset,418'");
        assertThat(retry.on()).containsExactlyInAnyOrder(On.RESET, On.RETRIABLE_STATUS_CODES);
        assertThat(retry.statusCodes()).containsExactly(418, 503);
    }

    @Test
    void everyWordOfTheApiIsKnown() {
        for (On on : On.values()) {
            assertThat(retry(on.word()).on()).containsExactly(on);
        }
    }

    @Test
    void retriesMayBeSentToOtherLocalities() {
        assertThat(with("retries: {attempts: 2}").forward(0).policies().retry())
                .extracting(RetryPolicy::localities)
                .isEqualTo(Localities.BY_HEALTH);
        assertThat(with("retries: {attempts: 2, retryRemoteLocalities: true}")
                        .forward(0)
                        .policies()
                        .retry())
                .extracting(RetryPolicy::localities)
                .isEqualTo(Localities.REMOTE);
    }
}
