package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.resource.ConnectionPoolSettings;
import io.fairlead.resource.ConnectionPoolSettings.HttpSettings;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Sidecar;
import io.fairlead.resource.TrafficPolicy;
import io.fairlead.resource.TrafficPolicy.PortTrafficPolicy;
import io.fairlead.resource.TrafficPolicy.RetryBudget;
import io.fairlead.routing.Viewpoint;
import io.fairlead.store.ResourceSet;
import org.jspecify.annotations.Nullable;

/** Reports what DestinationRules, Sidecars and Secrets ask for and this version does not do. */
final class NotServed {
    private final Findings findings;
    private final Viewpoint viewpoint;

    NotServed(Findings findings, Viewpoint viewpoint) {
        this.findings = findings;
        this.viewpoint = viewpoint;
    }

    void report(ResourceSet resources) {
        resources.all(DestinationRule.class).forEach(this::reportRule);
        for (Resource<Sidecar> sidecar : resources.all(Sidecar.class)) {
            reportSidecar(sidecar);
        }
    }

    private void reportSidecar(Resource<Sidecar> sidecar) {
        if (viewpoint.httpProxyPort() == null) {
            findings.notServed(
                    new Place(sidecar, FieldPath.ROOT),
                    "A Sidecar without an HTTP proxy port",
                    "It has no effect; start with --http-proxy-port.");
            return;
        }
        Place spec = new Place(sidecar, FieldPath.of("spec"));
        report(!sidecar.spec().ingress().isEmpty(), spec.field("ingress"), "A port for requests to the workload");
        report(
                sidecar.spec().inboundConnectionPool() != null,
                spec.field("inboundConnectionPool"),
                "A limit on connections to the workload");
        for (int i = 0; i < sidecar.spec().egress().size(); i++) {
            report(
                    sidecar.spec().egress().get(i).port() != null,
                    spec.field("egress").index(i).field("port"),
                    "A listener for one port");
        }
    }

    private void reportRule(Resource<DestinationRule> rule) {
        Place spec = new Place(rule, FieldPath.of("spec"));
        report(rule.spec().trafficPolicy(), spec.field("trafficPolicy"));
        for (int i = 0; i < rule.spec().subsets().size(); i++) {
            Place subset = spec.field("subsets").index(i);
            report(rule.spec().subsets().get(i).trafficPolicy(), subset.field("trafficPolicy"));
        }
    }

    private void report(@Nullable TrafficPolicy policy, Place place) {
        if (policy == null) {
            return;
        }
        report(policy.connectionPool(), place.field("connectionPool"));
        for (int i = 0; i < policy.portLevelSettings().size(); i++) {
            PortTrafficPolicy port = policy.portLevelSettings().get(i);
            Place at = place.field("portLevelSettings").index(i);
            report(port.connectionPool(), at.field("connectionPool"));
        }
        if (policy.tunnel() != null) {
            findings.notServed(place.field("tunnel"), "A tunnel", "It has no effect.");
        }
        RetryBudget budget = policy.retryBudget();
        if (budget != null
                && budget.budgetInterval() != null
                && !budget.budgetInterval().isZero()) {
            findings.notServed(
                    place.field("retryBudget").field("budgetInterval"),
                    "A retry budget over a time",
                    "The budget is a share of the requests that are under way.");
        }
    }

    private void report(@Nullable ConnectionPoolSettings settings, Place place) {
        HttpSettings http = settings == null ? null : settings.http();
        if (http != null) {
            Place at = place.field("http");
            report(http.http2KeepAlive() != null, at.field("http2KeepAlive"), "A ping of HTTP/2");
        }
    }

    private void report(boolean written, Place place, String what) {
        if (written) {
            findings.notServed(place, what, "It has no effect.");
        }
    }
}
