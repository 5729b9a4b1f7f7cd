package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listen.ListenerKey;
import io.fairlead.routing.Discovery;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.Listener;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new snapshot changes, and what it leaves as it is. */
class PublicationTest {
    private final TestProxy proxy = TestProxy.start(ProxyOptions.of(2));

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void twoHundredPublicationsUnderLoadLoseNoRequest() throws Exception {
        HitLog log = new HitLog();
        try (EchoBackend first = EchoBackend.start("first", 0, log);
                EchoBackend second = EchoBackend.start("second", 0, log)) {
            List<Routing> versions = List.of(
                    new Routing().cluster("up", first.port()).forwardAll("up"),
                    new Routing().cluster("up", first.port(), second.port()).forwardAll("up"),
                    new Routing().cluster("other", second.port()).forwardAll("other"));
            proxy.serve(versions.get(0));
            AtomicBoolean stopped = new AtomicBoolean();
            AtomicInteger served = new AtomicInteger();
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean keepsConnection = i % 2 == 0;
                clients.add(CompletableFuture.runAsync(
                        () -> load(stopped, served, keepsConnection), PublicationTest::startThread));
            }
            for (int i = 1; i <= 200; i++) {
                int before = served.get();
                proxy.serve(versions.get(i % versions.size()));
                await().until(() -> served.get() > before || clients.stream().anyMatch(CompletableFuture::isDone));
            }
            stopped.set(true);
            for (CompletableFuture<Void> client : clients) {
                client.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(served.get()).isGreaterThanOrEqualTo(200);
            assertThat(log.counts()).containsOnlyKeys("first", "second");
            proxy.awaitQuiet();
        }
    }

    /** A thread for each task: the pool that all share may be too small for tasks that wait. */
    private static void startThread(Runnable work) {
        Thread thread = new Thread(work, "load");
        thread.setDaemon(true);
        thread.start();
    }

    private void load(AtomicBoolean stopped, AtomicInteger served, boolean keepsConnection) {
        try {
            RawConnection client = proxy.connect();
            while (!stopped.get()) {
                RawResponse response = client.exchange(RawRequest.get("/", HOST), LIMIT);
                assertThat(response.status()).as(response.text()).isEqualTo(200);
                served.incrementAndGet();
                if (!keepsConnection) {
                    client.close();
                    client = proxy.connect();
                }
            }
            client.close();
        } catch (ClientException e) {
            throw new AssertionError("after " + served + " requests", e);
        }
    }

    @Test
    void aNewListenerServesFromItsFirstConnectionOn() throws Exception {
        proxy.serve(new Routing().direct("/", "x"));
        for (int i = 0; i < 20; i++) {
            int port = TestProxy.freePort();
            AtomicBoolean published = new AtomicBoolean();
            CompletableFuture<Integer> first =
                    CompletableFuture.supplyAsync(() -> firstStatus(port, published), PublicationTest::startThread);
            proxy.publish(new Routing().direct("/", "x").on(proxy.port(), port));
            published.set(true);
            assertThat(first.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(200);
        }
    }

    /** The status of the first request that could be sent at all. */
    private static int firstStatus(int port, AtomicBoolean published) {
        while (true) {
            boolean mustConnect = published.get();
            try (RawConnection client = RawConnection.open(port)) {
                return client.exchange(RawRequest.get("/", HOST), LIMIT).status();
            } catch (ClientException e) {
                if (mustConnect) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void addressesThatStayKeepTheirConnectionsAndOthersAreClosed() throws Exception {
        try (RawUpstream stays = RawUpstream.answering(RawUpstream.OK);
                RawUpstream goes = RawUpstream.answering(RawUpstream.OK)) {
            TestProxy one = TestProxy.start();
            try (one) {
                one.serve(new Routing().cluster("up", stays.port(), goes.port()).forwardAll("up"));
                for (int i = 0; i < 4; i++) {
                    one.get("/");
                }
                assertThat(stays.accepted()).isEqualTo(1);
                assertThat(goes.accepted()).isEqualTo(1);
                one.serve(new Routing().cluster("up", stays.port()).forwardAll("up"));
                await().until(() -> goes.ended() == 1);
                for (int i = 0; i < 4; i++) {
                    assertThat(one.get("/").text()).isEqualTo("ok");
                }
                assertThat(stays.accepted()).isEqualTo(1);
                assertThat(stays.ended()).isZero();
                one.serve(new Routing().direct("/", "x"));
                await().until(() -> stays.ended() == 1);
            }
        }
    }

    @Test
    void aRequestInProgressEndsAsItBeganWhenItsClusterGoes() throws Exception {
        BlockingGate gate = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            gate.await();
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            try (RawConnection client = proxy.connect()) {
                client.send(RawRequest.get("/", HOST).bytes());
                await().until(() -> upstream.accepted() == 1);
                proxy.serve(new Routing().direct("/", "new"));
                gate.open();
                assertThat(client.receive("GET", LIMIT).text()).isEqualTo("ok");
                assertThat(client.exchange(RawRequest.get("/", HOST), LIMIT).text())
                        .isEqualTo("new");
            }
            await().until(() -> upstream.ended() == 1);
        }
    }

    @Test
    void aRemovedListenerRefusesConnectionsAndClosesIdleOnes() throws Exception {
        int second = TestProxy.freePort();
        proxy.publish(new Routing().direct("/", "x").on(proxy.port(), second));
        try (RawConnection idle = RawConnection.open(second)) {
            assertThat(idle.exchange(RawRequest.get("/", HOST), LIMIT).text()).isEqualTo("x");
            proxy.serve(new Routing().direct("/", "x"));
            assertThat(idle.isClosedWithin(LIMIT)).isTrue();
        }
        await().until(() -> {
            try (RawConnection client = RawConnection.open(second)) {
                return client.isClosedWithin(Duration.ofMillis(1));
            } catch (ClientException e) {
                return true;
            }
        });
        assertThat(proxy.get("/").text()).isEqualTo("x");
        assertThat(proxy.metric("fairlead_listeners")).isEqualTo(1);
    }

    @Test
    void aPortThatIsTakenIsReportedAndTriedAgainWithTheNextPublication() throws Exception {
        Routing routing = new Routing().direct("/", "x");
        int taken;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            taken = other.getLocalPort();
            PublishResult result = proxy.publish(routing.on(proxy.port(), taken));
            assertThat(result.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.listener()).isEqualTo(new ListenerKey("127.0.0.1", taken));
                assertThat(failure.reason()).contains("Address already in use");
            });
            assertThat(proxy.get("/").text()).isEqualTo("x");
        }
        assertThat(proxy.publish(routing.on(proxy.port(), taken)).failures()).isEmpty();
        try (RawConnection client = RawConnection.open(taken)) {
            assertThat(client.exchange(RawRequest.get("/", HOST), LIMIT).text()).isEqualTo("x");
        }
    }

