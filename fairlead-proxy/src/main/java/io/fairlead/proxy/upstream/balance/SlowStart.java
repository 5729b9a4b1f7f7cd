package io.fairlead.proxy.upstream.balance;

import io.fairlead.proxy.observe.Ticker;
import io.fairlead.routing.LoadBalancing.Warmup;
import java.util.List;

/**
 * How much of its weight a new endpoint gets: more from moment to moment, and never less than a minimum. An endpoint is new
 * when it joins its cluster; one that comes back from an ejection is not. Any thread. Source: Envoy
 * {@code EdfLoadBalancerBase::applySlowStartFactor}.
 */
final class SlowStart {
    private static final long MIN_AGE_NANOS = 1_000_000;

    private final Ticker ticker;
    private final long windowNanos;
    private final double minimum;
    private final double exponent;
    private final long untilNanos;

    SlowStart(Warmup warmup, Ticker ticker, List<? extends Host> hosts) {
        this.ticker = ticker;
        this.windowNanos = warmup.window().toNanos();
        this.minimum = warmup.minimumPercent() / 100;
        this.exponent = 1 / warmup.aggression();
        long now = ticker.nanos();
        long youngest = windowNanos;
        for (Host host : hosts) {
            youngest = Math.min(youngest, now - host.joinedNanos());
        }
        this.untilNanos = now + windowNanos - youngest;
    }

    /** Whether no endpoint is new any more. */
    boolean isOver() {
        return ticker.nanos() - untilNanos >= 0;
    }

    /** The share of its weight that an endpoint has now, more than 0, at most 1. */
    double share(Host host) {
        long age = ticker.nanos() - host.joinedNanos();
        if (age >= windowNanos) {
            return 1;
        }
        double passed = (double) Math.max(MIN_AGE_NANOS, age) / windowNanos;
        return Math.min(1, Math.max(minimum, exponent == 1 ? passed : Math.pow(passed, exponent)));
    }
}
