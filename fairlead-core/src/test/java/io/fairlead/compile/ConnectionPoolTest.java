package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.Viewpoint;
import io.fairlead.routing.pool.CircuitLimits;
import io.fairlead.routing.pool.CircuitLimits.RetryBudget;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.routing.pool.ConnectionPolicy.Keepalive;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of {@code connectionPool} and {@code retryBudget}. */
class ConnectionPoolTest {
    private static final Viewpoint EDGE = new Viewpoint("edge", Map.of(), "");
    private static final String SERVICE = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: shop, namespace: edge}
            spec:
              hosts: [shop.test]
              ports: [{number: 80, name: http, protocol: HTTP}, {number: 81, name: http-other, protocol: HTTP}]
              resolution: STATIC
              endpoints: [{address: 10.0.0.1, labels: {version: one}}]
            """;

    private static Compilation compiled(String policyAndSubsets) {
        return Compilation.of(EDGE, SERVICE, """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: shop, namespace: edge}
                spec: {host: shop.test, %s}
                """.formatted(policyAndSubsets));
    }

    private static ConnectionPolicy policy(String connectionPool) {
        return compiled("trafficPolicy: {connectionPool: {%s}}".formatted(connectionPool))
                .cluster("outbound|80||shop.test")
                .connections();
    }

    @Test
    void nothingWrittenMeansNoLimits() {
        Compilation compiled = Compilation.of(EDGE, SERVICE);

        assertThat(compiled.cluster("outbound|80||shop.test").connections())
                .isEqualTo(new ConnectionPolicy(
                        Duration.ofSeconds(10),
                        Duration.ofHours(1),
                        null,
                        0,
                        null,
                        new CircuitLimits(
                                Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, null)));
    }

    @Test
    void everyFieldHasItsPlace() {
        assertThat(policy("tcp: {maxConnections: 2, connectTimeout: 3s, maxConnectionDuration: 60s, idleTimeout: 5s,"
                        + " tcpKeepalive: {probes: 6, time: 7.9s, interval: 8s}},"
                        + " http: {http1MaxPendingRequests: 9, http2MaxRequests: 10, maxRequestsPerConnection: 11,"
                        + " maxRetries: 12, idleTimeout: 13s}"))
                .isEqualTo(new ConnectionPolicy(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(13),
                        Duration.ofSeconds(60),
                        11,
                        new Keepalive(6, 7, 8),
                        new CircuitLimits(2, 9, 10, 12, null)));
    }

    @Test
    void zeroMeansNoLimit() {
        assertThat(policy("tcp: {maxConnections: 0}, http: {http1MaxPendingRequests: 0, maxRequestsPerConnection: 0}"))
                .isEqualTo(ConnectionPolicy.of(Duration.ofSeconds(10)));
    }

    @Test
    void theIdleTimeOfTcpHoldsForHttpWhichHasNone() {
        assertThat(policy("tcp: {idleTimeout: 5s}").idleTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy("tcp: {idleTimeout: 0s}").idleTimeout()).isNull();
        assertThat(policy("tcp: {idleTimeout: 0s}, http: {idleTimeout: 5s}").idleTimeout())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void probesWithoutNumbersAreTheSystems() {
        assertThat(policy("tcp: {tcpKeepalive: {}}").keepalive()).isEqualTo(new Keepalive(0, 0, 0));
        assertThat(policy("tcp: {tcpKeepalive: {time: 0.9s}}").keepalive()).isEqualTo(new Keepalive(0, 0, 0));
        assertThat(policy("tcp: {maxConnections: 1}").keepalive()).isNull();
    }

    @Test
    void aRetryBudgetHasEnvoysDefaults() {
        assertThat(budget(compiled("trafficPolicy: {retryBudget: {}}"), "80|")).isEqualTo(new RetryBudget(20, 3));
        assertThat(budget(compiled("trafficPolicy: {retryBudget: {percent: 12.5, minRetryConcurrency: 7}}"), "80|"))
                .isEqualTo(new RetryBudget(12.5, 7));
    }

    @Test
    void aSubsetsBudgetReplacesTheRulesAndPortsHaveNone() {
        Compilation compiled = compiled("trafficPolicy: {retryBudget: {percent: 10}, portLevelSettings:"
                + " [{port: {number: 81}, loadBalancer: {simple: RANDOM}}]}, subsets: [{name: plain},"
                + " {name: own, trafficPolicy: {retryBudget: {percent: 30}}},"
                + " {name: port, trafficPolicy: {portLevelSettings: [{port: {number: 80},"
                + " loadBalancer: {simple: RANDOM}}]}}]");

        assertThat(budget(compiled, "80|")).isEqualTo(new RetryBudget(10, 3));
        assertThat(budget(compiled, "81|")).isNull();
        assertThat(budget(compiled, "80|plain")).isEqualTo(new RetryBudget(10, 3));
        assertThat(budget(compiled, "81|plain")).isNull();
        assertThat(budget(compiled, "80|own")).isEqualTo(new RetryBudget(30, 3));
        assertThat(budget(compiled, "81|own")).isEqualTo(new RetryBudget(30, 3));
        assertThat(budget(compiled, "80|port")).isEqualTo(new RetryBudget(10, 3));
    }

    private static @Nullable RetryBudget budget(Compilation compiled, String portAndSubset) {
        return compiled.cluster("outbound|" + portAndSubset + "|shop.test")
                .connections()
                .limits()
                .retryBudget();
    }

    @Test
    void aSubsetsBlockReplacesTheRulesAsAWhole() {
        Compilation compiled = compiled("trafficPolicy: {connectionPool: {tcp: {maxConnections: 3}}}, subsets:"
                + " [{name: plain}, {name: own, trafficPolicy: {connectionPool: {http: {http2MaxRequests: 4}}}}]");

        CircuitLimits plain =
                compiled.cluster("outbound|80|plain|shop.test").connections().limits();
        CircuitLimits own =
                compiled.cluster("outbound|80|own|shop.test").connections().limits();
        assertThat(plain.maxConnections()).isEqualTo(3);
        assertThat(own.maxConnections()).isEqualTo(CircuitLimits.UNLIMITED);
        assertThat(own.maxRequests()).isEqualTo(4);
    }
}
