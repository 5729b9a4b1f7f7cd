package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.metrics.ClusterMetrics;
import io.fairlead.proxy.observe.metrics.DestinationLabels;
import io.fairlead.proxy.observe.metrics.DestinationSeries;
import io.fairlead.proxy.observe.metrics.ProxyMetrics;
import io.fairlead.proxy.tls.ClientTls;
import io.fairlead.proxy.tls.TlsContexts;
import io.fairlead.proxy.upstream.balance.Balancer;
import io.fairlead.proxy.upstream.balance.Selection;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.OutlierPolicy;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as it serves requests. It lives as long as the configuration has a cluster of its name; a change of its
 * endpoints keeps the connections to addresses that stay. Requests read it on any event loop; changes come from one thread
 * at a time, under this object's lock.
 */
public final class UpstreamCluster {
    private final List<UpstreamLoop> loops;
    private final RandomGenerator random;
    private final ProxyMetrics metrics;
    private final ClusterMetrics clusterMetrics;
    private final ClusterPool connections;
    private final Map<SocketAddress, AddressPool> pools = new HashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final TlsContexts contexts;
    private @Nullable Cluster wanted;
    private @Nullable ClientTls tls;
    private @Nullable OutlierDetector detector;
    private @Nullable ScheduledFuture<?> checking;
    private volatile Serving serving;

    /** What requests see; replaced as a whole. */
    private record Serving(
            Cluster config,
            List<UpstreamEndpoint> endpoints,
            Balancer<UpstreamEndpoint> balancer,
            DestinationSeries noEndpoint,
            List<DestinationSeries> held) {}

    UpstreamCluster(
            Cluster config,
            List<UpstreamLoop> loops,
            RandomGenerator random,
            ProxyMetrics metrics,
            TlsContexts contexts) {
        this.loops = loops;
        this.contexts = contexts;
        this.random = random;
        this.metrics = metrics;
        this.clusterMetrics = metrics.acquireCluster(config.name());
        this.connections = new ClusterPool(config.connections(), loops, clusterMetrics);
        clusterMetrics.circuit(connections.breaker());
        this.wanted = config;
        this.tls = tlsOf(config);
        this.serving = serving(config, List.of());
    }

    private @Nullable ClientTls tlsOf(Cluster config) {
        return config.tls() == null ? null : contexts.client(config.tls(), config.name());
    }

    /** The cluster as configured. */
    public Cluster config() {
        return serving.config();
    }

    /** The counts of requests for which there was no endpoint. */
    public DestinationSeries noEndpointSeries() {
        return serving.noEndpoint();
    }

    /** The cluster's counts on one event loop. */
    public ClusterMetrics.Loop metrics(int loop) {
        return clusterMetrics.loop(loop);
    }

    /** Whether endpoints are chosen by what binds a request to one of them. */
    public boolean choosesByHash() {
        return serving.balancer().isByHash();
    }

    /** The endpoint for one request, or null if the cluster has none. */
    public @Nullable UpstreamEndpoint pick(Selection selection) {
        return serving.balancer().pick(selection);
    }

    ClusterPool connections() {
        return connections;
    }

    /** Claims the right to send a request again; to be given back once by {@link #retryEnded}. Any thread. */
    public boolean claimRetry() {
        int active = 0;
        if (connections.settings().limits().retryBudget() != null) {
            for (UpstreamEndpoint endpoint : serving.endpoints()) {
                active += endpoint.activeRequests();
            }
        }
        return connections.breaker().claimRetry(active);
    }

    /** A retry is over, however. Any thread. */
    public void retryEnded() {
        connections.breaker().retryGone();
    }

    /** Completed once its addresses have been looked for, whether any was found or not. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** Tells that its addresses have been looked for. */
    void addressesLookedFor() {
        ready.complete(null);
    }

    /** An endpoint together with one of the addresses it stands for. */
    record Resolved(Endpoint endpoint, SocketAddress address) {}

    /**
     * Tells the configuration that counts from now on. Addresses that are found for another one, by a resolver that has not
     * heard of the change, are not taken any more.
     *
     * @return whether it differs from the former one
     */
    synchronized boolean want(Cluster config) {
        boolean changed = !config.equals(wanted);
        if (changed) {
            wanted = config;
            tls = tlsOf(config);
        }
        return changed;
    }

