package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.Ticker;
import io.fairlead.routing.OutlierPolicy;
import io.fairlead.routing.OutlierPolicy.LocalOrigin;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ejects endpoints that fail several times in a row, and takes them in again after a time that grows from ejection to
 * ejection. Source: Envoy {@code outlier_detection_impl.cc}.
 *
 * <p>Requests count on their event loops, without locks. Whoever reaches a limit hands the endpoint over to one executor,
 * on which all decisions are made, one after the other: so the share of ejected endpoints is never exceeded.
 */
final class OutlierDetector {
    /** The longest time that an endpoint is out, unless the base time is longer. */
    static final Duration MAX_EJECTION_TIME = Duration.ofMinutes(5);

    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final OutlierPolicy policy;
    private final Ticker ticker;
    private final Executor executor;
    private final Listener listener;
    private final BitSet errors = new BitSet();
    private final long baseNanos;
    private final long maxNanos;
    private volatile List<EndpointHealth> endpoints = List.of();

    /** Who acts on what is found; called on the executor. */
    interface Listener {
        /** Endpoints were ejected or taken in. */
        void healthChanged();

        /** An endpoint was ejected. */
        void ejected();
    }

    OutlierDetector(OutlierPolicy policy, Ticker ticker, Executor executor, Listener listener) {
        this.policy = policy;
        this.ticker = ticker;
        this.executor = executor;
        this.listener = listener;
        this.baseNanos = policy.baseEjectionTime().toNanos();
        this.maxNanos = Math.max(MAX_EJECTION_TIME.toNanos(), baseNanos);
        if (policy.errorCodes().isEmpty()) {
            errors.set(500, 600);
        } else {
            policy.errorCodes().forEach(errors::set);
        }
    }

    OutlierPolicy policy() {
        return policy;
    }

    /** Sets all endpoints that there are, each once. */
    void endpoints(List<EndpointHealth> all) {
        endpoints = List.copyOf(all);
    }

    // ---- any event loop

    /** A connection to the endpoint was there when a request wanted it. */
    void connected(EndpointHealth health) {
        if (policy.localOrigin() == LocalOrigin.SPLIT) {
            EndpointHealth.clear(health.localFailures());
        }
    }

    /** The endpoint answered. */
    void responded(EndpointHealth health, int status) {
        if (errors.get(status)) {
            error(health, status);
        } else {
            EndpointHealth.clear(health.serverErrors());
            EndpointHealth.clear(health.gatewayErrors());
        }
    }

    /** The endpoint did not answer; the client gets {@code status} for that. */
    void failed(EndpointHealth health, int status) {
        if (policy.localOrigin() == LocalOrigin.SPLIT) {
            count(health, health.localFailures(), policy.consecutiveLocalOriginFailures());
        } else {
            error(health, status);
        }
    }

    private void error(EndpointHealth health, int status) {
        if (status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT) {
            count(health, health.gatewayErrors(), policy.consecutiveGatewayErrors());
        } else {
            EndpointHealth.clear(health.gatewayErrors());
        }
        count(health, health.serverErrors(), policy.consecutive5xxErrors());
    }

    private void count(EndpointHealth health, AtomicLong errorsInARow, long limit) {
        if (limit > 0 && errorsInARow.incrementAndGet() == limit) {
            executor.execute(() -> eject(health));
        }
    }

    // ---- the executor

    private void eject(EndpointHealth health) {
        List<EndpointHealth> all = endpoints;
        if (health.isEjected() || !all.contains(health)) {
            return;
        }
        health.clearCounts();
        int out = 1;
        for (EndpointHealth each : all) {
            out += each.isEjected() ? 1 : 0;
        }
        if (100L * out > (long) policy.maxEjectionPercent() * all.size()) {
            return;
        }
        health.eject(ticker.nanos());
        if (health.ejections() * baseNanos < maxNanos + baseNanos) {
            health.ejections(health.ejections() + 1);
        }
        listener.ejected();
        listener.healthChanged();
    }

    /** Takes in those whose time is over. To be called once in each interval. */
    void check() {
        long now = ticker.nanos();
        boolean changed = false;
        for (EndpointHealth health : endpoints) {
            if (!health.isEjected()) {
                health.ejections(Math.max(0, health.ejections() - 1));
            } else if (now - health.ejectedAtNanos() >= Math.min(maxNanos, health.ejections() * baseNanos)) {
                health.unEject();
                changed = true;
            }
        }
        if (changed) {
            listener.healthChanged();
        }
    }

    /** Forgets everything: the policy is no longer in force. */
    void stop() {
        for (EndpointHealth health : endpoints) {
            health.unEject();
            health.ejections(0);
        }
        endpoints = List.of();
        listener.healthChanged();
    }
}
