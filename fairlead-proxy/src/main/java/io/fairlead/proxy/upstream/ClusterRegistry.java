package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.metrics.ProxyMetrics;
import io.fairlead.proxy.tls.TlsContexts;
import io.fairlead.proxy.upstream.UpstreamCluster.Resolved;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All clusters that serve requests, by name. Changes come from one thread at a time, under this object's lock. */
public final class ClusterRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterRegistry.class);
    private static final String UNIX_SCHEME = "unix://";

    private final Transport transport;
    private final List<UpstreamLoop> loops;
    private final RandomGenerator random;
    private final ProxyMetrics metrics;
    private final TlsContexts tls;
    private final DnsDiscovery dns;
    private final Map<String, UpstreamCluster> clusters = new HashMap<>();

    /** A registry without clusters, whose connections are made on {@code loops}. */
    public ClusterRegistry(
            Transport transport,
            List<UpstreamLoop> loops,
            RandomGenerator random,
            ProxyMetrics metrics,
            TlsContexts tls) {
        this.transport = transport;
        this.loops = List.copyOf(loops);
        this.random = random;
        this.metrics = metrics;
        this.tls = tls;
        this.dns = new DnsDiscovery(transport, loops.get(0).eventLoop());
    }

    /**
     * Makes the clusters those of a snapshot, except that clusters it lacks are kept until {@link #retain}: requests routed
     * by the former snapshot still need them. Blocks while certificates are loaded.
     *
     * @return all clusters of the snapshot, by name
     */
    public synchronized Map<String, UpstreamCluster> apply(Map<String, Cluster> wanted) {
        Map<String, UpstreamCluster> result = new HashMap<>();
        for (Cluster config : wanted.values()) {
            UpstreamCluster cluster = clusters.get(config.name());
            if (cluster == null) {
                cluster = new UpstreamCluster(config, loops, random, metrics, tls);
                clusters.put(config.name(), cluster);
                discover(cluster, config);
            } else if (cluster.want(config)) {
                discover(cluster, config);
            }
            result.put(config.name(), cluster);
        }
        return result;
    }

    /** Completed once the addresses of every cluster have been looked for at least once. */
    public synchronized CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(
                clusters.values().stream().map(UpstreamCluster::ready).toArray(CompletableFuture<?>[]::new));
    }

    /** Retires every cluster whose name is not among {@code names}. */
    public synchronized void retain(Collection<String> names) {
        List<String> stale = new ArrayList<>(clusters.keySet());
        stale.removeAll(names);
        for (String name : stale) {
            UpstreamCluster cluster = clusters.remove(name);
            if (cluster != null) {
                dns.stop(cluster);
                cluster.retire();
            }
        }
    }

    @Override
    public synchronized void close() {
        retain(List.of());
        dns.close();
    }

    private void discover(UpstreamCluster cluster, Cluster config) {
        if (config.discovery() == Discovery.STATIC) {
            dns.stop(cluster);
            cluster.update(config, fixedAddresses(config));
            cluster.addressesLookedFor();
        } else {
            dns.start(cluster, config);
        }
    }

    private List<Resolved> fixedAddresses(Cluster config) {
        List<Resolved> resolved = new ArrayList<>();
        for (Endpoint endpoint : config.endpoints()) {
            SocketAddress address = fixedAddress(endpoint);
            if (address == null) {
                LOG.warn(
                        "cluster.endpoint_ignored cluster={} address={} reason=not_an_address",
                        config.name(),
                        endpoint.address());
            } else {
                resolved.add(new Resolved(endpoint, address));
            }
        }
        return resolved;
    }

    private @Nullable SocketAddress fixedAddress(Endpoint endpoint) {
        if (endpoint.address().startsWith(UNIX_SCHEME)) {
            return transport.unixAddress(endpoint.address().substring(UNIX_SCHEME.length()));
        }
        byte[] ip = NetUtil.createByteArrayFromIpAddressString(endpoint.address());
        try {
            return ip == null ? null : new InetSocketAddress(InetAddress.getByAddress(ip), endpoint.port());
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address of " + ip.length + " bytes: " + endpoint.address(), impossible);
        }
    }
}
