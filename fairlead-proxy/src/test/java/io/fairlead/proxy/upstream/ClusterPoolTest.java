package io.fairlead.proxy.upstream;

import static io.fairlead.routing.pool.CircuitLimits.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.proxy.observe.metrics.CircuitReading.Resource;
import io.fairlead.proxy.observe.metrics.ProxyMetrics;
import io.fairlead.proxy.tls.TlsContexts;
import io.fairlead.proxy.tls.TlsOptions;
import io.fairlead.proxy.upstream.Guest.Outcome;
import io.fairlead.proxy.upstream.balance.Selection;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.pool.CircuitLimits;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits over several event loops: never exceeded, and nobody who waits is forgotten. */
class ClusterPoolTest {
    private static final int LOOPS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MultiThreadIoEventLoopGroup group = Transport.best().newGroup(LOOPS);
    private final ProxyMetrics metrics = new ProxyMetrics(WorkloadLabels.UNKNOWN, LOOPS, Ticker.system());
    private final TlsContexts tls = new TlsContexts(TlsOptions.standard(), InstantSource.system());
    private final List<UpstreamLoop> loops = new ArrayList<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final List<FickleServer> servers = new ArrayList<>();
    private final List<UpstreamEndpoint> endpoints = new ArrayList<>();
    private final UpstreamCluster cluster;

    ClusterPoolTest() {
        UpstreamLoop.Settings settings =
                new UpstreamLoop.Settings(Transport.best(), Ticker.system(), HttpLimits.DEFAULT);
        for (EventExecutor executor : group) {
            loops.add(new UpstreamLoop((EventLoop) executor, loops.size(), settings));
        }
        cluster = new UpstreamCluster(config(CircuitLimits.NONE), loops, new SplittableRandom(1), metrics, tls);
    }