    @Test
    void onePortMayHaveAListenerOnEachAddress() throws Exception {
        int port = proxy.port();
        Listener first = Listener.http(
                "127.0.0.1", port, new Routing().direct("/", "one").table());
        Listener second = Listener.http(
                "127.0.0.2", port, new Routing().direct("/", "two").table());
        assertThat(proxy.publish(new Routing().snapshot(List.of(first, second))).failures())
                .isEmpty();
        assertThat(bodyAt("127.0.0.1")).isEqualTo("one");
        assertThat(bodyAt("127.0.0.2")).isEqualTo("two");
    }

    private String bodyAt(String address) throws ClientException {
        try (RawConnection client = RawConnection.open(new InetSocketAddress(address, proxy.port()), "")) {
            return client.exchange(RawRequest.get("/", HOST), LIMIT).text();
        }
    }

    @Test
    void aUnixSocketIsAnEndpoint(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("up.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            startThread(() -> answerOnce(server));
            proxy.serve(new Routing()
                    .cluster("up", Discovery.STATIC, List.of(Routing.endpoint("unix://" + path, 0)))
                    .forwardAll("up"));
            assertThat(proxy.get("/").text()).isEqualTo("ok");
        }
    }

    private static void answerOnce(ServerSocketChannel server) {
        try (SocketChannel channel = server.accept()) {
            channel.read(ByteBuffer.allocate(4096));
            channel.write(ByteBuffer.wrap(RawUpstream.OK.getBytes(StandardCharsets.US_ASCII)));
            channel.read(ByteBuffer.allocate(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aUnixSocketThatDoesNotExistIs503(@TempDir Path folder) throws Exception {
        proxy.serve(new Routing()
                .cluster("up", Discovery.STATIC, List.of(Routing.endpoint("unix://" + folder.resolve("none"), 0)))
                .forwardAll("up"));
        assertThat(proxy.get("/").status()).isEqualTo(503);
    }

    @Test
    void aNameIsResolvedAndKeepsItsAddressesAcrossPublications() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK)) {
            List<Endpoint> named = List.of(Routing.endpoint("localhost", upstream.port()));
            proxy.serve(
                    new Routing().cluster("up", Discovery.LOGICAL_DNS, named).forwardAll("up"));
            // The publication has waited for the name.
            assertThat(proxy.get("/").status()).isEqualTo(200);
            // Another endpoint makes it another configuration; the known name goes on serving.
            List<Endpoint> more = List.of(named.get(0), Routing.endpoint("localhost", upstream.port()));
            proxy.serve(new Routing().cluster("up", Discovery.LOGICAL_DNS, more).forwardAll("up"));
            assertThat(proxy.get("/").status()).isEqualTo(200);
            // From names to addresses and back, an answer for the former never replaces the latter.
            for (int i = 0; i < 50; i++) {
                proxy.serve(
                        new Routing().cluster("up", Discovery.STRICT_DNS, named).forwardAll("up"));
                proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
        }
    }
}
