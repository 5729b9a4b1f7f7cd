package io.fairlead.validate;

import io.fairlead.resource.OutlierDetection;
import io.fairlead.resource.TrafficPolicy;
import io.fairlead.resource.TrafficPolicy.PortTrafficPolicy;
import io.fairlead.resource.TrafficPolicy.TunnelSettings;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.IpAddresses;
import io.fairlead.validate.syntax.Texts;
import org.jspecify.annotations.Nullable;

/** Rules on traffic policies. Source: Istio {@code validateTrafficPolicy}. */
final class TrafficPolicyRules {
    private TrafficPolicyRules() {}

    static void check(Field field, @Nullable TrafficPolicy policy) {
        if (policy == null) {
            return;
        }
        boolean empty = policy.loadBalancer() == null
                && policy.connectionPool() == null
                && policy.outlierDetection() == null
                && policy.tls() == null
                && policy.portLevelSettings().isEmpty()
                && policy.tunnel() == null
                && policy.proxyProtocol() == null
                && policy.retryBudget() == null;
        if (empty) {
            field.error("The policy says nothing.", "Write a setting, or remove it.");
        }
        if (policy.tunnel() != null && policy.proxyProtocol() != null) {
            field.field("tunnel").error("tunnel and proxyProtocol exclude each other.", "Remove one of the two.");
        }
        outlierDetection(field.field("outlierDetection"), policy.outlierDetection());
        ConnectionPoolRules.check(field.field("connectionPool"), policy.connectionPool());
        LoadBalancerRules.check(field.field("loadBalancer"), policy.loadBalancer(), policy.outlierDetection() != null);
        ClientTlsRules.check(field.field("tls"), policy.tls());
        for (int i = 0; i < policy.portLevelSettings().size(); i++) {
            port(
                    field.field("portLevelSettings").index(i).errorsOnly(),
                    policy.portLevelSettings().get(i));
        }
        tunnel(field.field("tunnel"), policy.tunnel());
    }

    private static void port(Field field, PortTrafficPolicy policy) {
        if (policy.port() == null) {
            field.field("port").error("There is no port.", "Write the number of a service port.");
        }
        if (policy.loadBalancer() == null
                && policy.connectionPool() == null
                && policy.outlierDetection() == null
                && policy.tls() == null) {
            field.error("The policy says nothing.", "Write a setting, or remove it.");
        }
        outlierDetection(field.field("outlierDetection"), policy.outlierDetection());
        ConnectionPoolRules.check(field.field("connectionPool"), policy.connectionPool());
        LoadBalancerRules.check(field.field("loadBalancer"), policy.loadBalancer(), policy.outlierDetection() != null);
        ClientTlsRules.check(field.field("tls"), policy.tls());
    }

    private static void outlierDetection(Field field, @Nullable OutlierDetection detection) {
        if (detection == null) {
            return;
        }
        CommonRules.duration(field.field("interval"), detection.interval());
        CommonRules.duration(field.field("baseEjectionTime"), detection.baseEjectionTime());
        if (detection.consecutiveErrors() != 0) {
            field.field("consecutiveErrors")
                    .deprecated("consecutiveErrors has no effect.", "Use consecutive5xxErrors.");
        }
        Long local = detection.consecutiveLocalOriginFailures();
        if (local != null && local > 0 && !detection.splitExternalLocalOriginErrors()) {
            field.field("consecutiveLocalOriginFailures")
                    .error("The count needs splitExternalLocalOriginErrors.", "Set it to true.");
        }
        CommonRules.wholePercent(field.field("maxEjectionPercent"), detection.maxEjectionPercent());
        CommonRules.wholePercent(field.field("minHealthPercent"), detection.minHealthPercent());
    }

    private static void tunnel(Field field, @Nullable TunnelSettings tunnel) {
        if (tunnel == null) {
            return;
        }
        String protocol = tunnel.protocol();
        if (!protocol.isEmpty() && !protocol.equals("CONNECT") && !protocol.equals("POST")) {
            field.field("protocol").error(Texts.quote(protocol) + " makes no tunnel.", "Use CONNECT or POST.");
        }
        if (!HostSyntax.isFqdn(tunnel.targetHost()) && !IpAddresses.isAddress(tunnel.targetHost())) {
            field.field("targetHost")
                    .error(Texts.quote(tunnel.targetHost()) + " is not a host.", "Write a DNS name or an address.");
        }
        CommonRules.port(field.field("targetPort"), tunnel.targetPort());
    }
}
