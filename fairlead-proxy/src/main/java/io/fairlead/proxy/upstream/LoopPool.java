package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.metrics.ClusterMetrics;
import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one cluster on one event loop: those that are idle, longest first, and the line of requests that wait
 * for one. A connection that becomes free goes to the first in line that wants its address; where that would let others wait
 * too long, or nobody wants the address, it is closed, so that the first of all can connect instead. Used on its event loop
 * only, unless said otherwise.
 */
final class LoopPool implements UpstreamLoop.Swept {
    /** The ticket that stands for an empty line. */
    static final long NOBODY = Long.MAX_VALUE;

    /** How many times in a row requests on this loop are served before one elsewhere that has waited longer. */
    static final int MAX_OVERTAKINGS = 8;

    /** How far into the line somebody is looked for who wants a certain address. */
    private static final int MAX_LOOKED_AT = 64;

    /** What a request or a tunnel is told for which there is no room. */
    static final ConnectFailure OVERFLOW = new ConnectFailure(ConnectFailure.Kind.OVERFLOW, "overflow");

    private final ClusterPool cluster;
    private final UpstreamLoop loop;
    private final ConnectionList idle = new ConnectionList();
    private final ConnectionList line = new ConnectionList();
    private volatile long firstTicket = NOBODY;
    private volatile int idleShown;
    private int overtakings;
    private boolean swept;

    LoopPool(ClusterPool cluster, UpstreamLoop loop) {
        this.cluster = cluster;
        this.loop = loop;
    }

    // ---- what other loops see

    /** The ticket of the first in line, {@link #NOBODY} if nobody waits. Any thread. */
    long firstTicket() {
        return firstTicket;
    }

    /** How many connections are idle, while the cluster has limits. Any thread. */
    int idleShown() {
        return idleShown;
    }

    /** Does something on the event loop, later; false if the loop has ended. Any thread. */
    boolean execute(Runnable task) {
        try {
            loop.eventLoop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // With the loop, its connections and requests have ended.
        }
    }

    private void showFirst() {
        UpstreamConnection first = line.first();
        firstTicket = first == null ? NOBODY : first.ticket;
    }

    private void showIdle() {
        if (cluster.settings().isLimited() || idleShown != 0) {
            idleShown = idle.size();
        }
    }

    UpstreamLoop loop() {
        return loop;
    }

    private ClusterMetrics.Loop metrics() {
        return cluster.metrics(loop.index());
    }

    PoolSettings settings() {
        return cluster.settings();
    }

    private CircuitBreaker breaker() {
        return cluster.breaker();
    }

    // ---- a request wants a connection

    /** See {@link UpstreamLoop#acquire}. */
    UpstreamConnection acquire(AddressPool whole, UpstreamHandler handler) {
        AddressPool pool = whole.isPerHost() ? whole.part(handler.serverName(), loop.index(), this::closeIdle) : whole;
        PoolSettings settings = cluster.settings();
        if (!settings.isLimited()) {
            UpstreamConnection ready = takeIdle(pool, settings);
            if (ready != null) {
                ready.assign(handler);
                return ready;
            }
        } else if (line.isEmpty()) {
            UpstreamConnection ready = takeIdle(pool, settings);
            showIdle();
            if (ready != null) {
                return attach(ready, handler);
            }
        }
        return want(new UpstreamConnection(this, pool, handler));
    }

    /** The idle connection that was used last, without those that ended or are too old. */
    private @Nullable UpstreamConnection takeIdle(AddressPool pool, PoolSettings settings) {
        UpstreamConnection taken = pool.takeIdle(loop.index());
        while (taken != null) {
            idle.remove(taken);
            taken.idle = false;
            boolean usable = taken.requests == 0 || settings.proxyProtocol() == null;
            if (usable && taken.isActive() && (!settings.watchesAge() || isFresh(taken, settings, loop.nanos()))) {
                return taken;
            }
            taken.closeChannel();
            taken = pool.takeIdle(loop.index());
        }
        return null;
    }

    private boolean isFresh(UpstreamConnection connection, PoolSettings settings, long now) {
        if (settings.isIdleTooLong(now - connection.idleSinceNanos)) {
            metrics().idleTimedOut();
            return false;
        }
        return isYoung(connection, settings, now);
    }

    private boolean isYoung(UpstreamConnection connection, PoolSettings settings, long now) {
        boolean young = !settings.limitsAge() || !settings.isTooOld(now - connection.establishedNanos);
        if (!young) {
            metrics().maxDurationReached();
        }
        return young;
    }

    /** Gives a connection that is ready to a request, if there may be one request more. */
    private UpstreamConnection attach(UpstreamConnection ready, UpstreamHandler handler) {
        if (breaker().claimRequest()) {
            ready.assign(handler);
            ready.countsAsRequest = true;
            return ready;
        }
        release(ready);
        return refuse(new UpstreamConnection(this, ready.pool(), handler));
    }

