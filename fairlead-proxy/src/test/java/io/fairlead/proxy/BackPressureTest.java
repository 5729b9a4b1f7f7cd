package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.routing.Listener;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However large a message is and however slow its reader, the proxy holds little of it. */
class BackPressureTest {
    private static final long SIZE = 256L << 20;
    private static final int BLOCK = 1 << 16;

    /** What the allocator may take beyond what it had before, in bytes: its chunks are some MiB each. */
    private static final long MAX_GROWTH = 32L << 20;

    private TestProxy proxy;

    @BeforeEach
    void start() {
        proxy = TestProxy.start();
    }

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
    }

    private static long usedMemory() {
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        assertThat(allocator).isInstanceOfAny(AdaptiveByteBufAllocator.class, PooledByteBufAllocator.class);
        return ((ByteBufAllocatorMetricProvider) allocator).metric().usedDirectMemory();
    }

    /** Lets the reader go on only when the sender has been brought to a halt. */
    private static final class Gauge {
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong peak = new AtomicLong();
        private final long before = usedMemory();

        void sent(int count) {
            sent.addAndGet(count);
            peak.accumulateAndGet(usedMemory() - before, Math::max);
        }

        /** Waits until nothing has been sent for a while, in which the reader has taken nothing. */
        void awaitHalt() {
            AtomicLong last = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                long now = sent.get();
                return now > 0 && last.getAndSet(now) == now;
            });
        }

        void assertSmall() {
            assertThat(sent.get()).isEqualTo(SIZE);
            assertThat(peak.get()).isLessThan(MAX_GROWTH);
        }
    }

    private static void send(OutputStream out, Gauge gauge) throws Exception {
        byte[] block = new byte[BLOCK];
        for (long left = SIZE; left > 0; left -= BLOCK) {
            out.write(block);
            gauge.sent(BLOCK);
        }
    }

    @Test
    void aLargeDownloadWaitsForASlowClient() throws Exception {
        Gauge gauge = new Gauge();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: " + SIZE + "\r\n\r\n");
            send(peer.output(), gauge);
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                client.getOutputStream().write(RawRequest.get("/", HOST).bytes().toArray());
                gauge.awaitHalt();
                assertThat(gauge.sent.get()).isLessThan(SIZE / 4);
                RawUpstream.Peer reader = new RawUpstream.Peer(client, 1);
                assertThat(reader.head()).contains("content-length: " + SIZE);
                reader.skip(SIZE);
            }
        }
        gauge.assertSmall();
    }

    @Test
    void aLargeUploadWaitsForASlowUpstream() throws Exception {
        upload("content-length: " + SIZE, false);
    }

    @Test
    void aLargeUploadInChunksWaitsForASlowUpstream() throws Exception {
        upload("transfer-encoding: chunked", true);
    }

    private void upload(String framing, boolean chunked) throws Exception {
        Gauge gauge = new Gauge();
        BlockingGate gate = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            gate.await();
            if (chunked) {
                peer.untilLastChunk();
            } else {
                peer.skip(SIZE);
            }
            peer.write(RawUpstream.OK);
            peer.awaitEnd();
        })) {
            proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                OutputStream out = client.getOutputStream();
                out.write(Bytes.ofUtf8("POST / HTTP/1.1\r\nhost: " + HOST + "\r\n" + framing + "\r\n\r\n")
                        .toArray());
                CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                    try {
                        sendBody(out, gauge, chunked);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
                gauge.awaitHalt();
                assertThat(gauge.sent.get()).isLessThan(SIZE / 4);
                gate.open();
                sending.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(new RawUpstream.Peer(client, 1).head()).startsWith("HTTP/1.1 200 OK");
            }
        }
        gauge.assertSmall();
    }

    private void serveTcp(RawUpstream upstream) {
        Listener.Content.Tcp content =
                new Listener.Content.Tcp("tcp", List.of(new Listener.Content.Tcp.Destination("up", 1)), null, null);
        Listener listener = new Listener(
                "127.0.0.1",
                proxy.port(),
                Listener.Side.GATEWAY,
                List.of(new Listener.FilterChain(List.of(), null, content)));
        proxy.publish(new Routing().cluster("up", upstream.port()).snapshot(List.of(listener)));
    }

    @Test
    void tcpWaitsForASlowClient() throws Exception {
        Gauge gauge = new Gauge();
        try (RawUpstream upstream = RawUpstream.start(peer -> send(peer.output(), gauge))) {
            serveTcp(upstream);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                gauge.awaitHalt();
                assertThat(gauge.sent.get()).isLessThan(SIZE / 4);
                RawUpstream.Peer reader = new RawUpstream.Peer(client, 1);
                reader.skip(SIZE);
                reader.awaitEnd();
            }
        }
        gauge.assertSmall();
    }

    @Test
    void tcpWaitsForASlowUpstream() throws Exception {
        Gauge gauge = new Gauge();
        BlockingGate gate = new BlockingGate();
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            gate.await();
            peer.skip(SIZE);
            peer.write("all");
        })) {
            serveTcp(upstream);
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                    try {
                        send(client.getOutputStream(), gauge);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
                gauge.awaitHalt();
                assertThat(gauge.sent.get()).isLessThan(SIZE / 4);
                gate.open();
                sending.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(new RawUpstream.Peer(client, 1).bytes(3)).isEqualTo("all");
            }
        }
        gauge.assertSmall();
    }

    private static void sendBody(OutputStream out, Gauge gauge, boolean chunked) throws Exception {
        if (chunked) {
            out.write(Bytes.ofUtf8(Long.toHexString(SIZE) + "\r\n").toArray());
        }
        send(out, gauge);
        if (chunked) {
            out.write(Bytes.ofUtf8("\r\n0\r\n\r\n").toArray());
        }
    }

    @Test
    @SuppressWarnings("try") // closing is what ends the sender
    void aClientThatNeverReadsCannotPileUpAnswers() throws Exception {
        proxy.serve(new Routing().direct("/", "x".repeat(1 << 20)));
        Gauge gauge = new Gauge();
        byte[] requests = "GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        CompletableFuture<Void> sending;
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            AtomicBoolean stopped = new AtomicBoolean();
            sending = CompletableFuture.runAsync(() -> {
                try {
                    while (!stopped.get()) {
                        client.getOutputStream().write(requests);
                        gauge.sent(requests.length);
                    }
                } catch (IOException e) {
                    // The connection is closed below, while this waits for the proxy to read.
                }
            });
            gauge.awaitHalt();
            assertThat(usedMemory() - gauge.before).isLessThan(MAX_GROWTH);
            // The answers come, one after the other, as the client takes them.
            InputStream in = client.getInputStream();
            in.skipNBytes(64L << 20);
            stopped.set(true);
        }
        sending.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void manyClientsThatLeaveInTheMiddleOfADownloadLeaveNothing() throws Exception {
        byte[] block = new byte[BLOCK];
        try (RawUpstream upstream = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            while (true) {
                peer.write(Integer.toHexString(BLOCK) + "\r\n");
                peer.write(block);
                peer.write("\r\n");
            }
        })) {
            proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            for (int i = 1; i <= 20; i++) {
                try (RawConnection client = proxy.connect()) {
                    client.send(RawRequest.get("/", HOST).bytes());
                    int opened = i;
                    await().until(() -> upstream.accepted() == opened);
                }
            }
            await().until(() -> upstream.ended() == 20);
        }
    }
}
