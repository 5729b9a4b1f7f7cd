package io.fairlead.proxy;

import io.fairlead.proxy.http.HttpAcceptor;
import io.fairlead.proxy.http.HttpWorker;
import io.fairlead.proxy.http.RoutingTables;
import io.fairlead.proxy.listen.ChainAcceptor;
import io.fairlead.proxy.listen.ChainTable;
import io.fairlead.proxy.listen.ListenerFailure;
import io.fairlead.proxy.listen.ListenerSet;
import io.fairlead.proxy.observe.AccessLog;
import io.fairlead.proxy.observe.CommandContext;
import io.fairlead.proxy.observe.metrics.ProxyMetrics;
import io.fairlead.proxy.tcp.TcpAcceptor;
import io.fairlead.proxy.tcp.TcpTables;
import io.fairlead.proxy.tcp.TcpWorker;
import io.fairlead.proxy.tls.TlsContexts;
import io.fairlead.proxy.tls.TlsFailure;
import io.fairlead.proxy.upstream.ClusterRegistry;
import io.fairlead.proxy.upstream.Transport;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamLoop;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.overlay.Overlay;
import io.fairlead.routing.tls.UpstreamTls;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The data plane of one process: listens, routes and forwards by the snapshot that was published last.
 *
 * <p>Publishing opens what the new snapshot adds, makes it the one that new requests use by a single volatile write, and only
 * then closes what it no longer has. Requests in progress end as they began. Methods may be called from any thread;
 * publications are made one after the other.
 */
public final class ProxyServer implements AutoCloseable {
    private static final long DRAIN_POLL_MILLIS = 10;
    private static final long SHUTDOWN_SECONDS = 5;

    /** How long a publication waits for DNS; names that take longer get their addresses while it is in force. */
    private static final long MAX_RESOLUTION_MILLIS = 1000;

    private final MultiThreadIoEventLoopGroup group;
    private final CommandContext commands = CommandContext.ofProcess();
    private final ProxyMetrics metrics;
    private final AccessLog accessLog;
    private final List<HttpWorker> workers = new ArrayList<>();
    private final List<TcpWorker> tcpWorkers = new ArrayList<>();
    private final ClusterRegistry clusters;
    private final TlsContexts tls;
    private final ListenerSet listeners;
    private final ChainAcceptor acceptor;
    private volatile boolean ending;
    private final Object overlayLock = new Object();
    private volatile InForce inForce = InForce.NOTHING;
    private Overlay overlay = Overlay.NONE;
    private CompletableFuture<?> lastPublication = CompletableFuture.completedFuture(null);

    /** All that connections and requests are served by: replaced as a whole. */
    private record InForce(RoutingTables tables, TcpTables tcp, ChainTable chains) {
        static final InForce NOTHING = new InForce(RoutingTables.EMPTY, TcpTables.EMPTY, ChainTable.EMPTY);
    }

    private ProxyServer(ProxyOptions options, AccessLog accessLog) {
        Transport transport = Transport.best();
        SplittableRandom seeds = new SplittableRandom();
        this.accessLog = accessLog;
        this.group = transport.newGroup(options.concurrency());
        this.metrics = new ProxyMetrics(options.source(), options.concurrency(), options.ticker());
        metrics.accessLog(accessLog);
        List<UpstreamLoop> loops = new ArrayList<>();
        UpstreamLoop.Settings ofLoops = new UpstreamLoop.Settings(transport, options.ticker(), options.limits());
        for (EventExecutor executor : group) {
            loops.add(new UpstreamLoop((EventLoop) executor, loops.size(), ofLoops));
        }
        HttpWorker.Settings settings = new HttpWorker.Settings(
                options.limits(),
                options.timeouts(),
                options.ticker(),
                options.clock(),
                metrics.requests().unknown(),
                () -> inForce.tables());
        TcpWorker.Settings tcpSettings = new TcpWorker.Settings(
                options.ticker(), options.clock(), metrics.requests().unknown(), () -> inForce.tcp());
        for (UpstreamLoop loop : loops) {
            RandomGenerator random = RandomGenerator.of("Xoroshiro128PlusPlus");
            workers.add(
                    new HttpWorker(loop, settings, random, metrics.loop(loop.index()), accessLog.loop(loop.index())));
            tcpWorkers.add(
                    new TcpWorker(loop, tcpSettings, random, metrics.loop(loop.index()), accessLog.loop(loop.index())));
        }
        this.tls = new TlsContexts(options.tls(), options.clock());
        this.clusters = new ClusterRegistry(transport, loops, seeds, metrics, tls);
        this.acceptor = new ChainAcceptor(
                () -> inForce.chains(),
                new ChainAcceptor.Contents(new HttpAcceptor(workers), new TcpAcceptor(tcpWorkers)),
                new ChainAcceptor.Limits(options.maxConnections(), options.tls().handshake()));
        this.listeners = new ListenerSet(group, transport, acceptor);
        workers.forEach(HttpWorker::start);
    }

    /**
     * Starts a proxy that serves nothing yet.
     *
     * @throws IOException if the access log cannot be opened
     */
    public static ProxyServer start(ProxyOptions options) throws IOException {
        AccessLog accessLog = options.accessLog() == null
                ? AccessLog.OFF
                : AccessLog.open(options.accessLog(), CommandContext.ofProcess(), options.concurrency());
        return new ProxyServer(options, accessLog);
    }