    /** Makes a connection if there may be one more, else lets the request wait, if there may be one more of these. */
    private UpstreamConnection want(UpstreamConnection wanted) {
        if (!breaker().claimPending()) {
            return refuse(wanted);
        }
        wanted.pending = true;
        metrics().pendingAdded();
        if (breaker().claimConnection()) {
            connect(wanted);
            return wanted;
        }
        metrics().connectionsOverflowed();
        wanted.waiting = true;
        wanted.ticket = cluster.nextTicket();
        line.addLast(wanted);
        showFirst();
        cluster.grant();
        cluster.reclaim();
        return wanted;
    }

    /** Tells the request later, as it does not have the connection yet. */
    private UpstreamConnection refuse(UpstreamConnection wanted) {
        metrics().pendingOverflowed();
        execute(() -> wanted.fail(OVERFLOW));
        return wanted;
    }

    private void connect(UpstreamConnection wanted) {
        wanted.counted = true;
        loop.connect(wanted, cluster.settings());
    }

    /** Takes a request out of the line. */
    private void leaveLine(UpstreamConnection waiting) {
        line.remove(waiting);
        waiting.waiting = false;
        showFirst();
    }

    /** A request no longer wants the connection that it asked for, which may be on its way. */
    void abandoned(UpstreamConnection wanted) {
        if (wanted.waiting) {
            leaveLine(wanted);
        }
        endPending(wanted);
    }

    private void endPending(UpstreamConnection wanted) {
        if (wanted.pending) {
            wanted.pending = false;
            breaker().pendingGone();
            metrics().pendingRemoved();
        }
    }

    /** Lets the first in line connect with a right that was claimed for it. */
    void useGrant() {
        UpstreamConnection first = line.first();
        if (first == null) {
            breaker().connectionGone();
        } else {
            leaveLine(first);
            connect(first);
        }
        cluster.grant();
    }

    // ---- a connection comes about, or does not

    void connected(UpstreamConnection connection) {
        connection.establishedNanos = loop.nanos();
        metrics().connectionOpened();
        endPending(connection);
        UpstreamHandler handler = connection.handler();
        if (handler == null) {
            release(connection);
        } else if (!cluster.settings().isLimited()) {
            connection.assign(handler);
            handler.upstreamConnected(connection);
        } else if (breaker().claimRequest()) {
            connection.assign(handler);
            connection.countsAsRequest = true;
            handler.upstreamConnected(connection);
        } else {
            metrics().pendingOverflowed();
            connection.abandon();
            release(connection);
            handler.upstreamConnectFailed(OVERFLOW);
        }
    }

    /** As in Envoy, those who wait for the same address on this loop hear of the failure, too, rather than wait in vain. */
    void connectFailed(UpstreamConnection connection, ConnectFailure failure) {
        metrics().connectFailed();
        List<UpstreamConnection> others = leaveLineWith(connection.pool());
        endPending(connection);
        ended(connection);
        connection.fail(failure);
        for (UpstreamConnection other : others) {
            endPending(other);
            metrics().pendingFailed();
            other.fail(failure);
        }
    }

    private List<UpstreamConnection> leaveLineWith(AddressPool pool) {
        if (line.isEmpty()) {
            return List.of();
        }
        List<UpstreamConnection> left = new ArrayList<>();
        for (UpstreamConnection each = line.first(); each != null; each = each.next) {
            if (each.pool() == pool) {
                left.add(each);
            }
        }
        left.forEach(this::leaveLine);
        return left;
    }

    /** A connection that was there is closed. */
    void closed(UpstreamConnection connection) {
        metrics().connectionClosed();
        if (connection.idle && connection.pool().removeIdle(loop.index(), connection)) {
            idle.remove(connection);
            connection.idle = false;
            showIdle();
        }
        requestEnded(connection);
        ended(connection);
    }

    /** Gives the right to have a connection back: another request may want it. */
    private void ended(UpstreamConnection connection) {
        if (connection.counted) {
            connection.counted = false;
            breaker().connectionGone();
            cluster.grant();
        }
    }

    // ---- a connection is free again

    /** A request has let go of its connection. */
    void requestEnded(UpstreamConnection connection) {
        if (connection.countsAsRequest) {
            connection.countsAsRequest = false;
            breaker().requestGone();
        }
    }

    /** Keeps a connection for the next request, unless it has served its time or has no place. */
    void release(UpstreamConnection connection) {
        PoolSettings settings = cluster.settings();
        if (!mayServeOn(connection, settings) || !connection.pool().offerIdle(loop.index(), connection)) {
            connection.closeChannel();
            return;
        }
        connection.idleSinceNanos = loop.nanos();
        connection.idle = true;
        idle.addLast(connection);
        if (!swept) {
            swept = true;
            loop.sweep(this);
        }
        if (settings.isLimited()) {
            showIdle();
            if (cluster.isAwaited()) {
                execute(() -> offer(connection));
            }
        }
    }

