package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.listen.ProxyTimeouts;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.proxy.tls.TlsOptions;
import io.fairlead.resource.Bytes;
import io.fairlead.routing.pool.CircuitLimits;
import io.fairlead.routing.pool.ConnectionPolicy;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long connections live: time limits, lingering, the most there may be, and draining. */
class ConnectionLifeTest {
    private static final ProxyTimeouts TIMEOUTS =
            new ProxyTimeouts(Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(5));

    private final ManualTicker ticker = new ManualTicker();
    private TestProxy proxy = TestProxy.start(options(1000));

    private ProxyOptions options(int maxConnections) {
        return new ProxyOptions(
                1,
                WorkloadLabels.UNKNOWN,
                null,
                HttpLimits.DEFAULT,
                TIMEOUTS,
                maxConnections,
                TlsOptions.standard(),
                ticker,
                InstantSource.system());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void aHeadThatDoesNotEndIs408() throws Exception {
        proxy.serve(new Routing().direct("/", "x"));
        try (RawConnection client = proxy.connect()) {
            client.send(Bytes.ofUtf8("GET / HTTP/1.1\r\nhost: a\r\nx-sl"));
            await().until(() -> proxy.server().openConnections() == 1);
            // The clock stands still until the first byte has come: bytes that come later do not extend the time.
            CompletableFuture<RawResponse> answer = CompletableFuture.supplyAsync(() -> receive(client));
            await().until(() -> {
                ticker.advance(Duration.ofSeconds(20));
                return answer.isDone();
            });
            RawResponse response = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.text()).isEqualTo("request header timeout");
            assertThat(client.isClosedWithin(LIMIT)).isTrue();
        }
        proxy.awaitQuiet();
    }