    /** Takes over the addresses of the endpoints of {@code config}, if it is the configuration that is wanted. */
    synchronized void update(Cluster config, List<Resolved> resolved) {
        if (!config.equals(wanted)) {
            return;
        }
        List<AddressPool> stale = takeStale(config, resolved);
        watch(config.outliers());
        if (!config.connections().equals(serving.config().connections())) {
            connections.policy(config.connections());
        }
        Serving former = serving;
        serving = serving(config, resolved);
        release(former);
        stale.forEach(pool -> {
            pool.detector(null);
            connections.retire(pool);
        });
        OutlierDetector watching = detector;
        pools.values().forEach(pool -> pool.detector(watching));
        if (watching != null) {
            watching.endpoints(pools.values().stream().map(AddressPool::health).toList());
            clusterMetrics.endpointsEjected(ejected(serving.endpoints()));
        }
    }

    /** Takes out the pools whose addresses are gone, or all if connections are encrypted in another way from now on. */
    private List<AddressPool> takeStale(Cluster config, List<Resolved> resolved) {
        Map<SocketAddress, AddressPool> stale = new HashMap<>(pools);
        if (Objects.equals(config.tls(), serving.config().tls())) {
            resolved.forEach(one -> stale.remove(one.address()));
        }
        pools.keySet().removeAll(stale.keySet());
        return List.copyOf(stale.values());
    }

    /** Watches errors by {@code policy} from now on; what another policy has found is forgotten. */
    private void watch(@Nullable OutlierPolicy policy) {
        OutlierDetector current = detector;
        if (Objects.equals(policy, current == null ? null : current.policy())) {
            return;
        }
        stopWatching();
        if (policy != null) {
            UpstreamLoop loop = loops.get(0);
            OutlierDetector started =
                    new OutlierDetector(policy, loop.ticker(), loop.eventLoop(), new OutlierDetector.Listener() {
                        @Override
                        public void healthChanged() {
                            chooseAmongHealthy();
                        }

                        @Override
                        public void ejected() {
                            metrics(loop.index()).ejected();
                        }
                    });
            long nanos = policy.interval().toNanos();
            checking = loop.eventLoop().scheduleWithFixedDelay(started::check, nanos, nanos, TimeUnit.NANOSECONDS);
            detector = started;
        }
    }

    private void stopWatching() {
        OutlierDetector current = detector;
        detector = null;
        if (current != null) {
            loops.get(0).eventLoop().execute(current::stop);
        }
        ScheduledFuture<?> timer = checking;
        checking = null;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Lets new requests choose among the endpoints that are not ejected now. */
    private synchronized void chooseAmongHealthy() {
        Serving now = serving;
        serving = new Serving(
                now.config(), now.endpoints(), balancer(now.config(), now.endpoints()), now.noEndpoint(), now.held());
        clusterMetrics.endpointsEjected(ejected(now.endpoints()));
    }

    private static int ejected(List<UpstreamEndpoint> endpoints) {
        return (int) endpoints.stream().filter(UpstreamEndpoint::isEjected).count();
    }

    private Balancer<UpstreamEndpoint> balancer(Cluster config, List<UpstreamEndpoint> endpoints) {
        OutlierPolicy policy = config.outliers();
        int panicPercent = policy == null ? 0 : policy.minHealthPercent();
        Ticker ticker = loops.get(0).ticker();
        return new Balancer<>(
                endpoints, new Balancer.Settings(config.loadBalancing(), panicPercent, ticker, random, loops.size()));
    }

    private Serving serving(Cluster config, List<Resolved> resolved) {
        List<UpstreamEndpoint> endpoints = new ArrayList<>(resolved.size());
        List<DestinationSeries> held = new ArrayList<>(resolved.size() + 1);
        long now = loops.get(0).ticker().nanos();
        for (Resolved one : resolved) {
            AddressPool pool =
                    pools.computeIfAbsent(one.address(), address -> new AddressPool(address, tls, loops.size(), now));
            DestinationSeries series = metrics.requests().acquire(DestinationLabels.of(config, one.endpoint()));
            held.add(series);
            endpoints.add(new UpstreamEndpoint(one.endpoint(), pool, new AddressText(one.address()), series));
        }
        DestinationSeries noEndpoint = metrics.requests().acquire(DestinationLabels.of(config));
        held.add(noEndpoint);
        return new Serving(config, List.copyOf(endpoints), balancer(config, endpoints), noEndpoint, List.copyOf(held));
    }

    private void release(Serving former) {
        former.held().forEach(series -> metrics.requests().release(series));
    }

    /** Closes the idle connections; requests in flight finish. */
    synchronized void retire() {
        wanted = null;
        ready.complete(null);
        stopWatching();
        pools.values().forEach(connections::retire);
        pools.clear();
        release(serving);
        clusterMetrics.circuit(null);
        metrics.releaseCluster(clusterMetrics);
    }
}