    private boolean mayServeOn(UpstreamConnection connection, PoolSettings settings) {
        if (settings.proxyProtocol() != null && connection.requests > 0) {
            return false; // The next request may be another client's.
        }
        if (settings.isWornOut(connection.requests)) {
            metrics().maxRequestsReached();
            return false;
        }
        return isYoung(connection, settings, settings.limitsAge() ? loop.nanos() : 0)
                && (!settings.isLimited() || !isSurplus(connection));
    }

    /** Whether a connection is one too many since the limit was lowered; it does not count any more then. */
    private boolean isSurplus(UpstreamConnection connection) {
        boolean surplus = breaker().dropSurplus();
        if (surplus) {
            connection.counted = false;
        }
        return surplus;
    }

    /** Another loop's request waits, while this one has a connection idle. */
    void offerLongestIdle() {
        UpstreamConnection longest = idle.first();
        if (longest != null) {
            offer(longest);
        } else if (cluster.isAwaited()) {
            cluster.reclaim();
        }
    }

    /** Serves a waiting request with an idle connection, or closes that in favour of one. */
    private void offer(UpstreamConnection connection) {
        LoopPool longestWaiting = cluster.longestWaiting();
        if (!connection.idle || !connection.isActive() || longestWaiting == null) {
            return; // In use again, or its end is about to be heard of; either brings it back here if it is wanted.
        }
        UpstreamConnection served = firstInLineFor(connection.pool());
        boolean overtakes = served != line.first() || longestWaiting != this;
        if (served == null || overtakes && overtakings >= MAX_OVERTAKINGS) {
            overtakings = 0;
            takeOut(connection);
            connection.closeChannel();
            return;
        }
        overtakings = overtakes ? overtakings + 1 : 0;
        hand(connection, served);
    }

    private void hand(UpstreamConnection connection, UpstreamConnection served) {
        UpstreamHandler handler = Objects.requireNonNull(served.handler());
        served.abandon();
        if (breaker().claimRequest()) {
            takeOut(connection);
            connection.assign(handler);
            connection.countsAsRequest = true;
            handler.upstreamConnected(connection);
        } else {
            metrics().pendingOverflowed();
            execute(() -> offer(connection));
            handler.upstreamConnectFailed(OVERFLOW);
        }
    }

    private @Nullable UpstreamConnection firstInLineFor(AddressPool pool) {
        UpstreamConnection candidate = line.first();
        for (int i = 0; i < MAX_LOOKED_AT && candidate != null; i++) {
            if (candidate.pool() == pool) {
                return candidate;
            }
            candidate = candidate.next;
        }
        return null;
    }

    private void takeOut(UpstreamConnection connection) {
        connection.pool().removeIdle(loop.index(), connection);
        idle.remove(connection);
        connection.idle = false;
        showIdle();
    }

    // ---- tunnels, which are used once and do not wait

    /** Claims room for a connection of one user's; as in Envoy, one that is being made counts as pending. */
    boolean claimTunnel() {
        if (!breaker().claimPending()) {
            metrics().pendingOverflowed();
            return false;
        }
        if (!breaker().claimConnection()) {
            breaker().pendingGone();
            metrics().connectionsOverflowed();
            return false;
        }
        metrics().pendingAdded();
        return true;
    }

    void tunnelConnected() {
        tunnelNotPending();
        metrics().connectionOpened();
    }

    void tunnelFailed() {
        tunnelNotPending();
        metrics().connectFailed();
        breaker().connectionGone();
        cluster.grant();
    }

    private void tunnelNotPending() {
        breaker().pendingGone();
        metrics().pendingRemoved();
    }

    void tunnelClosed() {
        metrics().connectionClosed();
        breaker().connectionGone();
        cluster.grant();
    }

    // ---- time and change

    @Override
    public boolean closeExpired(long now) {
        PoolSettings settings = cluster.settings();
        UpstreamConnection each = idle.first();
        while (each != null) {
            UpstreamConnection next = each.next;
            if (!isFresh(each, settings, now)) {
                takeOut(each);
                each.closeChannel();
            } else if (!settings.limitsAge()) {
                break; // The rest has been idle for less.
            }
            each = next;
        }
        swept = !idle.isEmpty();
        return swept;
    }

    /** Closes the idle connections to an address, or for a host, that is no longer in use. */
    void closeIdle(AddressPool pool) {
        pool.takeParts(loop.index()).forEach(this::closeIdle);
        for (UpstreamConnection each = pool.takeIdle(loop.index()); each != null; each = pool.takeIdle(loop.index())) {
            idle.remove(each);
            each.idle = false;
            each.closeChannel();
        }
        showIdle();
    }

    /** Closes what there is too much of, and serves who waits, by the new settings. */
    void settingsChanged() {
        showIdle();
        if (!cluster.settings().isLimited()) {
            return;
        }
        UpstreamConnection longest = idle.first();
        while (longest != null && isSurplus(longest)) {
            takeOut(longest);
            longest.closeChannel();
            longest = idle.first();
        }
        for (int i = idle.size(); i > 0 && cluster.isAwaited(); i--) {
            execute(this::offerLongestIdle);
        }
    }
}
