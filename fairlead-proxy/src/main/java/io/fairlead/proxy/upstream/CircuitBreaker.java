package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.metrics.CircuitReading;
import io.fairlead.routing.pool.CircuitLimits;
import io.fairlead.routing.pool.CircuitLimits.RetryBudget;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what goes on between the proxy and one cluster, over all event loops, and says when a limit is reached. Whatever is
 * claimed here is given back once. A limit holds exactly, however many loops claim at the same time; one that is lowered
 * below what goes on already lets nothing new begin until enough has ended. Lock-free. Any thread.
 */
final class CircuitBreaker implements CircuitReading {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private volatile CircuitLimits limits;

    CircuitBreaker(CircuitLimits limits) {
        this.limits = limits;
    }

    /** From now on these limits hold. */
    void limits(CircuitLimits newLimits) {
        limits = newLimits;
    }

    private static boolean claim(AtomicInteger count, int max) {
        int seen = count.get();
        while (seen < max) {
            int witness = count.compareAndExchange(seen, seen + 1);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Claims the right to have one connection more. */
    boolean claimConnection() {
        return claim(connections, limits.maxConnections());
    }

    /** Counts a connection whatever the limit: the only one that requests to its address can go on. */
    void addConnection() {
        connections.incrementAndGet();
    }

    /** A connection ended, or did not come about. */
    void connectionGone() {
        connections.decrementAndGet();
    }

    /**
     * Stops counting a connection that its owner closes, if there are more than the limit allows since it was lowered. No
     * connection can take its place, so that it does not matter that it is still being closed.
     */
    boolean dropSurplus() {
        int seen = connections.get();
        while (seen > limits.maxConnections()) {
            int witness = connections.compareAndExchange(seen, seen - 1);
            if (witness == seen) {
                return true;
            }
            seen = witness;
        }
        return false;
    }

    /** Claims a place among the requests that wait for a connection. */
    boolean claimPending() {
        return claim(pending, limits.maxPending());
    }

    /** A request waits no more. */
    void pendingGone() {
        pending.decrementAndGet();
    }

    /** Claims a place among the requests that have a connection. */
    boolean claimRequest() {
        return claim(requests, limits.maxRequests());
    }

    /** A request let go of its connection. */
    void requestGone() {
        requests.decrementAndGet();
    }

    /**
     * Claims the right to send a request again.
     *
     * @param activeRequests how many requests have a connection or wait for one
     */
    boolean claimRetry(int activeRequests) {
        return claim(retries, maxRetries(limits, activeRequests));
    }

    /** A retry is over, however. */
    void retryGone() {
        retries.decrementAndGet();
    }

    private static int maxRetries(CircuitLimits limits, int activeRequests) {
        RetryBudget budget = limits.retryBudget();
        return budget == null
                ? limits.maxRetries()
                : Math.max(budget.minRetries(), (int) (budget.percent() * activeRequests / 100));
    }

    @Override
    public int used(Resource resource) {
        return switch (resource) {
            case CONNECTIONS -> connections.get();
            case PENDING -> pending.get();
            case REQUESTS -> requests.get();
            case RETRIES -> retries.get();
        };
    }

    /** The limit as it stands; that of retries is the one that does not depend on the requests under way. */
    @Override
    public int limit(Resource resource) {
        CircuitLimits current = limits;
        return switch (resource) {
            case CONNECTIONS -> current.maxConnections();
            case PENDING -> current.maxPending();
            case REQUESTS -> current.maxRequests();
            case RETRIES -> maxRetries(current, 0);
        };
    }
}
