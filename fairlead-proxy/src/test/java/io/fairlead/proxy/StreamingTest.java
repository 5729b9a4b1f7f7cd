package io.fairlead.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Server-sent events and token streams: each piece is passed on before the next one comes, whatever its size. */
class StreamingTest {
    private static final int PIECES = 50;

    private final TestProxy proxy = TestProxy.start();

    /** How many pieces the client has read. */
    private final Semaphore read = new Semaphore(0);

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
    }

    private void awaitReader() throws InterruptedException {
        assertThat(read.tryAcquire(TestProxy.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("the client has read the piece before")
                .isTrue();
    }

    private Socket connectTo(RawUpstream upstream) throws IOException {
        proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static String piece(int number) {
        return "data: token " + number + "\n\n";
    }

    private void assertStreamed(String framing, String before, String after, String end) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(peer -> {
                    peer.head();
                    peer.write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" + framing + "\r\n");
                    for (int i = 0; i < PIECES; i++) {
                        awaitReader();
                        peer.write(before.formatted(piece(i).length()) + piece(i) + after);
                    }
                    awaitReader();
                    peer.write(end);
                });
                Socket client = connectTo(upstream)) {
            RawUpstream.Peer peer = new RawUpstream.Peer(client, 1);
            peer.write("GET /events HTTP/1.1\r\nhost: a\r\n\r\n");
            assertThat(peer.head()).startsWith("HTTP/1.1 200 OK").contains("text/event-stream");
            for (int i = 0; i < PIECES; i++) {
                read.release();
                peer.until(piece(i));
            }
            read.release();
        }
    }

    @Test
    void chunksArePassedOnAtOnce() throws Exception {
        assertStreamed("transfer-encoding: chunked\r\n", "%x\r\n", "\r\n", "0\r\n\r\n");
    }

    @Test
    void partsOfABodyOfKnownLengthArePassedOnAtOnce() throws Exception {
        int length = 0;
        for (int i = 0; i < PIECES; i++) {
            length += piece(i).length();
        }
        assertStreamed("content-length: " + length + "\r\n", "", "", "");
    }

    @Test
    void aBodyUntilTheEndOfTheConnectionIsPassedOnAtOnce() throws Exception {
        assertStreamed("", "", "", "");
    }
}