    /**
     * Serves {@code snapshot} from now on. A proxy that drains or is closed opens no listeners any more.
     *
     * @return completed when it is in force, with the listeners that could not be opened; they are tried again with the next
     *     publication
     */
    public synchronized CompletableFuture<PublishResult> publish(RoutingSnapshot snapshot) {
        CompletableFuture<PublishResult> publication = lastPublication
                .handle((result, failure) -> null)
                .thenCompose(former -> listeners.open(wanted(snapshot)))
                .thenComposeAsync(failures -> prepare(snapshot, failures), ProxyServer::onThreadOfItsOwn);
        lastPublication = publication;
        return publication;
    }

    private List<Listener> wanted(RoutingSnapshot snapshot) {
        return ending ? List.of() : snapshot.listeners();
    }

    /** Finds the addresses that the snapshot needs. The rest is work for no event loop, so another thread does it. */
    private CompletableFuture<PublishResult> prepare(RoutingSnapshot snapshot, List<ListenerFailure> failures) {
        Map<String, UpstreamCluster> serving = clusters.apply(snapshot.clusters());
        return clusters.ready()
                .completeOnTimeout(null, MAX_RESOLUTION_MILLIS, TimeUnit.MILLISECONDS)
                .thenApplyAsync(ready -> putIntoForce(snapshot, serving, failures), ProxyServer::onThreadOfItsOwn);
    }

    /** Publications are rare, one at a time, and must not wait for whatever else fills a shared pool. */
    private static void onThreadOfItsOwn(Runnable publication) {
        Thread thread = new Thread(publication, "fairlead-publish");
        thread.setDaemon(true);
        thread.start();
    }

    private static Set<UpstreamTls> tlsOf(RoutingSnapshot snapshot) {
        Set<UpstreamTls> used = new HashSet<>();
        for (Cluster cluster : snapshot.clusters().values()) {
            if (cluster.tls() != null) {
                used.add(cluster.tls());
            }
        }
        return used;
    }

    private PublishResult putIntoForce(
            RoutingSnapshot snapshot, Map<String, UpstreamCluster> serving, List<ListenerFailure> failures) {
        InForce next = new InForce(
                new RoutingTables(snapshot, serving, commands),
                new TcpTables(snapshot, serving),
                ChainTable.of(snapshot, tls));
        synchronized (overlayLock) {
            next.tables().apply(overlay);
            inForce = next;
        }
        clusters.retain(snapshot.clusters().keySet());
        tls.settle(tlsOf(snapshot));
        listeners.serve(wanted(snapshot));
        metrics.published(snapshot.version(), listeners.keys().size());
        return new PublishResult(failures);
    }

    /**
     * Splits requests by these weights from now on, in this snapshot and those that follow, in place of the written ones. In
     * force for every request that begins after the return; takes microseconds, and waits for no publication.
     */
    public void apply(Overlay weights) {
        synchronized (overlayLock) {
            overlay = weights;
            inForce.tables().apply(weights);
        }
    }

    /** The weights that count in place of written ones. */
    public Overlay overlay() {
        synchronized (overlayLock) {
            return overlay;
        }
    }

    /** The snapshot in force, with the weights that are written. */
    public RoutingSnapshot current() {
        return inForce.tables().snapshot();
    }

    /** The certificates and keys that cannot be used now, though the configuration names them. */
    public List<TlsFailure> tlsFailures() {
        return tls.failures();
    }

    /** Everything that is counted, also for those who load configuration. */
    public ProxyMetrics metrics() {
        return metrics;
    }

    /** How many clients are connected. */
    public int openConnections() {
        return acceptor.openConnections();
    }

    /** Closes the access log's file and opens it again by its name, as after a rotation. */
    public void reopenAccessLog() {
        accessLog.reopen();
    }

    /**
     * Stops accepting, lets requests in progress end, and closes connections as they become idle. Connections that carry no
     * HTTP are never known to be idle: they end by themselves, or at the limit.
     *
     * @return completed when no client is connected any more, or after {@code limit}, when what is left is closed
     */
    public CompletableFuture<Void> drain(Duration limit) {
        ending = true;
        listeners.serve(List.of());
        workers.forEach(HttpWorker::drain);
        CompletableFuture<Void> drained = new CompletableFuture<>();
        EventLoop loop = group.next();
        var poll = loop.scheduleWithFixedDelay(
                () -> {
                    if (acceptor.openConnections() == 0) {
                        drained.complete(null);
                    }
                },
                0,
                DRAIN_POLL_MILLIS,
                TimeUnit.MILLISECONDS);
        var deadline = loop.schedule(
                () -> {
                    closeConnections();
                    drained.complete(null);
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        return drained.whenComplete((done, never) -> {
            poll.cancel(false);
            deadline.cancel(false);
        });
    }

    private void closeConnections() {
        acceptor.closeBeginning();
        workers.forEach(HttpWorker::closeAll);
        tcpWorkers.forEach(TcpWorker::closeAll);
    }

    /** Stops at once. Waits up to some seconds for the event loops to end. */
    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        ending = true;
        listeners.serve(List.of());
        closeConnections();
        clusters.close();
        tls.close();
        group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        accessLog.close();
    }
}