    private static RawResponse receive(RawConnection client) {
        try {
            return client.receive("GET", LIMIT);
        } catch (ClientException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterTheIdleTimeAndNotBefore() throws Exception {
        proxy.serve(new Routing().direct("/", "x"));
        try (RawConnection client = proxy.connect()) {
            client.exchange(RawRequest.get("/", HOST), LIMIT);
            ticker.advance(TIMEOUTS.idle().minusSeconds(1));
            assertThat(client.exchange(RawRequest.get("/", HOST), LIMIT).text()).isEqualTo("x");
            ticker.advance(TIMEOUTS.idle().plusSeconds(1));
            assertThat(client.isClosedWithin(LIMIT)).isTrue();
        }
        proxy.awaitQuiet();
    }

    private void serve(RawUpstream upstream, Duration idle, @Nullable Duration maxDuration, int maxRequests) {
        proxy.serve(new Routing()
                .cluster(
                        "up",
                        new ConnectionPolicy(
                                Routing.CONNECT_TIMEOUT, idle, maxDuration, maxRequests, null, CircuitLimits.NONE),
                        upstream.port())
                .forwardAll("up"));
    }

    @Test
    void anUnusedUpstreamConnectionIsClosedAfterItsIdleTime() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            serve(upstream, Duration.ofMinutes(5), null, 0);
            proxy.get("/");
            ticker.advance(Duration.ofMinutes(5));
            await().until(() -> upstream.ended() == 1);
            assertThat(proxy.get("/").text()).isEqualTo("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
            assertThat(proxy.metric("fairlead_upstream_connections_idle_closed"))
                    .isEqualTo(1);
        }
    }

    @Test
    void byDefaultAnUnusedUpstreamConnectionIsKeptForAnHour() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            proxy.get("/");
            ticker.advance(Duration.ofMinutes(59));
            proxy.get("/");
            assertThat(upstream.accepted()).isEqualTo(1);
            ticker.advance(Duration.ofMinutes(60));
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void aNewIdleTimeCountsForConnectionsThatAreIdleAlready() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            serve(upstream, Duration.ofMinutes(50), null, 0);
            proxy.get("/");
            ticker.advance(Duration.ofMinutes(5));
            serve(upstream, Duration.ofMinutes(4), null, 0);
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void anOldUpstreamConnectionTakesNoFurtherRequests() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            serve(upstream, Duration.ofMinutes(50), Duration.ofMinutes(10), 0);
            proxy.get("/");
            ticker.advance(Duration.ofMinutes(6));
            proxy.get("/");
            assertThat(upstream.accepted()).isEqualTo(1);
            ticker.advance(Duration.ofMinutes(4));
            await().until(() -> upstream.ended() == 1);
            assertThat(proxy.metric("fairlead_upstream_connections_aged_closed"))
                    .isEqualTo(1);
            assertThat(proxy.metric("fairlead_upstream_connections_idle_closed"))
                    .isZero();
        }
    }

    @Test
    void anOldUpstreamConnectionFinishesItsRequest() throws Exception {
        BlockingGate gate = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            gate.await();
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            serve(upstream, Duration.ofMinutes(50), Duration.ofMinutes(1), 0);
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                await().until(() -> proxy.metric("fairlead_upstream_connections") == 1);
                ticker.advance(Duration.ofMinutes(2));
                gate.open();
                assertThat(client.receive("GET", LIMIT).text()).isEqualTo("ok");
                await().until(() -> upstream.ended() == 1);
            }
        }
    }

    @Test
    void anUpstreamConnectionTakesAsManyRequestsAsItMay() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            serve(upstream, Duration.ofMinutes(50), null, 3);
            for (int i = 1; i <= 9; i++) {
                assertThat(proxy.get("/").text()).isEqualTo("ok");
                assertThat(upstream.accepted()).isEqualTo((i + 2) / 3);
            }
            assertThat(proxy.metric("fairlead_upstream_connections_worn_closed"))
                    .isEqualTo(3);
        }
    }

    @Test
    void aClientWhoseLargeRequestIsRefusedStillReadsTheAnswer() throws Exception {
        proxy.serve(new Routing().direct("/known", "x"));
        try (RawConnection client = proxy.connect()) {
            client.send(RawRequest.of("POST", "/unknown", HOST)
                    .header("content-length", "500000")
                    .bytes());
            client.send(Bytes.of(new byte[500_000]));
            RawResponse response = client.receive("POST", LIMIT);
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.keepsAlive()).isFalse();
            assertThat(client.isClosedWithin(LIMIT)).isTrue();
        }
        proxy.awaitQuiet();
    }

    @Test
    void aRefusedClientThatDoesNotCloseIsClosedAfterTheLingeringTime() throws Exception {
        proxy.serve(new Routing().direct("/known", "x"));
        try (RawConnection client = proxy.connect()) {
            client.send(RawRequest.of("POST", "/unknown", HOST)
                    .header("content-length", "500000")
                    .bytes());
            assertThat(client.receive("POST", LIMIT).status()).isEqualTo(404);
            assertThat(client.isClosedWithin(LIMIT)).isTrue();
            // The proxy has ended its side only.
            assertThat(proxy.server().openConnections()).isEqualTo(1);
            await().until(() -> {
                ticker.advance(Duration.ofSeconds(1));
                return proxy.server().openConnections() == 0;
            });
        }
    }

    @Test
    void moreClientsThanAllowedAreClosedAsTheyCome() throws Exception {
        proxy.close();
        proxy = TestProxy.start(options(3));
        proxy.serve(new Routing().direct("/", "x"));
        List<RawConnection> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                RawConnection client = proxy.connect();
                clients.add(client);
                assertThat(client.exchange(RawRequest.get("/", HOST), LIMIT).text())
                        .isEqualTo("x");
            }
            try (RawConnection tooMany = proxy.connect()) {
                assertThat(tooMany.isClosedWithin(LIMIT)).isTrue();
            }
            clients.remove(0).close();
            await().until(() -> proxy.server().openConnections() == 2);
            assertThat(proxy.get("/").text()).isEqualTo("x");
        } finally {
            clients.forEach(RawConnection::close);
        }
    }

    @Test
    void drainingLetsRequestsEndAndClosesTheRest() throws Exception {
        BlockingGate gate = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            gate.await();
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing()
                    .direct("/direct", "x")
                    .cluster("up", upstream.port())
                    .forwardAll("up"));
            try (RawConnection busy = proxy.connect();
                    RawConnection idle = proxy.connect()) {
                idle.exchange(RawRequest.get("/direct", HOST), LIMIT);
                busy.send(RawRequest.get("/", HOST).bytes());
                await().until(() -> upstream.accepted() == 1);
                CompletableFuture<Void> drained = proxy.server().drain(LIMIT);
                assertThat(idle.isClosedWithin(LIMIT)).isTrue();
                await().until(this::isRefused);
                assertThat(drained).isNotDone();
                gate.open();
                RawResponse response = busy.receive("GET", LIMIT);
                assertThat(response.text()).isEqualTo("ok");
                assertThat(response.headers().all("connection")).containsExactly("close");
                assertThat(busy.isClosedWithin(LIMIT)).isTrue();
                drained.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private boolean isRefused() {
        try (RawConnection client = proxy.connect()) {
            return client.isClosedWithin(Duration.ofMillis(1));
        } catch (ClientException e) {
            return true;
        }
    }

    @Test
    void drainingEndsAtItsLimitWhateverIsInProgress() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                await().until(() -> upstream.accepted() == 1);
                proxy.server().drain(Duration.ofMillis(50)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(client.isClosedWithin(LIMIT)).isTrue();
            }
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void aProxyThatDrainsOpensNoListenerAnyMore() throws Exception {
        proxy.serve(new Routing().direct("/", "x"));
        proxy.server().drain(LIMIT).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(proxy.publish(new Routing().direct("/", "y").on(proxy.port()))
                        .failures())
                .isEmpty();
        await().until(this::isRefused);
    }
}
