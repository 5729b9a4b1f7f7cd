package io.fairlead.proxy.upstream;

import io.fairlead.proxy.upstream.UpstreamCluster.Resolved;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the addresses of clusters whose endpoints are DNS names. Each name is asked for again every few seconds; the
 * resolver's cache answers until the record's time to live is over, so that DNS servers see one question for each record and
 * time to live. A name that cannot be resolved keeps its last addresses, and a cluster whose names all change keeps its former
 * endpoints until one of the new names has an address. State is touched on one event loop only.
 */
final class DnsDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(DnsDiscovery.class);

    /** How often names are resolved again. The resolver's cache bounds what that costs. */
    private static final long REFRESH_SECONDS = 5;

    /** The shortest time an answer is kept, against records with a time to live of zero. */
    private static final int MIN_TTL_SECONDS = 1;

    /** The longest time an answer is kept. */
    private static final int MAX_TTL_SECONDS = 600;

    private final EventLoop eventLoop;
    private final DnsNameResolver resolver;
    private final Map<UpstreamCluster, Watch> watches = new HashMap<>();

    DnsDiscovery(Transport transport, EventLoop eventLoop) {
        this.eventLoop = eventLoop;
        this.resolver = new DnsNameResolverBuilder(eventLoop)
                .datagramChannelType(transport.datagramChannel())
                .ttl(MIN_TTL_SECONDS, MAX_TTL_SECONDS)
                .build();
    }

    void start(UpstreamCluster cluster, Cluster config) {
        eventLoop.execute(() -> {
            Watch former = watches.remove(cluster);
            Watch watch = new Watch(cluster, config);
            if (former != null) {
                former.stop();
                watch.addresses.putAll(former.addresses);
                watch.addresses.keySet().retainAll(names(config));
                if (!watch.addresses.isEmpty()) {
                    watch.publish();
                }
            }
            watches.put(cluster, watch);
            watch.resolve();
        });
    }

    void stop(UpstreamCluster cluster) {
        eventLoop.execute(() -> {
            Watch watch = watches.remove(cluster);
            if (watch != null) {
                watch.stop();
            }
        });
    }

    void close() {
        eventLoop.execute(resolver::close);
    }

    private static List<String> names(Cluster config) {
        return config.endpoints().stream().map(Endpoint::address).distinct().toList();
    }

    /** One cluster's names and what they resolved to last. */
    private final class Watch {
        private final UpstreamCluster cluster;
        private final Cluster config;
        private final Map<String, List<InetAddress>> addresses = new TreeMap<>();
        private final Set<String> unanswered;
        private final ScheduledFuture<?> refresh;
        private boolean stopped;

        Watch(UpstreamCluster cluster, Cluster config) {
            this.cluster = cluster;
            this.config = config;
            this.unanswered = new HashSet<>(names(config));
            this.refresh =
                    eventLoop.scheduleAtFixedRate(this::resolve, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
        }

        void stop() {
            stopped = true;
            refresh.cancel(false);
        }

        void resolve() {
            for (String name : names(config)) {
                resolver.resolveAll(name).addListener((Future<List<InetAddress>> answer) -> answered(name, answer));
            }
        }

        private void answered(String name, Future<List<InetAddress>> answer) {
            if (stopped) {
                return;
            }
            take(name, answer);
            unanswered.remove(name);
            if (unanswered.isEmpty()) {
                cluster.addressesLookedFor();
            }
        }

        private void take(String name, Future<List<InetAddress>> answer) {
            if (!answer.isSuccess()) {
                LOG.debug(
                        "dns.failed cluster={} name={} cause={}", config.name(), name, String.valueOf(answer.cause()));
                return;
            }
            List<InetAddress> used = new ArrayList<>(answer.getNow());
            if (config.discovery() == Discovery.LOGICAL_DNS) {
                used.subList(Math.min(1, used.size()), used.size()).clear();
            } else {
                // Servers rotate their answers; that alone is no change.
                used.sort(Comparator.comparing(InetAddress::getHostAddress));
            }
            if (!used.equals(addresses.put(name, used))) {
                publish();
            }
        }

        void publish() {
            List<Resolved> resolved = new ArrayList<>();
            for (Endpoint endpoint : config.endpoints()) {
                for (InetAddress address : addresses.getOrDefault(endpoint.address(), List.of())) {
                    resolved.add(new Resolved(endpoint, new InetSocketAddress(address, endpoint.port())));
                }
            }
            cluster.update(config, resolved);
        }
    }
}
