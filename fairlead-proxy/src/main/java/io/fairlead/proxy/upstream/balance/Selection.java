package io.fairlead.proxy.upstream.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What is known of a request when its endpoint is chosen: the hash that binds it, and the endpoints that were tried already.
 * Used again for many requests, one after the other; event loop only. Source: Envoy {@code LoadBalancerContext},
 * {@code previous_priorities.cc}.
 */
public final class Selection {
    private static final int MAX_PRIORITY_BIT = 63;
    private static final int REMOTE_UPDATE_FREQUENCY = 2;

    private final RandomGenerator random;
    private final int loop;
    private final List<Host> tried = new ArrayList<>(0);
    private boolean hashed;
    private long hash;
    private boolean avoidsTried;
    private boolean remote;
    private int sinceReset;
    private long excludedPriorities;
    private int[] loads = new int[4];

    /**
     * Selections on one event loop.
     *
     * @param loop the position of the event loop among all, from 0
     */
    public Selection(RandomGenerator random, int loop) {
        this.random = random;
        this.loop = loop;
    }

    /** Begins with another request, which nothing binds yet. */
    public void reset() {
        hashed = false;
        avoidsTried = false;
        remote = false;
        sinceReset = 0;
        excludedPriorities = 0;
        if (!tried.isEmpty()) {
            tried.clear();
        }
    }

    /** Binds the request to the endpoint that this hash leads to. */
    public void bindTo(long value) {
        hashed = true;
        hash = value;
    }

    /** From now on endpoints that were tried are avoided if others are found in a few draws. */
    public void avoidTried() {
        avoidsTried = true;
    }

    /** From now on priorities that were tried are left out, as of the second retry. */
    public void leaveTriedPriorities() {
        remote = true;
    }

    /** Tells that a try at an endpoint failed. */
    public void tried(Host host) {
        tried.add(host);
        sinceReset++;
        if (remote && sinceReset % REMOTE_UPDATE_FREQUENCY == 0) {
            for (int i = tried.size() - sinceReset; i < tried.size(); i++) {
                excludedPriorities |= bit(tried.get(i).priority());
            }
        }
    }

    /** Whether any endpoint was tried. */
    public boolean isRetry() {
        return !tried.isEmpty();
    }

    RandomGenerator random() {
        return random;
    }

    int loop() {
        return loop;
    }

    /** The request's hash; a random number if nothing binds it. */
    long hash() {
        return hashed ? hash : random.nextLong();
    }

    boolean avoids(Host host) {
        if (avoidsTried) {
            for (int i = 0; i < tried.size(); i++) {
                if (host.isSameAs(tried.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean leavesPriorities() {
        return excludedPriorities != 0;
    }

    boolean isExcluded(int priority) {
        return (excludedPriorities & bit(priority)) != 0;
    }

    /** Every priority was tried: all of them count again. */
    void readmitPriorities() {
        excludedPriorities = 0;
        sinceReset = 0;
    }

    /** Room for the load of each of so many priorities. */
    int[] loads(int count) {
        if (loads.length < count) {
            loads = new int[count];
        }
        return loads;
    }

    private static long bit(int priority) {
        return 1L << Math.min(priority, MAX_PRIORITY_BIT);
    }
}
