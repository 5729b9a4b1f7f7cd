package io.fairlead.proxy.upstream;

import io.fairlead.proxy.tls.ClientTls;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is shared by all requests to one address of a cluster: the idle connections of each event loop, and how many
 * requests are active. It outlives changes of the configuration as long as the cluster has the address and encrypts in the
 * same way.
 *
 * <p>Where the host of a request is the server name of its TLS connection, connections are not shared between hosts: each has
 * a part of the pool on each event loop, made when it is needed and forgotten when too many others are.
 */
final class AddressPool {
    /** How many idle connections one loop keeps to one address. */
    private static final int MAX_IDLE_CONNECTIONS = 1024;

    /** How many hosts one loop keeps connections for, to one address. */
    private static final int MAX_HOSTS = 256;

    private final SocketAddress address;
    private final long joinedNanos;
    private final @Nullable ClientTls tls;
    private final String host;
    /** By event loop; those used last come last. */
    private final List<LinkedHashMap<String, AddressPool>> partsByLoop = new ArrayList<>();

    private final List<ArrayDeque<UpstreamConnection>> idleByLoop = new ArrayList<>();
    private final AtomicInteger activeRequests = new AtomicInteger();
    private final EndpointHealth health = new EndpointHealth();
    private volatile @Nullable OutlierDetector detector;
    private volatile boolean retired;

    /**
     * A pool for an address.
     *
     * @param tls how connections are encrypted, null for not at all
     * @param joinedNanos when the address became one of the cluster's, in nanoseconds of the ticker
     */
    AddressPool(SocketAddress address, @Nullable ClientTls tls, int loops, long joinedNanos) {
        this(address, tls, "", loops, joinedNanos);
    }

    private AddressPool(SocketAddress address, @Nullable ClientTls tls, String host, int loops, long joinedNanos) {
        this.address = address;
        this.tls = tls;
        this.host = host;
        this.joinedNanos = joinedNanos;
        for (int i = 0; i < loops; i++) {
            idleByLoop.add(new ArrayDeque<>(4));
            partsByLoop.add(new LinkedHashMap<>(0, 0.75f, true));
        }
    }

    /** How connections are encrypted, null for not at all. */
    @Nullable
    ClientTls tls() {
        return tls;
    }

    /** The host whose connections these are, "" for all hosts. */
    String host() {
        return host;
    }

    /** Whether requests must use the {@link #part} of their host. */
    boolean isPerHost() {
        return tls != null && tls.isPerHost() && host.isEmpty();
    }

    /**
     * The part for a host. On the event loop.
     *
     * @param forgotten is given the part that was used least lately, if there are too many now
     */
    AddressPool part(String wanted, int loop, Consumer<AddressPool> forgotten) {
        LinkedHashMap<String, AddressPool> parts = partsByLoop.get(loop);
        AddressPool part = parts.get(wanted);
        if (part != null) {
            return part;
        }
        AddressPool made = new AddressPool(address, tls, wanted, idleByLoop.size(), joinedNanos);
        parts.put(wanted, made);
        if (parts.size() > MAX_HOSTS) {
            Iterator<AddressPool> eldest = parts.values().iterator();
            AddressPool surplus = eldest.next();
            eldest.remove();
            surplus.retire();
            forgotten.accept(surplus);
        }
        return made;
    }

    /** Forgets, and returns, all parts of an event loop, on which it is called. */
    List<AddressPool> takeParts(int loop) {
        List<AddressPool> parts = List.copyOf(partsByLoop.get(loop).values());
        partsByLoop.get(loop).clear();
        parts.forEach(AddressPool::retire);
        return parts;
    }

    SocketAddress address() {
        return address;
    }

    /** When the address became one of the cluster's, in nanoseconds of the ticker. */
    long joinedNanos() {
        return joinedNanos;
    }

    /** The port of the address, 0 for a Unix socket. */
    int port() {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    boolean isTcp() {
        return address instanceof InetSocketAddress;
    }

    AtomicInteger activeRequests() {
        return activeRequests;
    }

    EndpointHealth health() {
        return health;
    }

    /** Who watches the errors of this address, null for nobody. */
    @Nullable
    OutlierDetector detector() {
        return detector;
    }

    void detector(@Nullable OutlierDetector watching) {
        detector = watching;
    }

    /** The connection that became idle last, or null. */
    @Nullable
    UpstreamConnection takeIdle(int loop) {
        return idleByLoop.get(loop).pollLast();
    }

    boolean offerIdle(int loop, UpstreamConnection connection) {
        ArrayDeque<UpstreamConnection> idle = idleByLoop.get(loop);
        if (retired || idle.size() >= MAX_IDLE_CONNECTIONS) {
            return false;
        }
        idle.addLast(connection);
        return true;
    }

    boolean removeIdle(int loop, UpstreamConnection connection) {
        return idleByLoop.get(loop).removeLastOccurrence(connection);
    }

    /** From now on no connection is kept. */
    void retire() {
        retired = true;
    }
}
