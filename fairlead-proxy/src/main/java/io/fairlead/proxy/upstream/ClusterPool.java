package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.metrics.ClusterMetrics;
import io.fairlead.routing.pool.ConnectionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one cluster over all event loops, and the requests that wait since there may be no more connections.
 *
 * <p>Every loop has its own idle connections and its own line of waiting requests, which no other touches. What the loops
 * share is the {@link CircuitBreaker}'s counts, and two numbers that each loop shows the others: the ticket of the first in
 * its line, and how many connections it has idle. The right to have a connection, once claimed, goes as a task to the loop
 * whose first has waited longest. Nobody is forgotten: who joins a line shows it first and then looks for a right and for
 * idle connections; who gives a right back, or lets a connection be idle, shows that first and then looks for waiting
 * requests. Whichever comes second sees the other. Any thread, unless said otherwise.
 */
final class ClusterPool {
    private final CircuitBreaker breaker;
    private final ClusterMetrics metrics;
    private final List<LoopPool> loops;
    private final List<Http2Pool> http2Loops;
    private final AtomicLong tickets = new AtomicLong();
    private volatile PoolSettings settings;

    ClusterPool(ConnectionPolicy policy, List<UpstreamLoop> upstreamLoops, ClusterMetrics metrics) {
        this.settings = new PoolSettings(policy);
        this.breaker = new CircuitBreaker(policy.limits());
        this.metrics = metrics;
        List<LoopPool> pools = new ArrayList<>(upstreamLoops.size());
        for (UpstreamLoop loop : upstreamLoops) {
            pools.add(new LoopPool(this, loop));
        }
        this.loops = List.copyOf(pools);
        this.http2Loops =
                upstreamLoops.stream().map(loop -> new Http2Pool(this, loop)).toList();
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    PoolSettings settings() {
        return settings;
    }

    /** The part of one event loop. */
    LoopPool on(int loop) {
        return loops.get(loop);
    }

    /** The HTTP/2 connections of one event loop. */
    Http2Pool http2On(int loop) {
        return http2Loops.get(loop);
    }

    /** The cluster's counts on one event loop. */
    ClusterMetrics.Loop metrics(int loop) {
        return metrics.loop(loop);
    }

    /** Makes a policy count from now on, also for connections that exist and requests that wait. */
    void policy(ConnectionPolicy policy) {
        settings = new PoolSettings(policy);
        breaker.limits(policy.limits());
        for (LoopPool each : loops) {
            each.execute(each::settingsChanged);
        }
        grant();
    }

    /** Keeps no connection to an address any more; requests that have one go on. */
    void retire(AddressPool address) {
        address.retire();
        for (LoopPool each : loops) {
            each.execute(() -> each.closeIdle(address));
        }
        for (Http2Pool each : http2Loops) {
            each.execute(() -> each.retire(address));
        }
    }

    /** The place of one more request among all that wait. */
    long nextTicket() {
        return tickets.getAndIncrement();
    }

    /** Whether a request waits on any loop. */
    boolean isAwaited() {
        return longestWaiting() != null;
    }

    /** The loop whose first has waited longest, or null. */
    @Nullable
    LoopPool longestWaiting() {
        LoopPool found = null;
        long lowest = LoopPool.NOBODY;
        for (int i = 0; i < loops.size(); i++) {
            long ticket = loops.get(i).firstTicket();
            if (ticket < lowest) {
                lowest = ticket;
                found = loops.get(i);
            }
        }
        return found;
    }

    /**
     * Lets the request that waits longest connect, if there may be one connection more. Whoever uses the right, or has no
     * use for it any more, calls this again, so that all that can connect do.
     */
    void grant() {
        LoopPool chosen = longestWaiting();
        if (chosen != null && breaker.claimConnection() && !chosen.execute(chosen::useGrant)) {
            breaker.connectionGone();
        }
    }

    /** Asks a loop that has a connection idle to serve a waiting request with it, or to close it in favour of one. */
    void reclaim() {
        for (int i = 0; i < loops.size(); i++) {
            LoopPool each = loops.get(i);
            if (each.idleShown() > 0 && each.execute(each::offerLongestIdle)) {
                return;
            }
        }
    }
}
