package io.fairlead.compile.service;

import io.fairlead.resource.ClientTlsSettings;
import io.fairlead.resource.ConnectionPoolSettings;
import io.fairlead.resource.DestinationRule.Subset;
import io.fairlead.resource.LoadBalancerSettings;
import io.fairlead.resource.OutlierDetection;
import io.fairlead.resource.TrafficPolicy;
import io.fairlead.resource.TrafficPolicy.PortTrafficPolicy;
import io.fairlead.resource.TrafficPolicy.ProxyProtocol;
import io.fairlead.resource.TrafficPolicy.RetryBudget;
import org.jspecify.annotations.Nullable;

/**
 * The settings that hold for one port of a service, or of one of its subsets. Settings replace each other in whole
 * blocks, and a port's own settings leave nothing of the others. Source: Istio {@code MergeTrafficPolicy},
 * {@code MergeSubsetTrafficPolicy}.
 */
record EffectivePolicy(
        @Nullable LoadBalancerSettings loadBalancer,
        @Nullable ConnectionPoolSettings connectionPool,
        @Nullable OutlierDetection outlierDetection,
        @Nullable ClientTlsSettings tls,
        @Nullable RetryBudget retryBudget,
        @Nullable ProxyProtocol proxyProtocol) {
    private static final EffectivePolicy NONE = new EffectivePolicy(null, null, null, null, null, null);

    /** The settings of a whole service. */
    static EffectivePolicy of(@Nullable ConsolidatedRule rule, int port) {
        TrafficPolicy policy = rule == null ? null : rule.policy();
        if (policy == null) {
            return NONE;
        }
        PortTrafficPolicy own = ofPort(policy, port);
        return own == null
                ? new EffectivePolicy(
                        policy.loadBalancer(),
                        policy.connectionPool(),
                        policy.outlierDetection(),
                        policy.tls(),
                        policy.retryBudget(),
                        policy.proxyProtocol())
                : ofPort(own, null, null);
    }

    /** The settings of a subset, where these are those of the whole service. */
    EffectivePolicy of(Subset subset, int port) {
        TrafficPolicy policy = subset.trafficPolicy();
        if (policy == null) {
            return this;
        }
        RetryBudget budget = policy.retryBudget() == null ? retryBudget : policy.retryBudget();
        ProxyProtocol announced = policy.proxyProtocol() == null ? proxyProtocol : policy.proxyProtocol();
        PortTrafficPolicy own = ofPort(policy, port);
        if (own != null) {
            return ofPort(own, budget, announced);
        }
        return new EffectivePolicy(
                policy.loadBalancer() == null ? loadBalancer : policy.loadBalancer(),
                policy.connectionPool() == null ? connectionPool : policy.connectionPool(),
                policy.outlierDetection() == null ? outlierDetection : policy.outlierDetection(),
                policy.tls() == null ? tls : policy.tls(),
                budget,
                announced);
    }

    private static EffectivePolicy ofPort(
            PortTrafficPolicy own, @Nullable RetryBudget budget, @Nullable ProxyProtocol announced) {
        return new EffectivePolicy(
                own.loadBalancer(), own.connectionPool(), own.outlierDetection(), own.tls(), budget, announced);
    }

    private static @Nullable PortTrafficPolicy ofPort(TrafficPolicy policy, int port) {
        for (PortTrafficPolicy candidate : policy.portLevelSettings()) {
            if (candidate.port() != null && candidate.port().number() == port) {
                return candidate;
            }
        }
        return null;
    }
}