    private void start(CircuitLimits limits, int... ports) {
        Cluster config = config(limits);
        cluster.want(config);
        List<UpstreamCluster.Resolved> resolved = new ArrayList<>();
        for (int port : ports) {
            resolved.add(new UpstreamCluster.Resolved(
                    new Endpoint("127.0.0.1", port, 1, Map.of(), "", ""),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
        cluster.update(config, resolved);
        while (endpoints.size() < ports.length) {
            UpstreamEndpoint picked = cluster.pick(new Selection(new SplittableRandom(endpoints.size()), 0));
            if (!endpoints.contains(picked)) {
                endpoints.add(picked);
            }
        }
    }

    private static Cluster config(CircuitLimits limits) {
        return new Cluster(
                "up",
                new Cluster.Service("up.test", "up", "default", 80, ""),
                Discovery.STATIC,
                List.of(),
                LoadBalancing.ROUND_ROBIN,
                ConnectionPolicy.of(Duration.ofSeconds(10)).withLimits(limits),
                null,
                null);
    }

    private FickleServer server(int closesInThousand) {
        FickleServer server = new FickleServer(closesInThousand);
        servers.add(server);
        return server;
    }

    @AfterEach
    void stop() {
        tls.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
        servers.forEach(FickleServer::close);
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(2))
                .pollDelay(Duration.ZERO);
    }

    private static CircuitLimits limits(int connections, int pending, int requests) {
        return new CircuitLimits(connections, pending, requests, UNLIMITED, null);
    }

    private Guest guest(int loop, int endpoint) {
        return new Guest(loops.get(loop), cluster, endpoints.get(endpoint), violations);
    }

    private int used(Resource resource) {
        return cluster.connections().breaker().used(resource);
    }

    private void assertThatAllIsGivenBack() {
        await().untilAsserted(() -> {
            assertThat(used(Resource.PENDING)).isZero();
            assertThat(used(Resource.REQUESTS)).isZero();
        });
        cluster.retire();
        await().untilAsserted(() -> assertThat(used(Resource.CONNECTIONS)).isZero());
        assertThat(violations).isEmpty();
    }

    /** Guests that come in bursts on random loops, stay for a moment, and give up or break off now and then. */
    private Map<Outcome, Integer> crowd(int count, long seed, Runnable betweenBursts) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Guest guest = guest(random.nextInt(LOOPS), random.nextInt(endpoints.size()));
            guest.stay(random.nextLong(1_000_000));
            guest.breaksOff(random.nextInt(10) == 0);
            guest.patience(random.nextInt(10) == 0 ? random.nextLong(2_000_000) : Long.MAX_VALUE);
            guests.add(guest);
            guest.come();
            if (i % 100 == 99) {
                betweenBursts.run();
                await().until(() ->
                        guests.stream().filter(each -> !each.isOver()).count() < 300);
            }
        }
        await().untilAsserted(() -> assertThat(guests).allMatch(Guest::isOver));
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        guests.forEach(each -> outcomes.merge(each.outcome(), 1, Integer::sum));
        return outcomes;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "2, 2", "7, 3", "50, 2"})
    void everyoneIsServedWithoutExceedingTheLimit(int limit, int endpointCount) {
        int[] ports = new int[endpointCount];
        for (int i = 0; i < endpointCount; i++) {
            ports[i] = server(0).port();
        }
        start(limits(limit, UNLIMITED, UNLIMITED), ports);
        Guest.watch(limit);
        Map<Outcome, Integer> outcomes = crowd(2000, limit, () -> {});
        assertThat(outcomes).containsOnlyKeys(Outcome.SERVED, Outcome.GAVE_UP);
        assertThat(outcomes.get(Outcome.SERVED)).isGreaterThanOrEqualTo(1700);
        assertThatAllIsGivenBack();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void brokenAndRefusedConnectionsLoseNobodyElse(long seed) throws Exception {
        int dead;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = socket.getLocalPort();
        }
        start(limits(3, UNLIMITED, UNLIMITED), server(100).port(), server(300).port(), dead);
        Guest.watch(3);
        Map<Outcome, Integer> outcomes = crowd(2000, seed, () -> {});
        assertThat(outcomes.get(Outcome.FAILED)).isPositive();
        assertThat(outcomes.get(Outcome.SERVED)).isPositive();
        assertThat(outcomes).doesNotContainKey(Outcome.REFUSED);
        assertThatAllIsGivenBack();
    }

    @Test
    void limitsOfRequestsAndOfThoseThatWaitRefuseTheRest() {
        start(limits(4, 6, 3), server(50).port(), server(0).port());
        Guest.watch(4);
        Map<Outcome, Integer> outcomes = crowd(3000, 1, () -> {
            if (used(Resource.PENDING) > 6 || used(Resource.REQUESTS) > 3 || used(Resource.CONNECTIONS) > 4) {
                violations.add("over a limit");
            }
        });
        assertThat(outcomes.get(Outcome.REFUSED)).isPositive();
        assertThat(outcomes.get(Outcome.SERVED)).isPositive();
        assertThatAllIsGivenBack();
    }

    @Test
    void limitsThatChangeAllTheTimeLoseNobody() {
        List<CircuitLimits> versions = List.of(
                limits(1, UNLIMITED, UNLIMITED),
                CircuitLimits.NONE,
                limits(5, UNLIMITED, UNLIMITED),
                limits(2, UNLIMITED, UNLIMITED));
        start(versions.get(0), server(20).port(), server(0).port());
        Guest.watch(Integer.MAX_VALUE);
        int[] turn = {0};
        Map<Outcome, Integer> outcomes = crowd(4000, 1, () -> {
            turn[0]++;
            cluster.connections()
                    .policy(config(versions.get(turn[0] % versions.size())).connections());
        });
        assertThat(outcomes).doesNotContainKey(Outcome.REFUSED);
        assertThatAllIsGivenBack();
    }

    @Test
    void anIdleConnectionOfAnotherLoopMakesRoom() {
        start(limits(1, UNLIMITED, UNLIMITED), server(0).port());
        Guest.watch(1);
        for (int i = 0; i < 2 * LOOPS; i++) {
            Guest guest = guest(i % LOOPS, 0);
            guest.come();
            await().until(guest::isOver);
            assertThat(guest.outcome()).isEqualTo(Outcome.SERVED);
        }
        assertThatAllIsGivenBack();
    }

    @Test
    void anIdleConnectionToAnotherEndpointMakesRoom() {
        start(limits(1, UNLIMITED, UNLIMITED), server(0).port(), server(0).port());
        Guest.watch(1);
        for (int i = 0; i < 6; i++) {
            Guest guest = guest(0, i % 2);
            guest.come();
            await().until(guest::isOver);
            assertThat(guest.outcome()).isEqualTo(Outcome.SERVED);
        }
        assertThatAllIsGivenBack();
    }

    @Test
    void whoWaitsOnAnotherLoopIsOvertakenSoManyTimesOnly() {
        start(limits(1, UNLIMITED, UNLIMITED), server(0).port());
        Guest.watch(1);
        Guest first = guest(0, 0);
        first.stayUntilToldToLeave();
        first.come();
        await().until(first::isThere);
        Guest elsewhere = guest(1, 0);
        elsewhere.come();
        await().until(() -> used(Resource.PENDING) == 1);
        List<Guest> later = new ArrayList<>();
        for (int i = 0; i < 3 * LoopPool.MAX_OVERTAKINGS; i++) {
            Guest guest = guest(0, 0);
            guest.come();
            later.add(guest);
        }
        await().until(() -> used(Resource.PENDING) == 1 + later.size());
        first.leave();
        await().untilAsserted(() -> assertThat(later).allMatch(Guest::isOver));
        assertThat(elsewhere.outcome()).isEqualTo(Outcome.SERVED);
        assertThat(later.stream().filter(each -> each.servedBefore(elsewhere)).count())
                .isEqualTo(LoopPool.MAX_OVERTAKINGS);
        assertThatAllIsGivenBack();
    }

    @Test
    void whoWaitsForTheSameEndpointIsServedInOrder() {
        start(limits(1, UNLIMITED, UNLIMITED), server(0).port());
        Guest.watch(1);
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Guest guest = guest(0, 0);
            guest.stay(10_000);
            guest.come();
            guests.add(guest);
        }
        await().untilAsserted(() -> assertThat(guests).allMatch(Guest::isOver));
        for (int i = 1; i < guests.size(); i++) {
            assertThat(guests.get(i - 1).servedBefore(guests.get(i)))
                    .as("guest %d", i)
                    .isTrue();
        }
        assertThatAllIsGivenBack();
    }
}
