package io.fairlead.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RawConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void readsEveryFraming() throws Exception {
        assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc").text())
                .isEqualTo("abc");
        assertThat(answer("HTTP/1.1 200\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
                        .text())
                .isEqualTo("abc");
        RawResponse untilEnd = answer("HTTP/1.1 200 OK\r\n\r\nall of it");
        assertThat(untilEnd.text()).isEqualTo("all of it");
        assertThat(untilEnd.keepsAlive()).isFalse();
    }

    @Test
    void countsInterimResponses() throws Exception {
        RawResponse response = answer("HTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 204 None\r\n\r\n");
        assertThat(response.interim()).containsExactly(103);
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.keepsAlive()).isTrue();
    }

    @Test
    void aBodyThatBreaksOffLeavesAPartialResponse() {
        assertThatThrownBy(() -> answer("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc"))
                .isInstanceOfSatisfying(ClientException.class, e -> {
                    assertThat(e.error()).isEqualTo(ClientError.CLOSED);
                    assertThat(e.partial()).isNotNull().satisfies(partial -> {
                        assertThat(partial.status()).isEqualTo(200);
                        assertThat(partial.text()).isEqualTo("abc");
                    });
                });
    }

    @Test
    void refusesWhatIsNoResponse() {
        for (String bytes : new String[] {
            "HTTP/1.1 2x0 OK\r\n\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n folded: 1\r\n\r\n"
        }) {
            assertThatThrownBy(() -> answer(bytes))
                    .as(bytes)
                    .isInstanceOfSatisfying(
                            ClientException.class, e -> assertThat(e.error()).isEqualTo(ClientError.MALFORMED));
        }
    }

    /** What a client reads from a server that says this to whoever sends a line, and closes. */
    private static RawResponse answer(String bytes) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket socket = server.accept()) {
                    int left = RawRequest.get("/", "h").bytes().size();
                    socket.getInputStream().readNBytes(left);
                    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (RawConnection connection = RawConnection.open(server.getLocalPort())) {
                return connection.exchange(RawRequest.get("/", "h"), LIMIT);
            } finally {
                served.join();
            }
        }
    }
}
