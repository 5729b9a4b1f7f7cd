package io.fairlead.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.client.ClientError;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class EchoBackendTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HitLog log = new HitLog();
    private final EchoBackend backend = EchoBackend.start("v1", 0, log);

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void describesTheRequestInJson() throws ClientException {
        RawRequest request = RawRequest.of("POST", "/a?b=\"c\"", "app.test")
                .header("X-Two", "1")
                .header("x-two", "2\u00e9")
                .body(Bytes.ofUtf8("hello"));
        RawResponse response = send(request);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().all("x-echo-backend")).containsExactly("v1");
        assertThat(response.headers().all("content-type")).containsExactly("application/json");
        Object json = new Load(LoadSettings.builder().build()).loadFromString(response.text());
        assertThat(String.valueOf(json))
                .contains("backend=v1", "path=/a?b=\"c\"", "x-two=[1, 2\u00e9]", "body_size=5", "authority=app.test");
    }

    @Test
    void logsHeadersBodyAndTrailers() throws ClientException {
        String head = "PUT /up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX-A:  b \r\n\r\n";
        try (RawConnection connection = RawConnection.open(backend.port())) {
            connection.send(Bytes.ofUtf8(head + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-T: end\r\n\r\n"));
            assertThat(connection.receive("PUT", LIMIT).status()).isEqualTo(200);
        }
        Hit hit = log.hits().get(0);
        assertThat(hit.proto()).isEqualTo("HTTP/1.1");
        assertThat(hit.method()).isEqualTo("PUT");
        assertThat(hit.header("x-a")).containsExactly("b");
        assertThat(hit.header("trailer:x-t")).containsExactly("end");
        assertThat(hit.headers()).doesNotContainKey("host");
        assertThat(hit.bodySize()).isEqualTo(5);
        assertThat(hit.bodySha256()).isEqualTo("36bbe50ed96841d10443bcb670d6554f0a34b761be67ec9c4a8ad2c0c44ca42c");
    }

    @Test
    void answersAsTheRequestWishes() throws ClientException {
        RawResponse response = send(RawRequest.get("/", "h")
                .header("x-echo-status", "418")
                .header("x-echo-header", "x-a=1")
                .header("x-echo-header", "x-a=2=3")
                .header("x-echo-body", "text")
                .header("x-echo-trailer", "x-t=4"));
        assertThat(response.status()).isEqualTo(418);
        assertThat(response.headers().all("x-a")).containsExactly("1", "2=3");
        assertThat(response.headers().all("content-type")).containsExactly("text/plain");
        assertThat(response.text()).isEqualTo("text");
        assertThat(response.trailers().all("x-t")).containsExactly("4");
    }

    @Test
    void wishesForAnotherBackendAreIgnored() throws ClientException {
        RawRequest request = RawRequest.get("/", "h").header("x-echo-status", "503");
        assertThat(send(request.header("x-echo-at", "v2")).status()).isEqualTo(200);
        assertThat(send(request.header("x-echo-at", "v1")).status()).isEqualTo(503);
    }

    @Test
    void failsOnlyTheFirstRequests() throws ClientException {
        RawRequest request = RawRequest.get("/", "h").header("x-echo-fail-first-n", "2");
        assertThat(List.of(
                        send(request).status(),
                        send(request).status(),
                        send(request).status()))
                .containsExactly(503, 503, 200);
        log.clear();
        assertThat(send(request).status()).isEqualTo(503);
    }

    @Test
    void requestsThatShallNotBeLoggedAreNotCounted() throws ClientException {
        RawRequest request = RawRequest.get("/", "h");
        send(request.header("x-echo-nolog", "1"));
        send(request);
        assertThat(log.counts()).containsExactly(java.util.Map.entry("v1", 1));
    }

    @Test
    void bodilessAnswersHaveNone() throws ClientException {
        try (RawConnection connection = RawConnection.open(backend.port())) {
            RawRequest head = RawRequest.of("HEAD", "/", "h");
            assertThat(connection.exchange(head, LIMIT).headers().first("content-length"))
                    .isPresent();
            RawRequest noContent = RawRequest.get("/", "h").header("x-echo-status", "204");
            assertThat(connection.exchange(noContent, LIMIT).headers().first("content-length"))
                    .isEmpty();
            RawRequest notModified = RawRequest.get("/", "h").header("x-echo-status", "304");
            assertThat(connection.exchange(notModified, LIMIT).headers().first("content-type"))
                    .isEmpty();
            assertThat(connection.exchange(RawRequest.get("/", "h"), LIMIT).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void closesAndResetsInsteadOfAnswering() {
        RawRequest request = RawRequest.get("/", "h");
        assertThat(errorOf(request.header("x-echo-close", "1"))).isEqualTo(ClientError.CLOSED);
        assertThat(errorOf(request.header("x-echo-reset", "1"))).isEqualTo(ClientError.RESET);
    }

    @Test
    void aDelayLongerThanTheClientWaitsIsATimeout() {
        RawRequest slow = RawRequest.get("/", "h").header("x-echo-delay-ms", "60000");
        assertThatThrownBy(() -> {
                    try (RawConnection connection = RawConnection.open(backend.port())) {
                        connection.exchange(slow, Duration.ofMillis(30));
                    }
                })
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.error()).isEqualTo(ClientError.TIMEOUT));
    }

    @Test
    void aBackendThatIsDownRefusesUntilItIsUpAgain() throws ClientException {
        RawRequest request = RawRequest.get("/", "h");
        backend.behave(Behaviour.DOWN);
        assertThat(errorOf(request)).isEqualTo(ClientError.REFUSED);
        backend.behave(Behaviour.NORMAL.status(500));
        assertThat(send(request).status()).isEqualTo(500);
    }

    @Test
    void goingDownEndsOpenConnections() throws ClientException {
        try (RawConnection connection = RawConnection.open(backend.port())) {
            connection.exchange(RawRequest.get("/", "h"), LIMIT);
            backend.behave(Behaviour.DOWN);
            assertThat(connection.isClosedWithin(LIMIT)).isTrue();
        }
    }

    @Test
    void aScriptIsPlayedToItsEnd() throws ClientException {
        backend.behave(List.of(
                Behaviour.NORMAL.status(500).times(1),
                Behaviour.NORMAL.status(502).times(2)));
        RawRequest request = RawRequest.get("/", "h");
        assertThat(List.of(
                        send(request).status(),
                        send(request).status(),
                        send(request).status(),
                        send(request).status()))
                .containsExactly(500, 502, 502, 200);
    }

    @Test
    void invitesTheBodyOfAClientThatAsks() throws ClientException {
        try (RawConnection connection = RawConnection.open(backend.port())) {
            connection.send(
                    Bytes.ofUtf8("POST / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\nok"));
            assertThat(connection.receive("POST", LIMIT).interim()).containsExactly(100);
        }
    }

    @Test
    void refusesWhatIsNoRequest() throws ClientException {
        for (String bytes : List.of(
                "GET / HTTP/1.1\nhost: h\n\n",
                "GET  / HTTP/1.1\r\nhost: h\r\n\r\n",
                "GET / HTTP/1.1\r\nhost : h\r\n\r\n",
                "GET / HTTP/1.1\r\nhost: h\r\nhost: i\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: +1\r\n\r\n",
                "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n")) {
            try (RawConnection connection = RawConnection.open(backend.port())) {
                connection.send(Bytes.ofUtf8(bytes));
                assertThat(connection.receive("GET", LIMIT).status()).as(bytes).isEqualTo(400);
            }
        }
        assertThat(log.counts()).isEmpty();
    }

    private RawResponse send(RawRequest request) throws ClientException {
        try (RawConnection connection = RawConnection.open(backend.port())) {
            return connection.exchange(request, LIMIT);
        }
    }

    private ClientError errorOf(RawRequest request) {
        try {
            throw new AssertionError("answered: " + send(request));
        } catch (ClientException e) {
            return e.error();
        }
    }
}
